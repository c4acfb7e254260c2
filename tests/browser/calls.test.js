// The ways to come closer, as a visitor meets them: every call one tap from home (S4), the newest video first (S5), reasons before
// a form (S25), pagers in series alone (S27), LINE with a code for the telephone (S28), the order of the header and wide letters
// (S38), and a list of what one likes, without an account.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "./support/browser.js";
import { namedPages, shownPages } from "./support/pages.js";
import { openSite, REPOSITORY } from "./support/site.js";

const PHONE = { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" };
const WIDE = { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" };
const CALLS = ["/register/", "/consultation/", "/casual-interview/"];

let site;
let browser;
let named;
let line;

before(async () => {
  site = await openSite();
  named = namedPages(site.pages);
  line = /^line_url = "([^"]+)"/m.exec(await readFile(join(REPOSITORY, "zola.toml"), "utf8"))[1];
  browser = await launchBrowser({ site });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

async function withPage(path, options, body) {
  const { page, complaints, close } = await openPage(browser, options);
  try {
    await page.goto(site.url(path), { waitUntil: "load" });
    await body(page);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

// The addresses of the links that stand in the first screen, not below it and not behind something.
const linksInSight = (page) => page.evaluate(() => [...document.querySelectorAll("a[href]")].filter((link) => {
  const box = link.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return box.width > 0 && y > 0 && y < innerHeight && link.contains(document.elementFromPoint(x, y));
}).map((link) => (link.origin === location.origin ? link.pathname : link.href)));

// As far as a thumb moves: the bar comes with it.
async function scrollABit(page) {
  await page.mouse.wheel(0, 160);
  await page.waitForFunction(() => scrollY > 100 && document.querySelector(".callbar").getBoundingClientRect().bottom <= innerHeight + 1);
}

for (const [device, options, scripts] of [["a phone", PHONE, true], ["a phone without scripts", PHONE, false], ["a wide screen", WIDE, true]]) {
  test(`S4: on ${device} the calls are one tap from the home page`, () => withPage("/", { ...options, javaScriptEnabled: scripts }, async (page) => {
    if (device !== "a wide screen") await scrollABit(page);
    const links = await linksInSight(page);
    const wanted = device === "a wide screen" ? CALLS.slice(0, 2) : [...CALLS, line];
    assert.deepEqual(wanted.filter((path) => !links.includes(path)), []);
  }));
}

test("S4: the bar of a phone covers neither the end of a page nor a form, and a wide screen has none", async () => {
  await withPage(named.article.path, PHONE, async (page) => {
    await scrollABit(page);
    assert.ok((await linksInSight(page)).includes("/register/"), "an article has no call");
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(100);
    assert.equal(await page.evaluate(() => {
      const bar = document.querySelector(".callbar").getBoundingClientRect();
      return bar.bottom < document.querySelector(".site-footer").getBoundingClientRect().top + 1;
    }), true, "the bar lies over the footer");
  });
  await withPage("/register/", PHONE, async (page) => assert.equal(await page.locator(".callbar").count(), 0));
  await withPage("/", WIDE, async (page) => assert.equal(await page.locator(".callbar").isVisible(), false));
});

test("S5: the home page begins with the newest video, its length and a way to play it", async () => {
  for (const options of [PHONE, WIDE]) {
    await withPage("/", options, async (page) => {
      const hero = page.locator(".hero .video-hero");
      const picture = await hero.locator("img").first().boundingBox();
      assert.ok(picture.y + picture.height < options.viewport.height, `its picture ends at ${picture.y + picture.height}`);
      assert.match(await hero.innerText(), /\d+秒|\d+分/);
      const path = new URL(await hero.locator("a").first().getAttribute("href"), site.url("/")).pathname;
      const dates = shownPages(site.pages).filter(({ kind }) => kind === "/videos/*/*/").map(({ path: at, html }) => [/"uploadDate":"([^"]+)"/.exec(html)[1], at]);
      assert.equal(dates.sort().at(-1)[0], dates.find(([, at]) => at === path)[0], "another video is newer");
    });
  }
});

test("S25: reasons and a person stand before the form of the register page", () => withPage("/register/", PHONE, async (page) => {
  const tops = await page.evaluate(() => ["reasons li:last-child", "reasons-voice img", "form"].map((name) => document.querySelector(`.${name}`).getBoundingClientRect().top));
  assert.deepEqual(tops, [...tops].sort((a, b) => a - b));
  assert.equal(await page.locator(".reasons li").count(), 3);
}));

test("S27: only pages of a series lead to the next page", () => {
  const series = ["/interviews/*/", "/articles/*/", "/videos/*/*/"];
  const kinds = shownPages(site.pages).filter(({ html }) => /class="?neighbours/.test(html)).map(({ kind }) => kind);
  assert.deepEqual([...new Set(kinds)].filter((kind) => !series.includes(kind)), []);
  assert.ok(kinds.includes("/interviews/*/"));
});

test("S28: LINE says what comes and how often, and shows wide screens a code", async () => {
  await withPage("/", WIDE, async (page) => {
    assert.match(await page.locator(".line").innerText(), /月に2〜5通/);
    const code = page.locator(".line-code img");
    await code.scrollIntoViewIfNeeded();
    assert.ok(await code.isVisible());
    assert.ok((await code.boundingBox()).width >= 120);
  });
  await withPage("/", PHONE, async (page) => assert.equal(await page.locator(".line-code").isVisible(), false));
});

test("S38: the header is walked through in the order in which it is seen", async () => {
  for (const options of [PHONE, WIDE]) {
    await withPage("/", options, async (page) => {
      const places = await page.evaluate(() => [...document.querySelectorAll(".site-header :is(a, button)")]
        .filter((element) => element.checkVisibility())
        .map((element) => [element.textContent.trim(), Math.round(element.getBoundingClientRect().x)]));
      assert.deepEqual(places, [...places].sort((a, b) => a[1] - b[1]));
      if (options === WIDE) assert.ok(places.some(([name]) => name === "求人"));
    });
  }
});

test("S38: an address typed in wide letters is what is meant", () => withPage("/contact/", WIDE, async (page) => {
  const email = page.locator("form input[type=email]").first();
  await email.fill("ｓａｔｏ＠ｅｘａｍｐｌｅ．ｊｐ");
  await email.blur();
  assert.equal(await email.inputValue(), "sato@example.jp");
  assert.equal(await page.locator(".field-wrong").count(), 0);
}));

test("what one likes is kept without an account, listed, taken along to a talk, and left out again", async () => {
  const { page, complaints, close } = await openPage(browser, WIDE);
  try {
    const titles = [];
    for (const { path } of [named.job, named.company]) {
      await page.goto(site.url(path), { waitUntil: "load" });
      const button = page.locator("[data-favourite]").first();
      titles.push(await button.getAttribute("data-title"));
      await button.click();
      assert.equal(await button.getAttribute("aria-pressed"), "true");
    }
    await page.goto(site.url("/favourites/"), { waitUntil: "load" });
    assert.deepEqual(await page.locator("[data-favourites] a").allInnerTexts(), titles.toReversed());
    await page.locator("[data-favourites-talk]").click();
    await page.waitForLoadState("load");
    assert.equal(await page.locator("textarea[name=interests]").inputValue(), titles.toReversed().join("\n"));
    await page.goBack({ waitUntil: "load" });
    await page.getByRole("button", { name: `${titles[0]}を外す` }).click();
    await page.getByRole("button", { name: `${titles[1]}を外す` }).click();
    assert.ok(await page.getByText("まだ何も入っていません").isVisible());
    // The form for a talk asks a server for free times, and none is there.
    assert.deepEqual(complaints.filter((complaint) => !complaint.includes("status of 404")), []);
  } finally {
    await close();
  }
});
