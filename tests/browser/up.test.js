// `tsubame up` on a copy of this site, as somebody tries it in a browser: with scripts and without, register, read the mail, give
// the seat back, and the first in line is offered it.

import assert from "node:assert/strict";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";

import { launchBrowser, openPage } from "./support/browser.js";
import { startPreview } from "./support/preview.js";
import { copySite } from "./support/site.js";

const MODEL = "content/events/2027-01-online-morning";
// Longer than what the server takes for a robot's haste.
const READING_MS = 5_000;
const SEATS = 20;
// A folder for pictures of what is shown, for people to look at.
const PICTURES = process.env.TSUBAME_PICTURES;
const WIDTHS = [360, 1280];

// Their folders, where their pages stand, and whether scripts run. A date before a folder's name is no part of the address.
const EVENTS = [["scripted", "scripted", true], ["2099-01-24-plain", "plain", false]];

let browser;
let project;
let up;

// An event that is long to come, with so few seats as one of our own may have.
async function addEvent(name) {
  const folder = join(project.folder, "content/events", name);
  await cp(join(project.folder, MODEL), folder, { recursive: true });
  const text = await readFile(join(folder, "index.md"), "utf8");
  const later = text.replaceAll("2027-01-2", "2099-01-2").replace(/^seats = .*$/m, `seats = ${SEATS}`).replace(/^seats_left = .*$/m, `seats_left = ${SEATS}`);
  await writeFile(join(folder, "index.md"), later);
}

before(async () => {
  [browser, project] = await Promise.all([launchBrowser(), copySite()]);
  await Promise.all(EVENTS.map(([entry]) => addEvent(entry)));
  // Everybody comes from this machine.
  await writeFile(join(project.folder, "tsubame.toml"), "[limits]\nper_address = 1000\n");
  up = await startPreview(project.folder, undefined, "up");
});

after(async () => {
  await browser?.close();
  await up?.stop();
  await project?.remove();
});

const url = (path) => new URL(path, up.address).href;

// The link that is printed for the outbox.
async function outboxLink() {
  for (const until = Date.now() + 10_000; Date.now() < until; await setTimeout(20)) {
    const found = /http:\S+\/api\/outbox\?key=\w+/.exec(up.output());
    if (found) return found[0];
  }
  throw new Error(`no link to the outbox:\n${up.output()}`);
}

// Somebody registers without a browser.
async function register(event, name) {
  const values = { event, event_mode: "online", event_state: "open", name, email: `${name}@example.jp`, consent: "yes", consent_version: "2026-11-29" };
  const headers = { origin: new URL(up.address).origin };
  const answer = await fetch(url("/api/forms/event"), { method: "POST", headers, body: new URLSearchParams(values) });
  assert.equal(answer.status, 200, await answer.text());
}

async function picture(page, name) {
  if (!PICTURES) return;
  await mkdir(PICTURES, { recursive: true });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${name} is ${overflow} px too wide at ${width}`);
    await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

for (const [entry, event, javaScriptEnabled] of EVENTS) {
  test(`a seat is taken and given back ${javaScriptEnabled ? "with" : "without"} scripts, and the line moves`, async () => {
    const { page, close } = await openPage(browser, { javaScriptEnabled });
    for (let number = 1; number < SEATS; number += 1) await register(entry, `${event}-${number}`);
    await page.goto(url(`/events/${event}/`));
    const form = page.locator('form[data-form="event"]');
    await form.locator('[name="name"]').fill("山田 花子");
    await form.locator('[name="email"]').fill(`${event}@example.jp`);
    if (!javaScriptEnabled) {
      // What is missing is said on the page itself, and what was typed stays.
      await form.evaluate((element) => (element.noValidate = true));
      await form.locator("button").last().click();
      assert.equal(await form.locator('[name="email"]').inputValue(), `${event}@example.jp`);
      assert.ok((await page.locator('[aria-invalid="true"]').count()) > 0);
      await picture(page, `${event}-form-again`);
    }
    await form.locator('[name="consent"]').check();
    // What is filled in faster than anybody types is held.
    await setTimeout(READING_MS);
    await form.locator("button").last().click();
    await page.getByText("お申し込みを受け付けました").first().waitFor();
    await picture(page, `${event}-received`);
    await register(entry, `${event}-late`);

    await page.goto(await outboxLink());
    assert.equal(page.url(), url("/api/outbox"), "the key does not stay in the address");
    await picture(page, `${event}-outbox`);
    await page.locator("li", { hasText: `${event}@example.jp` }).first().locator("a").click();
    const frame = page.frameLocator("iframe");
    await frame.locator("a").first().waitFor();
    assert.ok(await frame.locator(`a[href$="/events/${event}/"]`).count(), "the mail leads to the event's page");
    await picture(page, `${event}-mail`);
    // The link of the mail itself, out of its frame, into a page of its own.
    const [opened] = await Promise.all([page.context().waitForEvent("page"), frame.locator('a[href$="/cancel"]').first().click()]);
    await opened.waitForLoadState();
    await picture(opened, `${event}-cancel`);
    await opened.locator("button").click();
    await opened.getByText("取り消しました").first().waitFor();
    await picture(opened, `${event}-cancelled`);

    await page.goto(url("/api/outbox"));
    const offer = page.locator("li", { hasText: `${event}-late@example.jp` }).first().locator("a");
    await offer.click();
    // The link in the text does the same as that of the HTML.
    await page.locator('pre a[href$="/confirm"]').first().click();
    await page.locator("button").click();
    await page.getByText("参加が決まっています").first().waitFor();
    await close();
  });
}
