// What the pages of events weigh on the way to a phone, as the browser counts the bytes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser } from "./support/browser.js";
import { shownPages } from "./support/pages.js";
import { someSeats } from "./support/seats.js";
import { openSite } from "./support/site.js";

const MOST_OF_PAGE_BYTES = 60 * 1024;
const MOST_WITH_IMAGES_BYTES = 350 * 1024;
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

let site;
let browser;

before(async () => {
  site = await openSite({ passedOn: someSeats });
  browser = await launchBrowser({ site });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

// Bytes by kind of resource, all answers with their headers, of a visit that scrolls to the end.
async function weigh(path) {
  const context = await browser.newContext({ locale: "ja-JP", ...PHONE });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const kinds = new Map();
    const bytes = {};
    session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const kind = kinds.get(requestId) ?? "Other";
      bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
    });
    await page.goto(site.url(path), { waitUntil: "load" });
    await page.evaluate(async () => {
      for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight / 2) {
        scrollTo({ top, behavior: "instant" });
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    });
    await page.waitForLoadState("networkidle");
    return bytes;
  } finally {
    await context.close();
  }
}

test("the page of an event is light", async (context) => {
  const pages = shownPages(site.pages).filter(({ kind }) => kind === "/events/*/");
  assert.ok(pages.length > 0, "there are events");
  const faults = [];
  for (const { path } of pages) {
    const { Image: images = 0, ...rest } = await weigh(path);
    const own = Object.values(rest).reduce((sum, count) => sum + count, 0);
    assert.ok(rest.Document > 0 && rest.Stylesheet > 0, `${path} was weighed: ${JSON.stringify(rest)}`);
    const kib = (count) => (count / 1024).toFixed(1);
    context.diagnostic(`${path}: ${kib(own)} KiB of HTML, CSS and JS, ${kib(own + images)} KiB with images`);
    if (own > MOST_OF_PAGE_BYTES) faults.push(`${path}: ${kib(own)} KiB before images ${JSON.stringify(rest)}`);
    if (own + images > MOST_WITH_IMAGES_BYTES) faults.push(`${path}: ${kib(own + images)} KiB with images`);
  }
  assert.deepEqual(faults, []);
});
