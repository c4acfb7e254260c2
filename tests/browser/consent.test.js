// Counting what visitors do: nothing without a yes, one press for a no, an answer that can be changed, and nothing of a person in
// what is told. The site as it is has nobody to tell; a copy of it tells a host that the tests play.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFile, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { launchBrowser, openPage } from "./support/browser.js";
import { findPages, namedPages } from "./support/pages.js";
import { serveFolder } from "./support/server.js";
import { copySite, openSite, ORIGIN, program } from "./support/site.js";

const METRICS = "https://metrics.example.jp";
const MEDIUM = "https://pixel.example.jp";
const SETTINGS = `
[extra.tsubame.analytics]
ga4 = "G-TEST1"
server = "${METRICS}"
pixels = [{ name = "見本の広告", on = "form_sent", url = "${MEDIUM}/lead.gif?id=7" }]
`;
// What the host gives out: a tag that sends on whatever the page says, as Google's does.
const TAG = `{
  const send = (said) => fetch("${METRICS}/g/collect", { method: "POST", mode: "no-cors", keepalive: true, body: JSON.stringify([...said]) });
  const list = window.dataLayer;
  list.forEach(send);
  list.push = (said) => send(said);
}`;
const PHONE = { viewport: { width: 390, height: 844 }, reducedMotion: "reduce" };

let copy;
let server;
let browser;
let named;

before(async () => {
  copy = await copySite();
  await appendFile(join(copy.folder, "zola.toml"), SETTINGS);
  const output = join(copy.folder, "public");
  await promisify(execFile)(program(), ["--root", copy.folder, "build", "--now", "2026-11-21T12:00:00+09:00", "--output-dir", output, "--base-url", ORIGIN]);
  [server, named] = await Promise.all([serveFolder(output), findPages(output).then(namedPages)]);
  browser = await launchBrowser({ site: { host: new URL(ORIGIN).host, port: server.port } });
});

after(async () => {
  await browser?.close();
  await server?.close();
  await copy?.remove();
});

// A page of somebody, and what it asked of the two hosts: [{ url, said }].
async function openVisitor(path) {
  const { page, complaints, close } = await openPage(browser, PHONE);
  const asked = [];
  const note = (request) => asked.push({ url: request.url(), said: request.postData() ?? "" });
  await page.route(`${METRICS}/**`, (route) => {
    note(route.request());
    return route.fulfill({ contentType: "text/javascript", body: route.request().url().includes("/gtag/js") ? TAG : "" });
  });
  await page.route(`${MEDIUM}/**`, (route) => {
    note(route.request());
    return route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  });
  await page.route("**/api/bookings/**", (route) => route.fulfill({ json: { slots: [] } }));
  await page.route("**/api/forms/**", (route) => route.fulfill({ json: { message: "受け付けました。" } }));
  await page.goto(new URL(path, ORIGIN).href, { waitUntil: "load" });
  const events = () => asked.filter(({ said }) => said).map(({ said }) => JSON.parse(said)).filter(([kind]) => kind === "event");
  return { page, asked, events, complaints, close };
}

const bar = (page) => page.locator("[data-consent-bar]");
const answer = (page, value) => bar(page).locator(`[data-consent-choice=${value}]`).click();

async function sendForm(page) {
  await page.locator("[name=name]").fill("秘密 花子");
  await page.locator("[name=email]").fill("himitsu@example.jp");
  await page.locator("[name=prefecture]").selectOption({ index: 1 });
  await page.locator("[name=age_band]").selectOption({ index: 1 });
  await page.locator("[name=consent]").check();
  await page.locator(".form-send button").click();
  await page.locator(".form-thanks").waitFor();
  await page.waitForTimeout(300);
}

test("the site as it is counts nothing: no bar, no script", async () => {
  const site = await openSite();
  try {
    for (const { path, html } of site.pages) assert.ok(!/consent\.js|consent\.css|data-consent-bar/.test(html), path);
    assert.match(site.pages.find(({ path }) => path === "/privacy/").html, /計測のタグを使っていません/);
  } finally {
    await site.close();
  }
});

test("nothing is asked before an answer, nor after a no, which is one press and stays", async () => {
  const { page, asked, complaints, close } = await openVisitor("/register/");
  try {
    assert.ok(await bar(page).isVisible());
    assert.equal(await bar(page).locator("button").count(), 2);
    await sendForm(page);
    await answer(page, "no");
    assert.ok(await bar(page).isHidden());
    await page.goto(new URL(named.article.path, ORIGIN).href, { waitUntil: "load" });
    assert.ok(await bar(page).isHidden());
    await page.waitForTimeout(200);
    assert.deepEqual(asked, []);
    assert.deepEqual(await page.context().cookies(), []);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

test("after a yes what is done is told, and nothing of a person", async () => {
  const { page, asked, events, complaints, close } = await openVisitor("/register/?utm_source=line&name=himitsu&email=himitsu%40example.jp");
  try {
    await answer(page, "yes");
    await sendForm(page);
    assert.ok(asked.some(({ url }) => url.startsWith(`${METRICS}/gtag/js?id=G-TEST1`)));
    assert.ok(asked.some(({ url }) => url === `${MEDIUM}/lead.gif?id=7`));
    const [[, name, values]] = events();
    assert.deepEqual([name, values.form], ["form_sent", "member"]);
    assert.equal(values.page_location, `${ORIGIN}/register/?utm_source=line`);
    for (const { url, said } of asked) assert.doesNotMatch(decodeURIComponent(url) + said, /himitsu|秘密/);
    // The address of a link is not followed here, but what is told of it is.
    await page.goto(new URL(named.company.path, ORIGIN).href, { waitUntil: "load" });
    await page.evaluate(() => addEventListener("click", (event) => event.preventDefault()));
    await page.locator(".line a.button").click();
    await page.locator("a[href*='casual-interview']").first().click();
    await page.waitForTimeout(300);
    assert.deepEqual(events().slice(1).map(([, told]) => told), ["line_click", "talk_click"]);
    await page.goto(new URL(named.video.path, ORIGIN).href, { waitUntil: "load" });
    await page.evaluate(() => (document.querySelector("main video") ?? document.querySelector(".poster")).dispatchEvent(new Event(document.querySelector("main video") ? "play" : "click", { bubbles: true, cancelable: true })));
    await page.waitForTimeout(300);
    assert.equal(events().at(-1)[1], "video_play");
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

test("the answer is changed on the page on privacy, which names who is told", async () => {
  const { page, asked, complaints, close } = await openVisitor("/privacy/");
  try {
    await answer(page, "yes");
    const section = page.locator(".measuring");
    assert.match(await section.innerText(), /見本の広告[\s\S]*「数えてよい」になっています/);
    await section.locator("[data-consent-choice=no]").click();
    assert.match(await section.innerText(), /「断る」になっています/);
    const before = asked.length;
    await page.goto(new URL("/", ORIGIN).href, { waitUntil: "load" });
    await page.waitForTimeout(200);
    assert.equal(asked.length, before);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
});

test("the bar is for everybody: axe finds nothing, it is no wider than a phone, and the policy names its hosts", async () => {
  const opened = await openPage(browser, { ...PHONE, bypassCSP: true, viewport: { width: 360, height: 740 } });
  try {
    await opened.page.goto(new URL("/", ORIGIN).href, { waitUntil: "load" });
    assert.equal(await opened.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    await opened.page.evaluate(`${await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")};undefined`);
    for (const colorScheme of ["light", "dark"]) {
      await opened.page.emulateMedia({ colorScheme });
      const { violations } = await opened.page.evaluate(() => globalThis.axe.run("[data-consent-bar]"));
      assert.deepEqual(violations.map(({ id }) => id), []);
    }
    const policy = (await fetch(server.address, { method: "HEAD" })).headers.get("content-security-policy");
    for (const part of [`script-src[^;]* ${METRICS}`, `connect-src[^;]* ${METRICS}`, `img-src[^;]* ${MEDIUM}`]) assert.match(policy, new RegExp(part));
  } finally {
    await opened.close();
  }
});
