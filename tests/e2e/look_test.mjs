// The guards of look.mjs fire: a page with one planted fault of each kind, and a page without any.
import assert from "node:assert/strict";
import test from "node:test";
import { launch, look } from "./look.mjs";

const page = (body) =>
  "data:text/html;charset=utf-8," +
  encodeURIComponent(
    `<!doctype html><html lang=ja><title>x</title><body style="color:#000;background:#fff;margin:0"><main><h1>x</h1>${body}</main>`,
  );
const planted = [
  ["axe", '<img src="data:,">'],
  ["axe", '<p style="color:#999">薄い文字</p>'],
  ["squeezed", '<table><tr><td style="width:1em;word-break:break-all">Windows10</table>'],
  ["broken", '<p class=n style="width:3em;word-break:break-all">192.168.100.100</p>'],
  ["small", '<button style="height:10px;padding:0;font-size:8px">x</button>'],
  ["overflow", '<p style="width:3000px">x</p>'],
  ["said", "<script>nothing.here()</script>"],
];

test("each planted fault is found", async () => {
  const browser = await launch();
  for (const [what, body] of planted) {
    const wrong = await look(browser, page(body), "planted", { quick: true });
    assert.ok(wrong.some((line) => line.includes(what)), `${what} in ${body}: ${wrong}`);
  }
  assert.deepEqual(await look(browser, page("<p>よい</p>"), "good", { quick: true }), []);
  await browser.close();
});
