// S26: what is there to read is worth the tap. Letters are counted as a reader meets them, without tables and blanks.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { shownPages } from "./support/pages.js";
import { forEachOf } from "./support/parallel.js";
import { openSite } from "./support/site.js";

const LEAST_OF_INTERVIEW = 2400;
const LEAST_OF_ARTICLE = 1200;
const LEAST_HEADINGS = 3;
// Where somebody can go from a text to meet people: each interview leads to one of these.
const STEPS = /^\/(casual-interview|consultation|events|programmes)\//;

let site;
let browser;

before(async () => {
  site = await openSite();
  browser = await launchBrowser({ site, args: ["--blink-settings=imagesEnabled=false"] });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

// Letters, headings and links of the first text on the page; runs inside of it.
function readText() {
  const text = document.querySelector("main .prose").cloneNode(true);
  for (const table of text.querySelectorAll("table")) table.remove();
  return {
    letters: text.textContent.replace(/\s+/g, "").length,
    headings: [...text.querySelectorAll("h2")].map((heading) => heading.textContent.trim()),
    links: [...text.querySelectorAll("a[href]")].map((link) => new URL(link.href).pathname),
  };
}

async function readKind(kind) {
  const pages = shownPages(site.pages).filter((page) => page.kind === kind);
  assert.ok(pages.length > 0, `the site has pages of the kind ${kind}`);
  const context = await browser.newContext({ locale: "ja-JP" });
  try {
    return await forEachOf(pages, {
      open: () => context.newPage(),
      task: async ({ path }, page) => {
        await page.goto(site.url(path), { waitUntil: "domcontentloaded" });
        return { path, ...(await page.evaluate(readText)) };
      },
    });
  } finally {
    await context.close();
  }
}

// That a text is long enough, has parts, and leads onward.
function faultsOf({ path, letters, headings, links }, least, leadsOn) {
  const faults = [];
  if (letters < least) faults.push(`${letters} letters of ${least}`);
  if (headings.length < LEAST_HEADINGS) faults.push(`${headings.length} headings of ${LEAST_HEADINGS}`);
  if (!links.some(leadsOn)) faults.push("leads to no next step");
  return faults.map((fault) => ({ path, fault }));
}

test("S26: an interview is a long read that ends in a next step", async (context) => {
  const interviews = await readKind("/interviews/*/");
  context.diagnostic(interviews.map(({ letters }) => letters).join(", "));
  assertNoFaults(interviews.flatMap((text) => faultsOf(text, LEAST_OF_INTERVIEW, (path) => STEPS.test(path))));
  // Nobody is asked what another was asked: each has a shape of its own.
  const headings = interviews.flatMap((text) => text.headings);
  assert.deepEqual(headings.filter((heading, at) => headings.indexOf(heading) !== at), []);
});

test("S26: an article is long enough to be of use, and leads onward", async () => {
  const articles = await readKind("/articles/*/");
  assertNoFaults(articles.flatMap((text) => faultsOf(text, LEAST_OF_ARTICLE, () => true)));
});

test("S26: editors find how to write, visitors and search engines do not", async () => {
  const context = await browser.newContext({ locale: "ja-JP" });
  try {
    const page = await context.newPage();
    await page.goto(site.url("/guide/"), { waitUntil: "domcontentloaded" });
    const leads = await page.evaluate(() => [...document.querySelectorAll("main a[href]")].map((link) => new URL(link.href).pathname));
    assert.ok(leads.includes("/style/"), "the guide of the editors leads to it");
    await page.goto(site.url("/style/"), { waitUntil: "domcontentloaded" });
    const found = await page.evaluate(() => ({
      robots: document.querySelector("meta[name=robots]").content,
      isIndexed: document.querySelector("[data-pagefind-body]") !== null,
      contents: document.querySelectorAll(".toc a").length,
      headings: document.querySelectorAll(".prose h2").length,
    }));
    assert.equal(found.robots, "noindex");
    assert.equal(found.isIndexed, false);
    assert.ok(found.headings > 10 && found.contents === found.headings, JSON.stringify(found));
  } finally {
    await context.close();
  }
});
