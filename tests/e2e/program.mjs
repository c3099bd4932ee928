// The real program on loopback in a temporary directory, and a tally: what the browser walk shares.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// A port nobody has. The program is told which, so that its printed link can be used as it is.
function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

export class Program {
  constructor(sonae) {
    this.sonae = resolve(sonae);
    this.place = mkdtempSync(join(tmpdir(), "sonae-walk-"));
    this.data = join(this.place, "data");
    this.printed = "";
  }

  // A command of the command line; what it printed.
  run(...args) {
    const { status, stdout, stderr } = spawnSync(this.sonae, [...args, "--data", this.data], { encoding: "utf8" });
    if (status !== 0) throw new Error(`sonae ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  }

  // What a mirror port of the sample hospital heard, read in as `make run` does.
  hear() {
    const script = fileURLToPath(new URL("../../sample/wire.py", import.meta.url));
    const { status, stderr } = spawnSync("/usr/bin/python3", ["-B", script, this.sonae, this.data], { encoding: "utf8" });
    if (status !== 0) throw new Error(`sample/wire.py: ${stderr}`);
  }

  // Serve; ends when the program has printed where it is to be found.
  async serve() {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.process = spawn(this.sonae, ["serve", "--data", this.data, "--listen", `127.0.0.1:${port}`], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ready = new Promise((done, fail) => {
      const hear = (text) => {
        this.printed += text;
        if (this.printed.includes('process.started role="web"')) done();
      };
      this.process.stdout.setEncoding("utf8").on("data", hear);
      this.process.stderr.setEncoding("utf8").on("data", hear);
      this.process.on("exit", () => fail(new Error(`the program ended: ${this.printed.slice(-1000)}`)));
    });
    await ready;
  }

  async end() {
    if (this.process && this.process.exitCode === null) {
      const gone = new Promise((done) => this.process.on("exit", done));
      this.process.kill("SIGTERM");
      await gone;
    }
    rmSync(this.place, { recursive: true, force: true });
  }
}

// Counts, and prints what failed.
export class Tally {
  passed = 0;
  failed = 0;

  check(ok, what, detail = "") {
    if (ok) {
      this.passed++;
    } else {
      this.failed++;
      console.log(`FAILED: ${what}${detail === "" ? "" : `: ${detail}`}`);
    }
    return ok;
  }

  // A list that should be empty.
  none(list, what) {
    return this.check(list.length === 0, what, list.join(" ; ").slice(0, 600));
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 ? 0 : 1;
  }
}
