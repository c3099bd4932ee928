// Look at pages: screenshots, axe, squeezed cells, overflow, print.
//
//   node tests/e2e/look.mjs [--out DIR] [--quick] PAGE...
//
// PAGE is an html file or a directory of them (served from this machine with
// /assets/ beside it) or a http://127.0.0.1 address. Without --quick each page
// is looked at in every size, and printed; with it at 1024 x 768, light and dark.
// --out keeps the pictures. Exit status 1: something is wrong.
import { createServer } from "node:http";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const types = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", html: "text/html" };
const csp =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'";
export const looks = [
  { name: "1024", width: 1024, height: 768 },
  { name: "1024-dark", width: 1024, height: 768, colorScheme: "dark" },
  { name: "800-touch", width: 800, height: 1280, hasTouch: true },
  { name: "320", width: 320, height: 640 },
];
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// Files of the source tree as a web server would give them, with the program's own CSP.
function serve() {
  const server = createServer((request, response) => {
    const path = join(root, new URL(request.url, "http://x").pathname);
    try {
      const body = path.startsWith(root) ? readFileSync(path) : null;
      response.setHeader("Content-Type", `${types[path.split(".").pop()]}; charset=utf-8`);
      response.setHeader("Content-Security-Policy", csp);
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

// Cells whose own text runs over three or more lines of fewer than four characters.
export function squeezedCells() {
  const linesOf = (cell) => {
    const tops = new Set();
    let length = 0;
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.parentElement.closest(".vh, option, b, del, ins, label")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter((r) => r.width > 1);
      rects.forEach((r) => tops.add(Math.round(r.top)));
      length += rects.length > 0 ? node.data.trim().length : 0;
    }
    return { lines: tops.size, length };
  };
  return [...document.querySelectorAll("td, th")].flatMap((cell) => {
    const { lines, length } = linesOf(cell);
    return lines >= 3 && length / lines < 4 ? [cell.innerText.trim()] : [];
  });
}

// Text of class n (numbers, dates, addresses) that was broken over lines.
export function brokenNumbers() {
  // 2021/06/08（令和3年6月8日） may go on the next line before the bracket.
  const broken = (node) =>
    node.data.split(/(?=（)/).some((part, i, parts) => {
      const from = parts.slice(0, i).join("").length;
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, from + part.length);
      const tops = [...range.getClientRects()].filter((r) => r.width > 1).map((r) => r.top);
      return tops.length > 0 && Math.max(...tops) - Math.min(...tops) > 12;
    });
  return [...document.querySelectorAll(".n")].flatMap((e) => {
    const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) if (broken(node)) return [e.innerText];
    return [];
  });
}

export function overflow() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

// Controls and links smaller than 24 px, outside running text (WCAG 2.5.8), and 44 px on touch.
export function smallTargets(least) {
  return [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, .b, nav a")]
    .filter((e) => e.offsetParent !== null)
    .map((e) => (/checkbox|radio/.test(e.type) ? (e.closest("label, td") ?? e) : e))
    .filter((e) => e.getBoundingClientRect().height > 1 && e.getBoundingClientRect().height < least - 0.5)
    .map((e) => `${e.tagName} ${e.innerText || e.name} ${Math.round(e.getBoundingClientRect().height)}px`);
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"],
  });
}

export async function axe(page) {
  await page.evaluate(axeSource);
  return page.evaluate(async (tags) => {
    const result = await window.axe.run(document, { runOnly: tags });
    return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
  }, axeTags);
}

// A fresh page of one size: settings of an earlier page must not linger.
async function openEye(browser, { name, width, height, ...rest }) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    bypassCSP: true,
    ...rest,
  });
  // A page about running work reloads itself; here it keeps still.
  await context.addInitScript(() =>
    document.addEventListener("readystatechange", () =>
      document.getElementById("main")?.removeAttribute("data-refresh"),
    ),
  );
  const eye = { name, width, least: rest.hasTouch ? 44 : 24, page: await context.newPage(), said: [] };
  eye.page.on("console", (m) => m.type() === "error" && eye.said.push(`console: ${m.text()}`));
  eye.page.on("pageerror", (e) => eye.said.push(`script: ${e.message}`));
  return eye;
}

// What one eye sees wrong with the page at url.
async function lookWith(eye, url, name, out, prints) {
  const page = eye.page;
  const wrong = [];
  const note = (what, list) => list.length > 0 && wrong.push(`${eye.name} ${what}: ${list.join(" ; ")}`);
  await page.goto(url);
  note("axe", await axe(page));
  note("squeezed", await page.evaluate(squeezedCells));
  note("broken", await page.evaluate(brokenNumbers));
  note("small", await page.evaluate(smallTargets, eye.least));
  const wide = await page.evaluate(overflow);
  if (wide > 0) note("overflow", [`${wide} px`]);
  note("said", eye.said);
  if (out) await page.screenshot({ path: join(out, `${name}-${eye.name}.png`), fullPage: eye.width < 1024 });
  if (prints) {
    await page.emulateMedia({ media: "print" });
    note("squeezed in print", await page.evaluate(squeezedCells));
    if (out) await page.pdf({ path: join(out, `${name}.pdf`), preferCSSPageSize: true });
  }
  await page.context().close();
  return wrong;
}

// What is wrong with the page at url, a line a finding. Pictures go to out as NAME-SIZE.png.
export async function look(browser, url, name, { out, quick } = {}) {
  const wrong = [];
  const sizes = quick ? looks.slice(0, 2) : looks;
  for (let i = 0; i < sizes.length; i += 2) {
    const pair = sizes.slice(i, i + 2).map(async (size, k) =>
      lookWith(await openEye(browser, size), url, name, out, !quick && i + k === 0),
    );
    wrong.push(...(await Promise.all(pair)).flat());
  }
  return wrong;
}

async function main(args) {
  let out = null;
  let quick = false;
  const pages = [];
  while (args.length > 0) {
    const arg = args.shift();
    if (arg === "--out") out = args.shift();
    else if (arg === "--quick") quick = true;
    else if (!arg.startsWith("http://") && statSync(arg).isDirectory())
      pages.push(...readdirSync(arg).filter((f) => f.endsWith(".html")).map((f) => join(arg, f)));
    else pages.push(arg);
  }
  if (out) mkdirSync(out, { recursive: true });
  const server = await serve();
  const browser = await launch();
  let bad = 0;
  for (const page of pages) {
    const isUrl = page.startsWith("http://");
    const url = isUrl
      ? page
      : `http://127.0.0.1:${server.address().port}/${resolve(page).slice(root.length + 1)}`;
    const name = basename(new URL(url).pathname, ".html") || "index";
    const wrong = await look(browser, url, name, { out, quick });
    console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${page}`);
    wrong.forEach((line) => console.log(`     ${line}`));
    bad += wrong.length > 0;
  }
  await browser.close();
  server.close();
  console.log(`${pages.length - bad} passed, ${bad} failed`);
  process.exitCode = bad > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2));
}
