// Pages that advertisements lead to: one promise and one call, no way out, out of every list, light, and each registration says
// which campaign brought it. And grants: on their list until their last day.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { launchBrowser, openPage } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { findPages, shownPages } from "./support/pages.js";
import { copySite, openSite, program, REPOSITORY } from "./support/site.js";

const PHONE = { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" };
const MOST_OF_PAGE_BYTES = 60 * 1024;
const MOST_WITH_IMAGES_BYTES = 350 * 1024;
const TAGS = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "landing_page"];

let site;
let browser;
let landings;

before(async () => {
  site = await openSite();
  browser = await launchBrowser({ site });
  landings = shownPages(site.pages).filter(({ kind }) => kind === "/landing/*/");
  assert.ok(landings.length >= 4, `${landings.length} landing pages`);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

async function withPage(path, options, body) {
  const { page, complaints, close } = await openPage(browser, options);
  // No time is free.
  await page.route("**/api/bookings/**", (route) => route.fulfill({ json: { slots: [] } }));
  try {
    await page.goto(site.url(path), { waitUntil: "load" });
    await body(page);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

test("a landing page has one promise and one call in its first screen, and no menu", async () => {
  const faults = [];
  for (const { path } of landings) {
    await withPage(path, PHONE, async (page) => {
      const found = await page.evaluate(() => {
        const call = document.querySelector("main .actions .button");
        const links = [...document.querySelectorAll("body a[href]:not(.skip)")].filter((link) => !link.closest("form"));
        return {
          headings: document.querySelectorAll("h1").length,
          forms: document.querySelectorAll("form").length,
          proofs: document.querySelectorAll(".landing-proofs dt").length,
          doubts: document.querySelectorAll(".landing-doubts dt").length,
          bottom: call.getBoundingClientRect().bottom,
          navs: document.querySelectorAll("nav, .site-header, .site-footer, .callbar, .line").length,
          wide: document.documentElement.scrollWidth - innerWidth,
          links: links.map((link) => link.getAttribute("href").replace(location.origin, "")),
        };
      });
      const links = [...found.links].sort();
      const wanted = { ...found, headings: 1, forms: 1, proofs: 3, doubts: 3, navs: 0, wide: 0 };
      try {
        assert.deepEqual(found, wanted);
        assert.deepEqual(links, ["#form", "/privacy/", "/terms/"]);
        assert.ok(found.bottom < PHONE.viewport.height, `the call ends at ${found.bottom}`);
      } catch (error) {
        faults.push({ path, fault: error.message });
      }
    });
  }
  assertNoFaults(faults);
});

test("landing pages are in no list, sitemap, feed, search or API, and ask search engines to leave them out", async () => {
  for (const { path, html } of landings) {
    const robots = [...html.matchAll(/<meta[^>]+>/g)].map(([tag]) => tag).find((tag) => /name="?robots/.test(tag));
    assert.match(robots ?? "", /noindex/, path);
    assert.ok(!html.includes("data-pagefind-body"), path);
  }
  for (const name of ["sitemap.xml", "atom.xml", "api/v1/landing/index.json"]) assert.doesNotMatch(await readFile(join(site.folder, name), "utf8"), /\/landing\/(?!schema)[a-z]/, name);
  const leading = site.pages.filter(({ kind, html }) => kind !== "/landing/*/" && /href="?[^"> ]*\/landing\//.test(html));
  assert.deepEqual(leading.map(({ path }) => path), []);
});

// Fills in what the form of a landing page asks for, sends it the browser's own way or in place, and gives what was sent.
async function send(path, options) {
  let sent;
  await withPage(path, options, async (page) => {
    await page.locator("[name=name]").fill("見本");
    await page.locator("[name=email]").fill("mihon@example.jp");
    await page.locator("[name=prefecture]").selectOption({ index: 1 });
    await page.locator("[name=age_band]").selectOption({ index: 1 });
    await page.locator("[name=consent]").check();
    const before = site.server.posts.length;
    await page.locator(".form-send button").click();
    for (const until = Date.now() + 10_000; Date.now() < until && site.server.posts.length === before; ) await page.waitForTimeout(30);
    sent = site.server.posts.at(-1);
  });
  assert.match(sent.path, /\/forms\/member$/);
  return Object.fromEntries(TAGS.map((name) => [name, sent.fields.get(name)]));
}

test("the tags of the address are sent with the form, else the page's own campaign and variant, with and without scripts", async () => {
  const path = "/landing/u-turn-28-money/";
  const own = { utm_source: "", utm_medium: "", utm_campaign: "u-turn-28", utm_content: "money" };
  assert.deepEqual(await send(path, PHONE), { ...own, landing_page: path });
  assert.deepEqual(await send(path, { ...PHONE, javaScriptEnabled: false }), { ...own, landing_page: "" });
  const tagged = `${path}?utm_source=instagram&utm_medium=paid&utm_campaign=spring&utm_content=reel-2`;
  assert.deepEqual(await send(tagged, PHONE), { utm_source: "instagram", utm_medium: "paid", utm_campaign: "spring", utm_content: "reel-2", landing_page: path });
});

test("a landing page is light", async () => {
  const faults = [];
  for (const { path } of landings) {
    const { page, close } = await openPage(browser, { ...PHONE, deviceScaleFactor: 2, isMobile: true });
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    const kinds = new Map();
    let [own, images] = [0, 0];
    session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (kinds.get(requestId) === "Image") images += encodedDataLength;
      else own += encodedDataLength;
    });
    await page.route("**/api/bookings/**", (route) => route.fulfill({ json: { slots: [] } }));
    await page.goto(site.url(path), { waitUntil: "load" });
    await page.evaluate(async () => {
      for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight / 2) {
        scrollTo({ top, behavior: "instant" });
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    });
    await page.waitForTimeout(300);
    await close();
    if (own === 0 || own > MOST_OF_PAGE_BYTES || own + images > MOST_WITH_IMAGES_BYTES) faults.push({ path, fault: `${own} bytes, ${images} of images` });
  }
  assertNoFaults(faults);
});

// The pages of the site as they are at another time.
async function buildAt(now) {
  const copy = await copySite();
  try {
    const output = join(copy.folder, "public");
    await promisify(execFile)(program(), ["--root", copy.folder, "build", "--now", now, "--output-dir", output, "--base-url", "/"]);
    return await findPages(output);
  } finally {
    await copy.remove();
  }
}

test("an event that is over asks for a talk instead, and a grant past its last day leaves the lists", async () => {
  const late = await buildAt("2027-02-20T12:00:00+09:00");
  const parents = late.find(({ path }) => path === "/landing/parents-first/");
  assert.match(parents.html, /data-form="?consultation/);
  assert.match(parents.html, /この会の受付は終わりました/);
  const ended = (await readFile(join(REPOSITORY, "content/grants/rent-start.md"), "utf8")).match(/^until = (\S+)$/m)[1];
  assert.ok(ended < "2027-02-20", ended);
  const leads = (pages, name) => pages.filter(({ html }) => new RegExp(`href="?[^"> ]*/grants/${name}/`).test(html)).map(({ path }) => path);
  const list = leads(site.pages, "rent-start");
  assert.ok(list.includes("/grants/") && list.includes("/articles/support-systems/"), String(list));
  assert.deepEqual(leads(late, "rent-start"), []);
  assert.ok(leads(late, "scholarship").includes("/grants/"));
});

test("a grant says who, how much, until when, where, what must be given back, and when that was looked up", () => {
  const grants = shownPages(site.pages).filter(({ kind }) => kind === "/grants/*/");
  assert.ok(grants.length >= 8);
  const faults = [];
  for (const { path, html } of grants)
    for (const word of ["使える人", "金額", "申請の期限", "使える地域", "返す場合", "申請の順", "確かめた日", "架空"]) if (!html.replaceAll("<wbr>", "").includes(word)) faults.push({ path, fault: `no ${word}` });
  assertNoFaults(faults);
});
