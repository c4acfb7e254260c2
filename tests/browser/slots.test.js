// The next times of a booking: as the page was built with them, then what is free now, chosen in the form beside them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "./support/browser.js";
import { ORIGIN, openSite } from "./support/site.js";

const PATH = "/consultation/";

// What the server says is free. The second is past midnight.
const FREE = [
  { value: "2026-12-10T19:00+09:00", day: "2026-12-10", day_label: "12月10日（木）", label: "12月10日（木）19:00～20:00", time_label: "19:00～20:00", start: "2026-12-10T19:00+09:00", with: ["高橋まどか"] },
  { value: "2026-12-11T00:00+09:00", day: "2026-12-10", day_label: "12月10日（木）", label: "12月10日（木）24:00～25:00（11日 0:00～1:00）", time_label: "24:00～25:00（11日 0:00～1:00）", start: "2026-12-11T00:00+09:00", with: ["高橋まどか"] },
];

let site;
let browser;

before(async () => {
  site = await openSite();
  browser = await launchBrowser({ site });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

// The times of the page: where each leads, and when it begins.
const listed = (page) => page.locator("[data-next-slots] a").evaluateAll((links) => links.map((link) => ({ href: link.href, start: link.querySelector("time").getAttribute("datetime"), day: link.closest("ul").closest("li").querySelector("time").getAttribute("datetime") })));

async function withPage({ path = PATH, answer, ...options }, look) {
  const { page, complaints, close } = await openPage(browser, options);
  try {
    await page.route("**/api/bookings/**", answer ?? ((route) => route.fulfill({ json: { slots: FREE } })));
    await page.goto(site.url(path), { waitUntil: "load" });
    await look(page, complaints);
  } finally {
    await close();
  }
}

test("without scripts each time leads to the form with it", async () => {
  await withPage({ javaScriptEnabled: false }, async (page) => {
    const times = await listed(page);
    assert.equal(times.length, 8);
    for (const { href, start, day } of times) {
      const { origin, pathname, searchParams } = new URL(href);
      assert.deepEqual([origin, pathname, searchParams.get("slot")], [ORIGIN, "/api/bookings/consultation/form", start]);
      assert.ok(start.startsWith("2026-11-") && day > "2026-11-21", `${start} is after the day of the build`);
    }
    assert.match(await page.locator("[data-next-note]").innerText(), /^11月21日（土）にこのページを作ったときの予定です。/);
  });
});

test("a company's page has its own times, which lead to a form that names it", async () => {
  await withPage({ path: "/companies/izumi-robotics/", javaScriptEnabled: false }, async (page) => {
    const times = await listed(page);
    assert.ok(times.length > 0);
    for (const { href } of times) assert.match(new URL(href).searchParams.get("slot"), /\/izumi-robotics$/);
  });
});

test("what is free now takes their place and is chosen in the form", async () => {
  await withPage({}, async (page, complaints) => {
    await page.getByText("いま空いている日時です。").waitFor();
    assert.deepEqual((await listed(page)).map(({ start }) => start), FREE.map(({ start }) => start));
    await page.waitForFunction(() => document.querySelector("select[name=slot]").options.length === 3);
    await page.getByRole("link", { name: FREE[1].time_label }).click();
    assert.equal(page.url(), site.url(PATH), "the page stays");
    // How to meet is asked first; the list comes with the answer.
    assert.equal(await page.evaluate(() => document.activeElement.name), "channel");
    await page.check("input[name=channel][value=video]");
    assert.equal(await page.inputValue("select[name=slot]"), FREE[1].value);
    assert.deepEqual(complaints, []);
  });
});

test("the company that is named in the form is the one of the time that was chosen last", async () => {
  const [first, second] = FREE.map((slot, at) => {
    const [key, name] = [["izumi-robotics", "いずみ手しごとロボ"], ["hachinohe-umidata", "八戸うみかぜデータ"]][at];
    return { ...slot, value: `${slot.value}/${key}`, with: [name] };
  });
  const answer = (route) => route.fulfill({ json: { slots: [first, second] } });
  await withPage({ path: "/casual-interview/", answer }, async (page, complaints) => {
    await page.getByText("いま空いている日時です。").waitFor();
    await page.waitForFunction(() => document.querySelector("select[name=slot]").options.length === 3);
    for (const slot of [first, second]) {
      await page.locator(`[data-next-slots] a[data-value="${slot.value}"]`).click();
      assert.equal(await page.inputValue("select[name=slot]"), slot.value);
      assert.equal(await page.inputValue("[name=company_wish]"), slot.with[0]);
    }
    assert.match(await page.locator("[data-next-said]").innerText(), /をフォームに入れました。$/);
    // A page of a job asks for no company, and nothing else is written over.
    await page.fill("[name=interests]", "物流の仕事");
    await page.evaluate(() => document.querySelector("[data-field=company_wish]").remove());
    await page.locator(`[data-next-slots] a[data-value="${first.value}"]`).click();
    assert.equal(await page.inputValue("select[name=slot]"), first.value);
    assert.equal(await page.inputValue("[name=interests]"), "物流の仕事");
    assert.deepEqual(complaints, []);
  });
});

test("where the server cannot be reached the times of the build are left", async () => {
  await withPage({ answer: (route) => route.abort() }, async (page) => {
    await page.getByText("空いている日時を読み込めませんでした").waitFor({ state: "attached" });
    assert.equal((await listed(page)).length, 8);
    assert.match(await page.locator("[data-next-note]").innerText(), /このページを作ったとき/);
  });
});
