// The office as staff see it, on a copy of this site with people who do not exist: signing in, finding somebody, writing about them,
// the door of an event, who may see what; with scripts and without, at the width of a phone and of a desk.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

import { launchBrowser, openPage } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { startPreview } from "./support/preview.js";
import { copySite, program } from "./support/site.js";

const MODEL = "content/events/2027-01-online-morning";
const EVENT = "door";
const PERSONS = 60;
const GUESTS = 4;
const WIDTHS_PX = [360, 390, 1280];
// A folder for pictures of what is shown, for people to look at.
const PICTURES = process.env.TSUBAME_PICTURES;
const RULES = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }, resultTypes: ["violations"] };

let browser;
let project;
let up;
let office;
let axe;

// An event whose door is open now.
async function addEvent() {
  const folder = join(project.folder, "content/events", EVENT);
  await cp(join(project.folder, MODEL), folder, { recursive: true });
  const text = await readFile(join(folder, "index.md"), "utf8");
  const inMinutes = (minutes) => `${new Date(Date.now() + minutes * 60_000 + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`;
  const today = text
    .replace(/^start = .*$/m, `start = ${inMinutes(40)}`)
    .replace(/^end = .*$/m, `end = ${inMinutes(130)}`)
    .replace(/^deadline = .*$/m, `deadline = ${inMinutes(39)}`);
  await writeFile(join(folder, "index.md"), today);
}

// Somebody registers for it without a browser.
async function register(number) {
  const values = { event: EVENT, event_mode: "online", event_state: "open", name: `受付 ${number}`, email: `guest${number}@example.jp`, consent: "yes", consent_version: "2026-11-29" };
  const answer = await fetch(new URL("/api/forms/event", up.address), { method: "POST", headers: { origin: new URL(up.address).origin }, body: new URLSearchParams(values) });
  assert.equal(answer.status, 200, await answer.text());
}

before(async () => {
  const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  [browser, project, axe] = await Promise.all([launchBrowser(), copySite(), readFile(source, "utf8")]);
  await addEvent();
  await writeFile(join(project.folder, "tsubame.toml"), "[limits]\nper_address = 1000\n");
  await promisify(execFile)(program(), ["--root", project.folder, "demo", "--persons", String(PERSONS)]);
  up = await startPreview(project.folder, undefined, "up");
  office = await officeLink();
  for (let number = 1; number <= GUESTS; number += 1) await register(number);
  // Who has sent something is found a few seconds later.
  await setTimeout(5_000);
});

after(async () => {
  await browser?.close();
  await up?.stop();
  await project?.remove();
});

// The link that is printed for the office.
async function officeLink() {
  for (const until = Date.now() + 10_000; Date.now() < until; await setTimeout(20)) {
    const found = /http:\S+office\.localhost:\d+\/\?key=\w+/.exec(up.output());
    if (found) return found[0];
  }
  throw new Error(`no link to the office:\n${up.output()}`);
}

const url = (path) => new URL(path, office).href;

// A page of somebody of the made-up staff.
async function signIn(role, options = {}) {
  const opened = await openPage(browser, { bypassCSP: true, viewport: { width: 390, height: 844 }, ...options });
  const { page } = opened;
  await page.goto(office);
  await page.locator("li", { hasText: role }).locator("button").click();
  await page.locator("header").waitFor();
  return opened;
}

async function faultsOf(page, name, schemes = ["light", "dark"]) {
  const faults = [];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS_PX) {
      await page.setViewportSize({ width, height: 844 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) faults.push({ path: name, fault: `${overflow} px too wide at ${width}` });
      if (PICTURES) {
        await mkdir(PICTURES, { recursive: true });
        await page.screenshot({ path: join(PICTURES, `office-${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    await page.evaluate(axe);
    const { violations } = await page.evaluate((rules) => globalThis.axe.run("html", rules), RULES);
    for (const { id, nodes } of violations)
      for (const node of nodes) faults.push({ path: name, fault: `${id} at ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}` });
  }
  return faults;
}

test("nobody comes in without the key, and nobody sees more than their role", async () => {
  const { page, close } = await openPage(browser);
  assert.equal((await page.goto(url("/"))).status(), 403);
  await page.goto(office);
  assert.ok(page.url().startsWith(url("/sign-in")), page.url());
  await close();
  const auditor = await signIn("監査");
  assert.ok(auditor.page.url().startsWith(url("/audit")), "the first page that is theirs");
  assert.equal((await auditor.page.goto(url("/persons"))).status(), 403);
  await auditor.close();
  const door = await signIn("イベント受付");
  assert.equal((await door.page.goto(url("/persons"))).status(), 403);
  await door.page.goto(url("/events"));
  await door.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`somebody is found, written about and found again ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const { page, close } = await signIn("コーディネーター", { javaScriptEnabled });
    await page.getByRole("link", { name: "登録者" }).click();
    const withReading = page.locator("tbody tr", { has: page.locator("td:nth-child(2)", { hasText: /[ァ-ヶー]{3}/ }) });
    const kana = (await withReading.first().locator("td").first().textContent()).trim();
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
    await page.getByRole("button", { name: /終えた\s*：電話をかける/ }).first().click();
    await page.getByText("用件を終えました").waitFor();
    await close();
  });

  test(`people are let in at the door ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const { page, close, complaints } = await signIn("イベント受付", { javaScriptEnabled });
    await page.getByRole("link", { name: "イベント" }).click();
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

test("every page of the office is readable for everybody", async () => {
  const faults = [];
  const { page: plain, close: closePlain } = await openPage(browser, { bypassCSP: true });
  await plain.goto(office);
  faults.push(...(await faultsOf(plain, "sign-in")));
  await closePlain();
  const admin = await signIn("管理者");
  for (const [name, path] of [["today", "/"], ["persons", "/persons?f=form~~member"], ["events", "/events"], ["event", `/event?id=${EVENT}`], ["check-in", `/event/check-in?id=${EVENT}`], ["accounts", "/accounts"], ["me", "/me"]]) {
    await admin.page.goto(url(path));
    faults.push(...(await faultsOf(admin.page, name)));
  }
  for (const [name, link] of [["person", "/persons"], ["account", "/accounts"], ["seat", `/event?id=${EVENT}`]]) {
    await admin.page.goto(url(link));
    const first = { person: "tbody a[href^='/persons/']", account: "tbody a[href^='/accounts/']", seat: "tbody a[href^='/event/seat']" }[name];
    await admin.page.locator(first).first().click();
    faults.push(...(await faultsOf(admin.page, name)));
    if (name === "person") {
      const address = admin.page.url();
      for (const part of ["merge", "erase"]) {
        await admin.page.goto(`${address}/${part}`);
        faults.push(...(await faultsOf(admin.page, `person-${part}`)));
      }
    }
  }
  await admin.close();
  const auditor = await signIn("監査");
  faults.push(...(await faultsOf(auditor.page, "audit")));
  await auditor.close();
  assertNoFaults(faults);
});
