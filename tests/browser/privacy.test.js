// Nothing is asked of another host until somebody taps, and every page keeps the policy that the site is sent with.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { shownPages } from "./support/pages.js";
import { forEachOf } from "./support/parallel.js";
import { someSeats } from "./support/seats.js";
import { openSite, ORIGIN } from "./support/site.js";

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

// Loads a page, scrolls through it so that what is lazy loads too, and tells what it asked of others, what the browser
// complained about, and what it kept.
async function watchPage({ path }, context) {
  const faults = [];
  const page = await context.newPage();
  // What the host passes on to the server behind the forms is answered as that would: no time is free.
  await page.route("**/api/bookings/**", (route) => route.fulfill({ json: { slots: [] } }));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== ORIGIN && !["data:", "blob:"].includes(url.protocol)) faults.push(`asks ${url.origin}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => faults.push(`failed: ${request.url()}: ${request.failure().errorText}`));
  page.on("response", (response) => {
    const isLost = response.status() >= 400 && response.request().resourceType() !== "document";
    if (isLost) faults.push(`${response.status()}: ${response.url()}`);
  });
  try {
    await page.goto(site.url(path), { waitUntil: "load" });
    await page.evaluate(async () => {
      for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
        scrollTo({ top, behavior: "instant" });
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      // Rows that are pushed sideways have pictures that wait for that.
      for (const strip of document.querySelectorAll(".strip")) {
        strip.scrollIntoView({ behavior: "instant" });
        for (let left = 0; left < strip.scrollWidth; left += strip.clientWidth / 2) {
          strip.scrollTo({ left, behavior: "instant" });
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
      }
    });
    await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    for (const { name } of await context.cookies()) faults.push(`sets the cookie ${name}`);
  } finally {
    await page.close();
  }
  return [...new Set(faults)].map((fault) => ({ path, fault }));
}

test("no page asks another host, breaks the policy, loses a file or sets a cookie", async (context) => {
  const pages = shownPages(site.pages);
  const found = await forEachOf(pages, {
    open: () => browser.newContext({ locale: "ja-JP", viewport: { width: 390, height: 844 } }),
    close: (own) => own.close(),
    task: watchPage,
  });
  context.diagnostic(`${pages.length} pages`);
  assertNoFaults(found.flat());
});

test("the policy is strict, and sent with every page", async () => {
  const faults = [];
  for (const { path } of site.pages) {
    const response = await fetch(new URL(encodeURI(path), site.server.address), { method: "HEAD" });
    const policy = response.headers.get("content-security-policy") ?? "";
    for (const fault of policyFaults(policy)) faults.push({ path, fault });
    if (!/max-age=[1-9]/.test(response.headers.get("strict-transport-security") ?? "")) faults.push({ path, fault: "no HSTS" });
    if (response.headers.get("x-content-type-options") !== "nosniff") faults.push({ path, fault: "types may be guessed" });
    if (!response.headers.get("referrer-policy")) faults.push({ path, fault: "no Referrer-Policy" });
  }
  assertNoFaults(faults);
});

// A policy that allows code or styles inside pages, or from anywhere, is none.
function policyFaults(policy) {
  if (policy === "") return ["no Content-Security-Policy"];
  const rules = new Map(policy.split(/[;,]/).map((rule) => rule.trim().split(/\s+/)).map(([name, ...values]) => [name, values]));
  const faults = [];
  const of = (name) => rules.get(name) ?? rules.get("default-src");
  for (const name of ["script-src", "style-src"]) {
    const values = of(name);
    if (!values) faults.push(`neither ${name} nor default-src`);
    for (const value of values ?? []) if (/^('unsafe-(inline|eval|hashes)'|\*|https?:|data:|blob:)$/.test(value)) faults.push(`${name} allows ${value}`);
  }
  if (!["'none'", "'self'"].includes(of("object-src")?.join(" "))) faults.push("object-src is open");
  for (const name of ["base-uri", "form-action", "frame-ancestors"]) if (!rules.has(name)) faults.push(`no ${name}, which default-src does not stand for`);
  return faults;
}

test("a stranger would be noticed", async () => {
  const context = await browser.newContext();
  try {
    const [page] = site.pages;
    await context.route(site.url(page.path), async (route) => {
      const response = await route.fetch({ url: new URL(page.path, site.server.address).href });
      const body = (await response.text()).replace("</main>", '<img src="https://stranger.example/dot.gif" alt=""></main>');
      await route.fulfill({ response, body });
    });
    const faults = (await watchPage(page, context)).map(({ fault }) => fault);
    assert.ok(faults.some((fault) => fault.includes("stranger.example")), String(faults));
  } finally {
    await context.close();
  }
});
