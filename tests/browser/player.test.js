// Videos: of other hosts, nothing of the player before a tap and the player after it, by finger and by key (S3, S21); clips of the
// site's own, with what moves them, what they are watched on from, and where they stand (S3, S6).

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
let clips;

before(async () => {
  site = await openSite();
  const all = shownPages(site.pages).filter(({ html }) => html.includes('"VideoObject"'));
  clips = all.filter(({ html }) => html.includes("<video"));
  videos = all.filter((page) => !clips.includes(page));
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
  if (!(await page.locator(".player-links a[href^='https://']").first().isVisible())) faults.push("no link to the video remains");
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

// A page of a clip, with a window of a desk unless another is named.
async function withClip(body, { path = clips[0].path, query = "", width = 1280, height = 800, ...options } = {}) {
  const opened = await openVideo(path + query, { viewport: { width, height }, ...options });
  try {
    await body(opened.page, opened);
    assert.deepEqual(opened.complaints, []);
    assert.deepEqual(opened.asked, []);
  } finally {
    await opened.close();
  }
}

const now = (page) => page.locator("video").evaluate((video) => video.currentTime);
const until = (page, holds, what) => page.waitForFunction(holds, what, { timeout: 10_000 });

test("S3: every clip plays, with subtitles and chapters, and its address stays below it", async () => {
  assert.equal(clips.length, 4, "a clip in every series");
  for (const { path } of clips) {
    await withClip(async (page) => {
      assert.equal(await page.locator("video").evaluate(({ controls, autoplay, preload, paused }) => controls && !autoplay && preload === "none" && paused), true);
      await page.locator(".chapters a").nth(1).click();
      await until(page, () => document.querySelector("video").currentTime > Number(document.querySelectorAll(".chapters a")[1].dataset.start));
      const tracks = await page.locator("video").evaluate(async (video) => {
        for (const until = Date.now() + 5000; !video.textTracks[0].cues?.length && Date.now() < until; ) await new Promise((resolve) => setTimeout(resolve, 20));
        return { length: video.duration, tracks: [...video.textTracks].map(({ kind, mode, cues }) => ({ kind, mode, cues: cues?.length })) };
      });
      const lines = await page.locator(".transcript li").count();
      assert.ok(lines >= 8, `${lines} lines`);
      const chapters = await page.locator(".chapters a").count();
      assert.deepEqual(tracks.tracks, [{ kind: "captions", mode: "showing", cues: lines }, { kind: "chapters", mode: "hidden", cues: chapters }]);
      const said = Number(await page.locator("video").getAttribute("data-length"));
      assert.ok(Math.abs(tracks.length - said) < 1, `${path} lasts ${tracks.length}, and its page says ${said}`);
      assert.equal(new URL(await page.locator(".player-links a").first().getAttribute("href")).pathname, path);
    }, { path });
  }
});

test("lines of the transcript move the player, and follow it", async () => {
  await withClip(async (page) => {
    const line = page.locator(".transcript a").nth(3);
    const start = Number(await line.getAttribute("data-start"));
    await line.focus();
    await page.keyboard.press("Enter");
    await until(page, (start) => document.querySelector("video").currentTime >= start, start);
    assert.ok((await now(page)) < start + 5);
    await until(page, () => document.querySelectorAll(".transcript [aria-current]").length === 1);
    assert.equal(await line.getAttribute("aria-current"), "true");
    assert.equal(await page.locator(".chapters [aria-current]").count(), 1);
  });
});

test("an address can name a moment", async () => {
  await withClip(async (page) => {
    assert.equal(await now(page), 20);
    assert.equal(await page.locator(".transcript [aria-current]").count(), 1);
    assert.equal(await page.locator("video").evaluate(({ paused }) => paused), true);
  }, { query: "?t=20" });
});

test("a clip is watched on where it was left, here and in the list of videos", async () => {
  await withClip(async (page) => {
    assert.equal(await page.locator("[data-resume]").isVisible(), false);
    await page.locator(".transcript a").nth(4).click();
    await until(page, () => Object.keys(JSON.parse(localStorage.getItem("videos") ?? "{}")).length === 1);
    await page.locator("video").evaluate((video) => video.pause());
    const left = Math.floor(await now(page));
    await page.reload();
    await page.locator("[data-resume]").click();
    await until(page, (left) => document.querySelector("video").currentTime >= left, left);
    await page.goto(site.url("/videos/"));
    const link = page.locator("[data-continue] a");
    assert.equal(await link.count(), 1);
    assert.match(await link.getAttribute("href"), /\?t=\d+$/);
    assert.ok(await page.locator("[data-continue] img").evaluate(async (image) => { await image.decode(); return image.naturalWidth > 0; }));
    await page.locator("[data-forget]").click();
    assert.equal(await page.locator("[data-continue]").isVisible(), false);
    assert.equal(await page.evaluate(() => localStorage.getItem("videos")), null);
  });
});

test("without JavaScript, a clip plays and chapters lead into its file", async () => {
  await withClip(async (page) => {
    assert.equal(await page.locator("video[controls] source").count(), 2);
    for (const part of [".chapters", ".transcript"]) {
      assert.match(await page.locator(`${part} a`).nth(1).getAttribute("href"), /clip\.mp4#t=[\d.]+$/);
    }
    assert.equal(await page.locator(".chapters a").first().isVisible(), true);
  }, { javaScriptEnabled: false });
});

test("S6: at 1280 × 800 the heading, the chapters and the next episode stand beside the player", async () => {
  for (const { path } of [...clips, ...videos.slice(0, 6)]) {
    const { page, close } = await openVideo(path, { viewport: { width: 1280, height: 800 } });
    try {
      const box = (selector) => page.locator(selector).last().boundingBox();
      const [screen, heading, chapter, episodes] = [await box("#screen"), await box("h1"), await box(".chapters li"), await box(".episodes a")];
      assert.ok(Math.abs(screen.width / screen.height - 16 / 9) < 0.02, `${path}: ${screen.width} × ${screen.height}`);
      assert.ok(heading.x >= screen.x + screen.width && chapter.x >= screen.x + screen.width, `${path}: beside`);
      for (const [name, { y, height }] of Object.entries({ screen, heading, chapter, episodes })) assert.ok(y + height <= 800, `${path}: ${name} ends at ${y + height}`);
      assert.match(await page.locator(".episode").innerText(), /第\d+回/);
    } finally {
      await close();
    }
  }
});

test("S6: on a phone the player comes first, then the heading, then folded chapters", async () => {
  for (const { path } of [clips[0], videos[0]]) {
    const { page, close } = await openVideo(path);
    try {
      const top = async (selector) => (await page.locator(selector).first().boundingBox()).y;
      const tops = [await top("#screen"), await top("h1"), await top(".chapters summary")];
      assert.deepEqual(tops, [...tops].sort((a, b) => a - b), path);
      assert.ok(tops[0] < 200 && tops[2] < 844, `${path}: ${tops}`);
      assert.equal(await page.locator(".chapters a").first().isVisible(), false);
      await page.locator(".chapters summary").click();
      assert.equal(await page.locator(".chapters a").first().isVisible(), true);
    } finally {
      await close();
    }
  }
});
