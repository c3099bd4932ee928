// Every page of a hospital, looked at as a picky reader would: axe, squeezed cells, first screen,
// reflow, weight, keyboard, IME, print, empty and error states (ux.md G-10 ... G-26).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { wizard } from "./day_one.mjs";
import { axe, brokenNumbers, overflow, smallTargets, squeezedCells } from "./look.mjs";
import { Program } from "./program.mjs";

// The ledger's page of 100 rows is held to 45 kB, as every page but the one form of the whole checklist.
const weightMost = { html: 45_000, checklist: 75_000, requests: 4 };
const registers = ["device", "vendor", "contact", "backup"];
const filled = ["", "scope", "import", "checklist", "bcp-check", "recovery", "pack", "review", "history", "facility", "account", "me", "references"];

async function enter(browser, program, options) {
  const context = await browser.newContext({ locale: "ja-JP", timezoneId: "Asia/Tokyo", bypassCSP: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  const link = program.run("link", "admin", "--base", program.url).match(/http:\/\/\S+/)[0];
  await page.goto(link);
  if (await page.locator("main form button").count()) {
    await Promise.all([page.waitForEvent("load"), page.locator("main form button").first().click()]);
  }
  return page;
}

// What the menu offers, and of some registers a record, its forms and its history.
async function places(page) {
  const home = await page.locator("header .fc").getAttribute("href");
  const base = home.replace(/\/$/, "");
  const list = await page.locator("nav.m a").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
  for (const name of registers) {
    await page.goto(`${new URL(page.url()).origin}${base}/${name}?all=1`);
    const first = await page.locator("table.g tbody th a").first().getAttribute("href").catch(() => null);
    list.push(`${base}/${name}/new`);
    if (first !== null) list.push(first, `${first}/edit`, `${first}/history`);
    if (first !== null && name === "device") list.push(`${first}/wire`, `${first}/edit?wire=all`);
  }
  list.push(`${base}/search?q=nurse`, `${base}/search?q=`, `${base}/search?q=zzzz`, `${base}/device?words=zzzz`, `${base}/nowhere`,
    `${base}/account/new`);
  return { base, list: [...new Set(list)] };
}

const nameOf = (base, path) => path.replace(base, "").replace(/[0-9a-z]{13}/g, "ID").replace(/[^\w]+/g, "-").replace(/^-|-$/g, "") || "home";

// One page in one size and colour.
async function lookAt(page, t, url, name, { least, out }) {
  const said = [];
  const hear = (m) => m.type() === "error" && !/404|403/.test(m.text()) && said.push(m.text());
  page.on("console", hear);
  await page.goto(url);
  t.none(await axe(page), `${name}: axe`);
  t.none(await page.evaluate(squeezedCells), `${name}: squeezed cells`);
  t.none(await page.evaluate(brokenNumbers), `${name}: broken numbers`);
  t.none(await page.evaluate(smallTargets, least), `${name}: small targets`);
  const wide = await page.evaluate(overflow);
  t.check(wide <= 0, `${name}: no sideways scroll`, `${wide} px`);
  t.none(said, `${name}: nothing to complain in the console`);
  if (out) await page.screenshot({ path: join(out, `${name.replace(/ /g, "-")}.png`) });
  page.off("console", hear);
}

async function weigh(page, t, url, name) {
  const got = [];
  const hear = (r) => got.push(r);
  page.on("response", hear);
  const answer = await page.goto(url);
  page.off("response", hear);
  const origin = new URL(url).origin;
  t.none(got.map((r) => r.url()).filter((u) => !u.startsWith(origin) && !u.startsWith("data:")), `${name}: asks no other host`);
  t.check(got.length <= weightMost.requests, `${name}: few requests`, `${got.length}`);
  const html = (await answer.body()).length;
  t.check(html <= (/checklist/.test(name) ? weightMost.checklist : weightMost.html), `${name}: HTML is light`, `${html} bytes`);
}

async function firstScreen(page, t, origin, base) {
  const whole = (selector) => page.locator(selector).evaluateAll((l) => l.filter((e) => e.getBoundingClientRect().bottom <= innerHeight).length);
  await page.goto(`${origin}${base}/device`);
  const rows = await whole("table.g tbody tr");
  t.check(rows >= 15, "the ledger's first screen has 15 rows", `${rows}`);
  const all = await page.locator("table.g tbody tr").count();
  t.check(all === 100, "of 100 on the page", `${all}`);
  await page.goto(`${origin}${base}`);
  const todos = await page.locator(".td li").count();
  const cards = await page.locator(".cs a").count();
  t.check(todos === 5 && (await whole(".td li")) === 5, "the five things to do are on the first screen", `${await whole(".td li")} of ${todos}`);
  t.check(cards === 3 && (await whole(".cs a")) === 3, "and the three chapters", `${await whole(".cs a")} of ${cards}`);
}

async function keyboard(page, t, url, name) {
  await page.goto(url);
  await page.keyboard.press("Tab");
  t.check((await page.evaluate(() => document.activeElement.className)) === "skip", `${name}: the first stop is the way to the text`);
  const hidden = [];
  for (let i = 0; i < 25; i++) {
    const seen = await page.evaluate(() => {
      const e = document.activeElement;
      if (e === document.body) return null;
      const box = e.getBoundingClientRect();
      const style = getComputedStyle(e);
      const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return { ok: inside && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3, what: e.outerHTML.slice(0, 80) };
    });
    if (seen !== null && !seen.ok) hidden.push(seen.what);
    await page.keyboard.press("Tab");
  }
  t.none(hidden, `${name}: whoever goes by keyboard sees where`);
}

// Enter that ends a conversion of the IME sends nothing; the next one does.
async function ime(page, t, url) {
  await page.goto(url);
  const box = page.locator("#q");
  await box.focus();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Input.imeSetComposition", { text: "けんさ", selectionStart: 3, selectionEnd: 3 });
  await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, key: "Process", code: "Enter" });
  await cdp.send("Input.insertText", { text: "検査" });
  await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", windowsVirtualKeyCode: 13, key: "Enter", code: "Enter" });
  t.check(page.url() === url && (await box.inputValue()) === "検査", "Enter of the IME sends nothing", `${page.url()} ${await box.inputValue()}`);
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
  t.check(page.url().includes("/search"), "and Enter after it does", page.url());
}

async function print(page, t, url, name, out) {
  await page.goto(url);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 720, height: 1000 });
  t.none(await page.evaluate(squeezedCells), `${name} in print: squeezed cells`);
  t.none(await page.evaluate(brokenNumbers), `${name} in print: broken numbers`);
  const cut = await page.locator("main td, main th").evaluateAll((l) =>
    l.filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible").map((e) => e.innerText.slice(0, 30)));
  t.none(cut.slice(0, 10), `${name} in print: no word is cut`);
  if (out) await page.pdf({ path: join(out, `${name}.pdf`), preferCSSPageSize: true });
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize({ width: 1024, height: 768 });
}

// A form with nothing in it: the complaint in title, summary and place.
async function refused(page, t, origin, base, name, options) {
  await page.goto(`${origin}${base}/${name}/new`);
  await Promise.all([page.waitForEvent("load"), page.locator("main form.fm button").first().click()]);
  t.check((await page.title()).startsWith("エラー"), `${name}: an empty form is refused in the title`, await page.title());
  const links = await page.locator(".er a").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
  t.check(links.length > 0 && (await page.locator(links[0]).count()) === 1, `${name}: the complaint leads to its place`, links.join(" "));
  t.none(await axe(page), `${name}: axe of the refused form`);
  if (options.out) await page.screenshot({ path: join(options.out, `${name}-refused.png`) });
}

const sizes = {
  light: { width: 1024, height: 768, least: 24 },
  dark: { width: 1024, height: 768, least: 24, colorScheme: "dark" },
  touch: { width: 800, height: 1280, least: 44, hasTouch: true },
  narrow: { width: 320, height: 640, least: 24 },
  wide: { width: 1366, height: 768, least: 24 },
};

async function inSize(browser, t, program, size, out) {
  const { width, height, least, ...rest } = sizes[size];
  const page = await enter(browser, program, { viewport: { width, height }, ...rest });
  const origin = program.url;
  const { base, list } = await places(page);
  for (const path of list) {
    await lookAt(page, t, `${origin}${path}`, `${nameOf(base, path)} ${size}`, { least, out })
      .catch((e) => t.check(false, `${path} in ${size} can be looked at`, e.message.split("\n")[0]));
  }
  return { page, base, list };
}

// The sample hospital, in every state an inspector meets.
export async function everyPage(browser, t, sonae, { all, out }) {
  const program = new Program(sonae);
  if (out) mkdirSync(out, { recursive: true });
  try {
    program.run("sample");
    program.hear();
    await program.serve();
    const { page, base, list } = await inSize(browser, t, program, "light", out);
    const origin = program.url;
    for (const path of list) await weigh(page, t, `${origin}${path}`, nameOf(base, path));
    await firstScreen(page, t, origin, base);
    for (const place of ["", "/device", "/vendor/new", "/checklist"]) await keyboard(page, t, `${origin}${base}${place}`, place);
    await ime(page, t, `${origin}${base}/device`);
    for (const name of ["vendor", "device", "contact"]) await refused(page, t, origin, base, name, { out });
    for (const place of ["device", "checklist", "map"]) await print(page, t, `${origin}${base}/${place}`, place, out);
    await page.context().close();
    for (const size of all ? ["dark", "touch", "narrow", "wide"] : ["dark", "narrow", "touch"]) {
      const { page } = await inSize(browser, t, program, size, out);
      await page.context().close();
    }
  } catch (e) {
    t.check(false, "the sample hospital can be walked", e.stack.split("\n").slice(0, 4).join(" "));
  } finally {
    await program.end();
  }
}

// A hospital that has just begun: every register says what it is for, with one button that stands out.
export async function emptyPages(browser, t, sonae, { out }) {
  const program = new Program(sonae);
  const context = await browser.newContext({ locale: "ja-JP", timezoneId: "Asia/Tokyo", bypassCSP: true, viewport: { width: 1024, height: 768 } });
  try {
    await program.serve();
    const page = await context.newPage();
    page.setDefaultTimeout(15000);
    await wizard(page, { check: (ok, what, detail) => ok || t.check(ok, what, detail) }, program);
    const base = await page.locator("header .fc").getAttribute("href");
    for (const path of await page.locator("nav.m a").evaluateAll((l) => l.map((a) => a.getAttribute("href")))) {
      const name = `${nameOf(base, path)} empty`;
      await page.goto(`${program.url}${path}`);
      t.none(await axe(page), `${name}: axe`);
      if (!filled.includes(path.slice(base.length + 1))) {
        const stands = await page.locator("main .p").count();
        t.check((await page.locator("main [data-empty]").count()) === 1 && stands === 1,
          `${name}: says what to do, with one button that stands out`, `${stands} buttons`);
      }
      if (out) await page.screenshot({ path: join(out, `${name.replace(/ /g, "-")}.png`) });
    }
  } catch (e) {
    t.check(false, "the empty hospital can be walked", e.stack.split("\n").slice(0, 4).join(" "));
  } finally {
    await context.close();
    await program.end();
  }
}
