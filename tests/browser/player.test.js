// Videos: nothing of the player before a tap, the player after it, by finger and by key.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";

import { launchBrowser } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { shownPages } from "./support/pages.js";
import { forEachOf } from "./support/parallel.js";
import { openSite, ORIGIN } from "./support/site.js";

let site;
let browser;
let videos;

before(async () => {
  site = await openSite();
  videos = shownPages(site.pages).filter(({ html }) => html.includes('"VideoObject"'));
  browser = await launchBrowser({ site });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

const poster = (page) => page.getByRole("main").locator("a, button").filter({ hasText: /再生|動画を見る/ }).first();

// Opens a page of a video; whatever is asked of another host is noted in `asked` and answered with an empty page.
async function openVideo(path, options = {}) {
  const context = await browser.newContext({ locale: "ja-JP", viewport: { width: 390, height: 844 }, ...options });
  const asked = [];
  await context.route((url) => url.origin !== ORIGIN, async (route) => {
    asked.push(route.request().url());
    await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>player</title>" });
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  await page.goto(site.url(path), { waitUntil: "load" });
  return { page, asked, complaints, close: () => context.close() };
}

// An iframe stands on the page a moment before its address is asked for.
async function isAsked(asked, address) {
  for (const until = Date.now() + 5000; !asked.includes(address) && Date.now() < until; await setTimeout(20));
  return asked.includes(address);
}

// The player that stands on the page, with what a visitor of any kind needs of it.
async function playerFaults({ page, asked, complaints }) {
  await page.locator("iframe").waitFor({ timeout: 5000 }).catch(() => {});
  if ((await page.locator("iframe").count()) !== 1) return [`${await page.locator("iframe").count()} iframes after the tap`];
  const faults = [];
  const frame = await page.locator("iframe").evaluate(({ src, title }) => ({ src, title }));
  if (!/^https:\/\//.test(frame.src)) faults.push(`the player comes from ${frame.src}`);
  if (frame.title === "") faults.push("the player has no title");
  if (!(await isAsked(asked, frame.src))) faults.push("the player was not loaded");
  if (!(await page.evaluate(() => document.activeElement !== document.body))) faults.push("the focus is lost");
  return [...faults, ...complaints];
}

async function tapPage({ path }) {
  const opened = await openVideo(path);
  try {
    const { page, asked } = opened;
    const faults = [];
    if ((await page.locator("iframe").count()) > 0) faults.push("an iframe before the tap");
    if (asked.length > 0) faults.push(`asked before the tap: ${asked}`);
    await poster(page).click({ timeout: 5000 });
    return [...faults, ...(await playerFaults(opened))].map((fault) => ({ path, fault }));
  } catch (error) {
    return [{ path, fault: String(error.message).split("\n")[0] }];
  } finally {
    await opened.close();
  }
}

test("every video waits for a tap", async () => {
  assert.ok(videos.length > 0, "there are videos");
  const found = await forEachOf(videos, { task: tapPage });
  assertNoFaults(found.flat());
});

test("the keyboard starts a video", async () => {
  const opened = await openVideo(videos[0].path);
  try {
    const { page } = opened;
    for (let at = 0; at < 60; at += 1) {
      await page.keyboard.press("Tab");
      if (await poster(page).evaluate((element) => element === document.activeElement)) break;
    }
    assert.ok(await poster(page).evaluate((element) => element === document.activeElement), "the poster is reached");
    assert.equal(await page.locator("iframe").count(), 0, "focus alone loads nothing");
    await page.keyboard.press("Enter");
    assert.deepEqual(await playerFaults(opened), []);
  } finally {
    await opened.close();
  }
});

test("without JavaScript, the poster leads to the video", async () => {
  const { page, close } = await openVideo(videos[0].path, { javaScriptEnabled: false });
  try {
    const address = await poster(page).getAttribute("href");
    assert.match(address ?? "", /^https:\/\//);
  } finally {
    await close();
  }
});
