// The office as staff see it, on a copy of this site with people who do not exist: signing in, finding somebody, writing about them,
// the door of an event, who may see what; with scripts and without, at the width of a phone and of a desk.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openPage } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { EVENT, openPart, startOffice } from "./support/office.js";

// The pages that an administrator can open by their addresses.
const PAGES = [
  ["today", "/"],
  ["persons", "/persons?f=form~~member"],
  ["events", "/events"],
  ["event", `/event?id=${EVENT}`],
  ["check-in", `/event/check-in?id=${EVENT}`],
  ["walk-in", `/event/walk-in?id=${EVENT}`],
  ["badges", `/event/badges?id=${EVENT}`],
  ["door-list", `/event/list?id=${EVENT}`],
  ["figures", `/event/figures?id=${EVENT}`],
  ["export", "/persons/export"],
  ["cases", "/cases"],
  ["board", "/cases?view=board&pipeline=consultation"],
  ["pipeline", "/pipeline/consultation"],
  ["tasks", "/tasks"],
  ["bookings", "/bookings"],
  ["hosts", "/hosts"],
  ["questions", "/questions"],
  ["surveys", "/surveys"],
  ["survey", "/survey?form=survey-event"],
  ["consultations", "/consultations"],
  ["messages", "/messages"],
  ["message-form", `/messages/new?event=${EVENT}&audience=confirmed`],
  ["outbox", "/outbox"],
  ["organisations", "/organisations"],
  ["organisation-form", "/organisations/new"],
  ["organisation-figures", "/organisations/figures"],
  ["approvals", "/approvals"],
  ["approval-form", "/approvals/new"],
  ["records", "/records"],
  ["data-incidents", "/data-incidents"],
  ["accounts", "/accounts"],
  ["me", "/me"],
];

let office;

before(async () => {
  office = await startOffice();
});

after(async () => {
  await office?.stop();
});

test("nobody comes in without the key, and nobody sees more than their role", async () => {
  const { page, close } = await openPage(office.browser);
  assert.equal((await page.goto(office.url("/"))).status(), 403);
  await page.goto(office.link);
  assert.ok(page.url().startsWith(office.url("/sign-in")), page.url());
  await close();
  const auditor = await office.signIn("監査");
  assert.ok(auditor.page.url().startsWith(office.url("/audit")), "the first page that is theirs");
  assert.equal((await auditor.page.goto(office.url("/persons"))).status(), 403);
  await auditor.close();
  const door = await office.signIn("イベント受付");
  assert.equal((await door.page.goto(office.url("/persons"))).status(), 403);
  await door.page.goto(office.url("/events"));
  await door.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`somebody is found, written about and found again ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const { page, close } = await office.signIn("コーディネーター", { javaScriptEnabled });
    await openPart(page, "登録者");
    const withReading = page.locator("tbody tr", { has: page.locator("th + td", { hasText: /[ァ-ヶー]{3}/ }) });
    const kana = (await withReading.first().locator("th + td").textContent()).trim();
    await page.getByLabel("名前、ふりがな").fill(kana.slice(0, 3));
    await page.getByRole("button", { name: "さがす" }).click();
    assert.ok(!decodeURIComponent(page.url()).includes(kana.slice(0, 3)), "what was typed stands in no address");
    const row = page.locator("tbody tr", { hasText: kana }).first();
    const name = (await row.locator("th").textContent()).trim();
    await row.locator("a").first().click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    const note = `折り返しの電話は午後に（${javaScriptEnabled}）`;
    await page.getByLabel("内容", { exact: true }).fill(note);
    await page.getByRole("button", { name: "メモを書く" }).click();
    await page.getByText("メモを書きました").waitFor();
    assert.ok(await page.locator(".timeline", { hasText: note }).count(), name);
    await page.getByLabel("すること").fill("電話をかける");
    await page.getByLabel("期日").fill("2027-01-04");
    await page.getByRole("button", { name: "用件を加える" }).click();
    await page.getByText("用件を加えました").waitFor();
    await page.getByRole("button", { name: /終えた\s*：\s*電話をかける/ }).first().click();
    await page.getByText("用件を終えました").waitFor();
    await close();
  });

  test(`people are let in at the door ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const { page, close, complaints } = await office.signIn("イベント受付", { javaScriptEnabled });
    await openPart(page, "イベント");
    await page.locator(`a[href="/event?id=${EVENT}"]`).first().click();
    await page.getByRole("link", { name: "受付をはじめる" }).click();
    await page.getByRole("heading", { name: /^受付：/ }).waitFor();
    const waiting = page.getByRole("button", { name: /^受付する\s*：受付 \d/ });
    const before = await waiting.count();
    assert.ok(before >= 2, `${before} wait at the door`);
    await waiting.first().click();
    await page.locator("#status", { hasText: "を受付しました" }).waitFor();
    await page.reload();
    assert.equal(await waiting.count(), before - 1);
    await page.getByLabel("名札のコード").fill("TSB1:JUNK");
    await page.getByRole("button", { name: "受付する", exact: true }).click();
    await page.locator("#status.out").waitFor();
    if (javaScriptEnabled) {
      // The line drops: what was pressed waits, and goes out once it is back.
      await page.context().setOffline(true);
      await waiting.first().click();
      await page.locator("#waiting", { hasText: "送信待ち 1件" }).waitFor();
      await page.context().setOffline(false);
      await page.locator("#status", { hasText: "を受付しました" }).waitFor();
      assert.equal((await page.locator("#waiting").textContent()).trim(), "");
      const unexpected = complaints.filter((line) => !/ERR_INTERNET_DISCONNECTED/.test(line));
      assert.deepEqual(unexpected, []);
    }
    await close();
  });
}

test("everything that somebody may see is a key or two away, in wide windows and in narrow ones", async () => {
  const { page, close } = await office.signIn("管理者");
  const menu = page.locator(".menu");
  assert.equal(await menu.getAttribute("open"), null, "it is closed at first");
  assert.match(await menu.locator("summary").textContent(), /メニュー.*今日/);
  await openPart(page, "アカウント");
  await page.getByRole("heading", { level: 1, name: "アカウント" }).waitFor();
  assert.match(await menu.locator("summary").textContent(), /管理 › アカウント/);
  await page.setViewportSize({ width: 1280, height: 844 });
  assert.equal(await menu.isVisible(), false);
  assert.ok((await page.locator("header").boundingBox()).height < 130, "two rows at most");
  const group = page.getByRole("navigation", { name: "事務局の画面" }).getByRole("link", { name: "管理" });
  assert.equal(await group.getAttribute("aria-current"), "true");
  const own = page.getByRole("navigation", { name: "「管理」の画面" });
  assert.equal(await own.getByRole("link", { name: "アカウント" }).getAttribute("aria-current"), "page");
  await own.getByRole("link", { name: "個人情報の事故" }).click();
  await page.getByRole("heading", { level: 1, name: "個人情報の事故" }).waitFor();
  await close();
});

test("a value is put into the text of a message where the cursor is", async () => {
  const { page, close, complaints } = await office.signIn("コーディネーター");
  await page.goto(office.url(`/messages/new?event=${EVENT}&audience=confirmed`));
  const text = page.getByLabel("本文", { exact: true });
  await text.fill("様へ");
  await text.evaluate((area) => area.setSelectionRange(0, 0));
  await page.getByRole("button", { name: "宛先の人の名前" }).click();
  assert.equal(await text.inputValue(), "{{ recipient.name | 皆さま }}様へ");
  assert.deepEqual(complaints, []);
  await close();
});

test("every page of the office is readable for everybody", async () => {
  const faults = [];
  const { page: plain, close: closePlain } = await openPage(office.browser, { bypassCSP: true });
  await plain.goto(office.link);
  faults.push(...(await office.faultsOf(plain, "sign-in")));
  await closePlain();
  const admin = await office.signIn("管理者");
  for (const [name, path] of PAGES) {
    const answer = await admin.page.goto(office.url(path));
    assert.equal(answer.status(), 200, path);
    faults.push(...(await office.faultsOf(admin.page, name)));
  }
  for (const [name, link] of [["person", "/persons"], ["account", "/accounts"], ["seat", `/event?id=${EVENT}`]]) {
    await admin.page.goto(office.url(link));
    const first = { person: "tbody a[href^='/persons/']", account: "tbody a[href^='/accounts/']", seat: "tbody a[href^='/event/seat']" }[name];
    await admin.page.locator(first).first().click();
    faults.push(...(await office.faultsOf(admin.page, name)));
    if (name === "person") {
      const address = admin.page.url();
      for (const part of ["merge", "erase"]) {
        await admin.page.goto(`${address}/${part}`);
        faults.push(...(await office.faultsOf(admin.page, `person-${part}`)));
      }
    }
  }
  await admin.close();
  const auditor = await office.signIn("監査");
  faults.push(...(await office.faultsOf(auditor.page, "audit")));
  await auditor.close();
  assertNoFaults(faults);
});
