// The first day of a hospital: from the printed link to the pack and back, as a clerk walks it.
import { join } from "node:path";
import { Program } from "./program.mjs";

const password = "kirei-na-umi-2026";
const setup = {
  name: "試験病院", kind: "hospital", beds: "120", runs_systems: "yes", uses_cloud: "no",
  person: "情報 一郎", login: "joho", password, again: password,
};

const words = (page) => page.locator("main").innerText();
const press = (page, name) => go(page, page.locator("main").getByRole("button", { name, exact: true }));
const menu = (page, name) => go(page, page.locator("nav.m").getByRole("link", { name }));

// Press what leads to another page, and wait until all of that is there.
async function go(page, where) {
  await Promise.all([page.waitForEvent("load"), where.first().click()]);
}

// Fill what the page has of the given values, be it a box, a list or a choice.
async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const control = page.locator(`main [name="${name}"]:not([type=hidden])`).first();
    if ((await control.count()) === 0) continue;
    const kind = await control.evaluate((e) => e.type);
    if (kind === "radio" || kind === "checkbox") {
      await page.locator(`main [name="${name}"][value="${value}"]`).check();
    } else if (kind.startsWith("select")) {
      await control.selectOption(value);
    } else {
      await control.fill(value);
    }
  }
}

export async function wizard(page, t, program) {
  const link = program.printed.match(/http:\/\/\S+\/setup\/\S+/);
  if (!t.check(link !== null, "serve prints a link for the set-up", program.printed.slice(0, 400))) return;
  await page.goto(link[0]);
  let pages = 0;
  const required = new Set();
  while (page.url().includes("/setup/") && pages < 6) {
    pages++;
    for (const name of await page.locator("main [required], main fieldset:has(legend em) input:first-of-type").evaluateAll(
      (list) => list.map((e) => e.name))) required.add(name);
    await fill(page, setup);
    await go(page, page.locator("main form button"));
  }
  t.check(pages <= 4, "the set-up has at most 4 pages", `${pages}`);
  t.check(required.size <= 8, "and at most 7 required answers, one of them typed twice", [...required].join(" "));
  t.check((await words(page)).includes("やること"), "it ends at やること", page.url());
  t.check((await page.locator("nav.m").count()) === 1, "with the menu");
}

// Reload by itself is the page's own doing: here nobody presses anything.
async function untilDone(page, t) {
  await page.waitForURL(/\/import\/[0-9a-z]{13}/, { timeout: 30000 }).catch(() => {});
  if (page.url().includes("/job/")) {
    await page.waitForFunction(() => document.querySelector("progress") === null, null, { timeout: 20000 }).catch(() => {});
    const result = page.locator("main .ln a").first();
    if (t.check((await result.count()) === 1, "a finished import leads to its result", await words(page))) await go(page, result);
  }
}

// "読み取り 10行： 新規 7 …" as numbers.
function counts(text) {
  const [read, fresh, changed, same, bad] =
    text.match(/読み取り\s*(\d+)行：\s*新規\s*(\d+)\s*変更\s*(\d+)\s*変更なし\s*(\d+)\s*エラー\s*(\d+)/)?.slice(1).map(Number) ?? [];
  return { read, fresh, changed, same, bad };
}

async function takeIn(page, t, file, expected) {
  await menu(page, "取り込み");
  await page.locator("[name=entity]").selectOption("device");
  await page.locator("[name=file]").setInputFiles(file);
  await press(page, "次へ（列を確かめる）");
  t.check(page.url().includes("/import/columns"), "a file leads to its columns", `${page.url()} ${(await words(page)).slice(0, 300)}`);
  const mapped = await page.locator("main select[name^=col]").evaluateAll((l) => l.filter((e) => e.value !== "").length);
  t.check(mapped >= 10, "the columns of a hospital's own ledger are recognised", `${mapped}`);
  await press(page, "次へ（内容を確かめる）");
  const c = counts(await words(page));
  t.check(c.read > 0 && c.read === c.fresh + c.changed + c.same + c.bad, "the preview counts every row", JSON.stringify(c));
  for (const [name, n] of Object.entries(expected))
    t.check(c[name] === n, `the preview counts ${name} rows`, `${c[name]}, not ${n}`);
  await go(page, page.locator("main button.p"));
  t.check(/\/(job|import)\//.test(page.url()), "taking in goes on by itself", page.url());
  await untilDone(page, t);
  t.check(counts(await words(page)).read === c.read, "the result counts what the preview promised", (await words(page)).slice(0, 300));
  return c;
}

// A ledger kept in two sheets: the other sheet is named, and can be read instead; so can another row and encoding.
async function chooseSheet(page, t, root) {
  const table = page.locator("main table");
  const heads = () => table.locator("tbody label").allInnerTexts();
  await menu(page, "取り込み");
  await page.locator("[name=entity]").selectOption("device");
  await page.locator("[name=file]").setInputFiles(join(root, "tests/data/intake/sheets.xlsx"));
  await press(page, "次へ（列を確かめる）");
  t.check((await table.innerText()).includes("SV01"), "the sheet with the best header is read", await table.innerText());
  await press(page, "次へ（内容を確かめる）");
  t.check((await words(page)).includes("シート「PC」にも表があります"), "the other sheet is named", (await words(page)).slice(0, 400));
  await go(page, page.locator("main a").filter({ hasText: "列の対応に戻る" }));
  await page.locator("[name=sheet]").selectOption("PC");
  await press(page, "次へ（内容を確かめる）");
  t.check(page.url().includes("/import/columns") && (await table.innerText()).includes("PC01"),
    "another sheet shows its own columns first", `${page.url()} ${await table.innerText()}`);
  t.check((await page.locator("[name=header]").inputValue()) === "2", "with its own header");
  await page.locator("[name=sheet]").selectOption("表紙");
  await press(page, "読み直す");
  t.check((await page.locator("main .es, main .er").allInnerTexts()).join("").includes("見出しの行"), "a sheet without a table is told",
    (await words(page)).slice(0, 300));
  await page.locator("[name=sheet]").selectOption("PC");
  await press(page, "読み直す");
  await page.locator("[name=header]").selectOption("3");
  await press(page, "読み直す");
  t.check((await heads()).includes("PC01"), "another row is the header when told", (await heads()).join(" "));
  await menu(page, "取り込み");
  await page.locator("[name=entity]").selectOption("device");
  await page.locator("[name=file]").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("管理番号,設置場所\nA1,外来\n") });
  await press(page, "次へ（列を確かめる）");
  await page.locator("[name=read_as]").selectOption("cp932");
  await press(page, "読み直す");
  t.check(!(await heads()).includes("管理番号"), "another encoding is used when told", (await heads()).join(" "));
}

async function mend(page, t) {
  const values = page.locator("main [name^=mend-]");
  const before = await values.count();
  if (!t.check(before > 0, "rows that are wrong wait to be mended")) return;
  const bad = page.locator('main [name^=mend-][name$="-ip"]').first();
  t.check((await bad.inputValue()) !== "", "with the value as it was written");
  await bad.fill("192.168.20.14");
  await press(page, "直した行を取り込む");
  await untilDone(page, t);
  t.check((await page.locator("main [name^=mend-]").count()) < before, "a mended row goes in", (await words(page)).slice(0, 500));
}

async function bulk(page, t) {
  await menu(page, "機器台帳");
  const boxes = page.locator("tbody .k input");
  t.check((await boxes.count()) >= 7, "the ledger shows the devices", `${await boxes.count()}`);
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await press(page, "まとめて直す");
  await page.locator("[name=pick_location]").check();
  await page.locator("[name=location]").fill("2階 サーバ室");
  await page.locator("[name=reason]").fill("棚卸で確認");
  await go(page, page.locator("main form.fm button"));
  const text = await words(page);
  t.check(text.split("2階 サーバ室").length - 1 >= 2, "two devices are mended at once", `${page.url()} ${text.slice(-1500)}`);
}

async function register(page, t, place, values, shown) {
  await menu(page, place);
  await go(page, page.locator("main a.b").filter({ hasText: /登録|追加/ }));
  await fill(page, values);
  await go(page, page.locator("main form.fm button"));
  t.check((await words(page)).includes(shown) && !page.url().endsWith("/new"), `${place}: registered`,
    `${page.url()} ${(await words(page)).slice(0, 300)}`);
}

async function scope(page, t) {
  await menu(page, "管理対象の確認");
  const groups = page.locator("main fieldset");
  const n = await groups.count();
  t.check(n > 5, "管理対象の確認 asks about every kind of system", `${n}`);
  for (let i = 0; i < n; i++) await groups.nth(i).locator("input").nth(i < 2 ? 0 : 1).check();
  await go(page, page.locator("main form.fm button.p"));
  t.check((await page.locator("main .er").count()) === 0, "and keeps the answers", (await words(page)).slice(0, 300));
}

async function answer(page, t) {
  await menu(page, "チェックリスト");
  const lines = page.locator("article.ci:has(input[type=radio])");
  t.check((await lines.count()) >= 10, "the checklist asks its items", `${await lines.count()}`);
  const why = (k) => lines.nth(k).locator("[name^=why]");
  const note = (k) => lines.nth(k).locator("[name^=note]");
  const pick = (k, value) => lines.nth(k).locator(`input[value="${value}"]`).check();
  await pick(0, "yes");
  await why(0).fill("任命書を院長室に保管");
  await note(0).fill("令和8年4月1日付");
  await pick(1, "no");
  await why(1).fill("台帳を整えているところ");
  await note(1).fill("経営層に報告済み");
  await go(page, page.locator("main .sy button"));
  const complaint = page.locator("main .er");
  if (t.check((await complaint.count()) === 1, "いいえ without a date is refused")) {
    t.check((await complaint.innerText()).includes("目標日"), "in words", await complaint.innerText());
    t.check((await page.title()).startsWith("エラー"), "and in the title", await page.title());
    t.check((await lines.nth(0).locator('input[value="yes"]').isChecked()) && (await lines.nth(1).locator('input[value="no"]').isChecked()) &&
      (await note(0).inputValue()) === "令和8年4月1日付" && (await note(1).inputValue()) === "経営層に報告済み" &&
      (await why(1).inputValue()) === "台帳を整えているところ", "and everything typed is still there");
  }
  await lines.nth(1).locator("[name^=target]").fill("R9.1.31");
  await go(page, page.locator("main .sy button"));
  t.check((await page.locator("main .er").count()) === 0, "with a date it is kept", (await words(page)).slice(0, 400));
  t.check((await words(page)).includes("2027/01/31") || (await lines.nth(1).locator("[name^=target]").inputValue()).includes("2027/01/31"),
    "the date is shown as it was understood");
}

async function review(page, t) {
  await menu(page, "経営層の確認");
  await fill(page, { held_on: "R8.11.20", meeting: "医療安全管理委員会", chair: "院長 見本 太郎", decisions: "1月までに整える。" });
  await go(page, page.locator("main form.fm button"));
  t.check((await page.locator("main .er").count()) === 0 && (await words(page)).includes("2026/11/20"), "経営層の確認 is recorded",
    `${page.url()} ${(await words(page)).slice(0, 500)}`);
}

async function pack(page, t) {
  await menu(page, "立入検査資料");
  await go(page, page.locator("main button.p"));
  await page.waitForFunction(() => document.querySelector("progress") === null, null, { timeout: 60000 });
  const done = page.locator("main .ln a").filter({ hasText: "資料を見る" });
  if ((await done.count()) === 1) await go(page, done);
  const link = page.locator("main table a").filter({ hasText: "PDF" }).first();
  if (!t.check((await link.count()) === 1, "the pack is made", (await words(page)).slice(0, 400))) return;
  const pdf = await (await page.request.get(await link.evaluate((e) => e.href))).body();
  t.check(pdf.subarray(0, 5).toString() === "%PDF-", "and can be downloaded as PDF", `${pdf.length}`);
}

async function undo(page, t, result, n) {
  await menu(page, "変更履歴");
  for (let n = 0; n < 30 && !(await words(page)).includes("取り込み"); n++) { // 15 changes a page
    const older = page.locator("main a").filter({ hasText: "さらに前の変更" });
    if ((await older.count()) !== 1) break;
    await go(page, older);
  }
  t.check((await words(page)).includes("取り込み"), "変更履歴 speaks of the import", (await words(page)).slice(0, 300));
  await page.goto(result);
  await page.locator("summary").filter({ hasText: "この取り込みを取り消す" }).click();
  await press(page, "取り消す");
  if (page.url().includes("/job/")) await untilDone(page, t);
  await menu(page, "機器台帳");
  const left = await page.locator("tbody .k input").count();
  t.check(left < n, "the import can be undone", `${left} left of ${n}`);
}

export async function dayOne(browser, t, sonae, root, javaScriptEnabled) {
  const program = new Program(sonae);
  const context = await browser.newContext({
    javaScriptEnabled, viewport: { width: 1024, height: 768 }, locale: "ja-JP", timezoneId: "Asia/Tokyo",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10000);
  const log = { check: (ok, what, detail) => t.check(ok, `day one ${javaScriptEnabled ? "with" : "without"} JavaScript: ${what}`, detail) };
  page.on("pageerror", (e) => log.check(false, "no script fails", e.message));
  page.on("response", (r) => r.status() >= 500 && log.check(false, `${r.url()} answers`, `${r.status()}`));
  try {
    const began = Date.now();
    await program.serve();
    await wizard(page, log, program);
    log.check(Date.now() - began < 60000, "the set-up is quickly done");
    const c = await takeIn(page, log, join(root, "tests/data/walk/ledger.csv"), { read: 10, changed: 0, same: 0 });
    const result = page.url();
    await chooseSheet(page, log, root);
    await page.goto(result);
    await mend(page, log);
    await bulk(page, log);
    await register(page, log, "事業者", { name: "見本システム株式会社", contracted: "yes" }, "見本システム株式会社");
    await register(page, log, "医療情報システム", { name: "電子カルテ", kinds: "ehr" }, "電子カルテ");
    await register(page, log, "連絡先・連絡体制図", { category: "internal", organisation: "情報システム室", phone_day: "03-0000-0001" }, "情報システム室");
    await scope(page, log);
    await answer(page, log);
    await review(page, log);
    await pack(page, log);
    await undo(page, log, result, c.fresh);
    const shared = process.env.T_SHARED;
    if (shared) await takeIn(page, log, join(shared, "samples/daicho.xlsx"), {});
  } catch (e) {
    log.check(false, "the walk goes through", `${page.url()} ${String(e.message).split("\n").slice(0, 6).join(" ")}`);
  } finally {
    await context.close();
    await program.end();
  }
}
