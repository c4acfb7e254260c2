// With JavaScript off: every page can be read, its menu reached, and its forms filled in.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { samplePages, shownPages } from "./support/pages.js";
import { forEachOf } from "./support/parallel.js";
import { openSite } from "./support/site.js";

let site;
let browser;

before(async () => {
  site = await openSite();
  // Pictures have nothing to say here, and cost the most.
  browser = await launchBrowser({ site, args: ["--blink-settings=imagesEnabled=false"] });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

// What somebody without scripts misses on the page that stands. Runs inside of the page, where the test's own code
// works although the page's does not.
function readPage() {
  const faults = [];
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const heading = document.querySelector("h1");
  if (!heading || !isShown(heading)) faults.push("no heading to be seen");
  // The shortest page worth having, 404.html, says what happened and where to go.
  const text = document.querySelector("main")?.innerText.replace(/\s+/g, "") ?? "";
  if (text.length < 40) faults.push(`${text.length} letters of main text`);
  for (const summary of document.querySelectorAll("nav summary, header summary")) summary.parentElement.open = true;
  const menu = [...document.querySelectorAll("header nav a[href], nav a[href]")].filter(isShown);
  // What an advertisement leads to has none.
  if (menu.length < 5 && !document.querySelector("article.landing")) faults.push(`${menu.length} links of the menu can be reached`);
  for (const picture of document.querySelectorAll("main img")) {
    if (!picture.getAttribute("src")) faults.push("a picture whose address only a script knows");
  }
  for (const form of document.querySelectorAll("main form")) faults.push(...formFaults(form));
  return faults;

  function formFaults(form) {
    const found = [];
    const name = form.id || form.getAttribute("action");
    if (form.method === "post" && !form.getAttribute("action")) found.push(`form ${name}: goes nowhere`);
    const isTrap = (control) => control.closest("[aria-hidden=true]") !== null;
    // Whom times are wanted with narrows the list that a script fills; without one the server's list asks for it.
    const isOfList = (control) => control.closest("[data-slots-whom]") !== null;
    for (const control of form.elements) {
      if (control.type === "hidden" || control.tagName === "FIELDSET" || isTrap(control) || isOfList(control)) continue;
      if (!isShown(control)) found.push(`form ${name}: ${control.name || control.textContent} is not to be seen`);
      if (control.disabled) found.push(`form ${name}: ${control.name || control.textContent} is switched off`);
      if (control.tagName !== "BUTTON" && control.labels.length === 0 && !control.ariaLabel) found.push(`form ${name}: ${control.name} has no label`);
    }
    const sends = [...form.elements].some((control) => control.type === "submit" && isShown(control));
    if (!sends) found.push(`form ${name}: no button to send it`);
    return found;
  }
}

test("every page can be read, its menu reached and its forms filled in", async (context) => {
  const pages = shownPages(site.pages);
  const found = await forEachOf(pages, {
    open: async () => {
      const context = await browser.newContext({ locale: "ja-JP", javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
      return context.newPage();
    },
    close: (page) => page.context().close(),
    task: async ({ path }, page) => {
      await page.goto(site.url(path), { waitUntil: "load" });
      // The page with the search is nothing but a script; it offers the lists instead.
      const faults = (await page.evaluate(readPage)).filter((fault) => !(path === "/search/" && fault.startsWith("form")));
      return faults.map((fault) => ({ path, fault }));
    },
  });
  context.diagnostic(`${pages.length} pages`);
  assertNoFaults(found.flat());
});

test("no text needs a script to be shown", async () => {
  // What main says with scripts, it says without them too: sentences that only a script brings are its own messages.
  const texts = async (javaScriptEnabled) => {
    const context = await browser.newContext({ locale: "ja-JP", javaScriptEnabled, viewport: { width: 1280, height: 800 } });
    const pages = samplePages(site.pages, 2);
    const all = await forEachOf(pages, {
      open: () => context.newPage(),
      task: async ({ path }, page) => {
        await page.goto(site.url(path), { waitUntil: "load" });
        // What lies far below is laid out only once it comes near, and how far that is depends on what scripts have done above.
        await page.evaluate(() => { for (const element of document.querySelectorAll("main *")) element.style.contentVisibility = "visible"; });
        const words = await page.evaluate(() => [...document.querySelectorAll("main :is(h1, h2, h3, p, dd, td):not([role=status])")].filter((element) => element.checkVisibility()).map((element) => element.innerText.trim()).filter((text) => text.length > 20));
        return { path, words };
      },
    });
    await context.close();
    return all;
  };
  const withScripts = await texts(true);
  const without = new Map((await texts(false)).map(({ path, words }) => [path, new Set(words)]));
  assert.ok(withScripts.some(({ words }) => words.length > 0), "there is text");
  const faults = withScripts.flatMap(({ path, words }) => words.filter((text) => !without.get(path).has(text)).map((text) => ({ path, fault: `only with scripts: ${text.slice(0, 60)}` })));
  assertNoFaults(faults);
});
