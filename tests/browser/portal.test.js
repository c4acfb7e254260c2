// The job portal: pages lead on to it with their tags, and it shows entries of this site by embed.js, or a plain link.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { shownPages } from "./support/pages.js";
import { openSite, ORIGIN } from "./support/site.js";

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

test("videos, interviews, articles and jobs lead to the portal, each with its tags", () => {
  const kinds = { "/videos/*/*/": "videos", "/interviews/*/": "interviews", "/articles/*/": "articles", "/jobs/*/": "jobs" };
  const faults = [];
  for (const { path, kind, html } of shownPages(site.pages)) {
    if (!kinds[kind]) continue;
    const main = /<main[\s\S]*<\/main>/.exec(html)[0];
    const [tag] = [...main.matchAll(/<a[^>]*data-portal[^>]*>/g)].map(([found]) => found);
    const url = tag && new URL(/href=("?)([^"> ]+)\1/.exec(tag)[2].replaceAll("&amp;", "&"));
    if (!url) faults.push({ path, fault: "no way to the portal" });
    else if (url.searchParams.get("utm_source") !== "cross-sendai" || url.searchParams.get("utm_campaign") !== kinds[kind] || !url.searchParams.get("utm_content")) faults.push({ path, fault: `leads to ${url}` });
  }
  assertNoFaults(faults);
  const own = site.pages.find(({ path }) => path === "/jobs/nakada-kiriko-quality/");
  assert.match(own.html, /portal\.example\.jp\/jobs\/nakada-kiriko-quality\?utm_source/, "an entry's own address counts");
});

// A page of the portal, from a server of its own, with two entries, one of them not there.
async function openPortal(options, entry) {
  const html = `<!doctype html><html lang="ja"><meta charset="utf-8"><title>ポータル</title><link rel="icon" href="data:,">
    <script src="${ORIGIN}/embed.js" defer></script>
    <div data-cross-sendai="video" data-id="${entry.id}"><a href="${entry.url}">動画</a></div>
    <div data-cross-sendai="video" data-id="none__none"><a href="${ORIGIN}/videos/">ない動画</a></div>`;
  const portal = createServer((_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html));
  await new Promise((resolve) => portal.listen(0, "127.0.0.1", resolve));
  const { page, close } = await openPage(browser, options);
  await page.goto(`http://127.0.0.1:${portal.address().port}/`, { waitUntil: "load" });
  const end = async () => {
    await close();
    portal.closeAllConnections();
    await new Promise((resolve) => portal.close(resolve));
  };
  return { page, close: end };
}

test("a page of another site shows an entry as a card, and a link without a script or an entry", async () => {
  const [entry] = JSON.parse(await readFile(join(site.folder, "api/v1/video/index.json"), "utf8")).items;
  const { page, close } = await openPortal({}, entry);
  try {
    const card = page.locator(".cross-sendai-card");
    await card.waitFor();
    assert.equal(await card.locator(".cross-sendai-title").innerText(), entry.fields.title);
    const url = new URL(await card.getAttribute("href"));
    assert.equal(url.origin + url.pathname, new URL(entry.url, ORIGIN).href);
    assert.deepEqual(Object.fromEntries(url.searchParams), { utm_source: "127.0.0.1", utm_medium: "embed", utm_campaign: "video" });
    await page.waitForFunction(() => document.querySelector(".cross-sendai-image").naturalWidth > 0);
    assert.equal(await page.locator("[data-id=none__none] a").innerText(), "ない動画");
  } finally {
    await close();
  }
  const plain = await openPortal({ javaScriptEnabled: false }, entry);
  try {
    assert.equal(await plain.page.locator("a").count(), 2);
  } finally {
    await plain.close();
  }
});
