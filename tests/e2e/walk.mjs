// The browser walk: the day-1 path with and without JavaScript, and every page of the sample hospital.
//
//   node tests/e2e/walk.mjs PATH_TO_SONAE [--all] [--only day|pages]
//
// Starts the program itself, on loopback, in a temporary directory. Prints what failed and
// "N passed, M failed".
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { dayOne } from "./day_one.mjs";
import { launch } from "./look.mjs";
import { Tally } from "./program.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const [sonae, ...options] = process.argv.slice(2);
const only = options.includes("--only") ? options[options.indexOf("--only") + 1] : null;
const tally = new Tally();
const browser = await launch();
try {
  if (only === null || only === "day") {
    await dayOne(browser, tally, sonae, root, true);
    await dayOne(browser, tally, sonae, root, false);
  }
} finally {
  await browser.close();
}
process.exitCode = tally.end();
