// The browser walk: the day-1 path with and without JavaScript, and every page of the sample hospital.
//
//   node tests/e2e/walk.mjs PATH_TO_SONAE [--all] [--only day,empty,pages] [--out DIR]
//
// Starts the program itself, on loopback, in a temporary directory. Prints what failed and
// "N passed, M failed"; --out keeps pictures of the pages.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { dayOne } from "./day_one.mjs";
import { emptyPages, everyPage } from "./every_page.mjs";
import { launch } from "./look.mjs";
import { Tally } from "./program.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const [sonae, ...options] = process.argv.slice(2);
const valueOf = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : null);
const only = (valueOf("--only") ?? "day,empty,pages").split(",");
const tally = new Tally();
const browser = await launch();
try {
  if (only.includes("day")) {
    await dayOne(browser, tally, sonae, root, true);
    await dayOne(browser, tally, sonae, root, false);
  }
  const looking = { all: options.includes("--all"), out: valueOf("--out") };
  if (only.includes("empty")) await emptyPages(browser, tally, sonae, looking);
  if (only.includes("pages")) await everyPage(browser, tally, sonae, looking);
} finally {
  await browser.close();
}
process.exitCode = tally.end();
