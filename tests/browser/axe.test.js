// Every page, judged by axe-core at the width of a phone; some pages of each kind also at that of a desk, in the dark
// and with everything unfolded. With TSUBAME_PROVE, every page is judged in all of these ways (`tests/prove`).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { launchBrowser } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { samplePages, shownPages } from "./support/pages.js";
import { forEachOf } from "./support/parallel.js";
import { openSite } from "./support/site.js";

const PHONE_PX = [390, 844];
const SIZES_PX = [PHONE_PX, [1280, 800]];
// So many pages of a kind, which one template makes, are judged in every way.
const SAMPLES = 2;
// Style sheets are not fetched a second time: only rules that these runs leave out read them.
const EVERY_RULE = {
  preload: false,
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  resultTypes: ["violations"],
};
// A scheme is another set of colours and nothing else (no style sheet of the site hides or moves anything by it), so
// in the second one only the rules that look at colours can find something new.
const COLOUR_RULES = {
  preload: false,
  runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
  resultTypes: ["violations"],
};
const SCHEMES = [
  ["light", EVERY_RULE],
  ["dark", COLOUR_RULES],
];

let site;
let browser;
let axe;

before(async () => {
  const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  [site, axe] = await Promise.all([openSite(), readFile(source, "utf8")]);
  browser = await launchBrowser({ site });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

// What axe finds in a part of a page as it stands: rule, where, and what is wrong.
async function judge(page, rules, part = "html") {
  const { violations } = await page.evaluate(([where, options]) => globalThis.axe.run(where, options), [part, rules]);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`),
  );
}

// Loads a page once; then it is made wider and darker while it stands. What is folded away is judged too: closed
// disclosures are opened and judged by themselves.
async function judgePage({ path, isSample }, page) {
  const faults = [];
  const judgeAs = async (state, rules, part) => {
    const found = await judge(page, rules, part);
    faults.push(...found.map((fault) => ({ path, fault: `${state}: ${fault}` })));
  };
  await page.setViewportSize({ width: PHONE_PX[0], height: PHONE_PX[1] });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(site.url(path), { waitUntil: "load" });
  // What a bar lies over at one moment is scrolled from under it, also for the focus (`scroll-padding`).
  await page.evaluate(() => { for (const bar of document.querySelectorAll(".callbar")) bar.style.cssText = "position: static; animation: none"; });
  // Without the last value, the whole of axe would be sent back as the result.
  await page.evaluate(`${axe};undefined`);
  if (!isSample) {
    await judgeAs(`${PHONE_PX[0]} px`, EVERY_RULE);
    return faults;
  }
  for (const [width, height] of SIZES_PX) {
    await page.setViewportSize({ width, height });
    for (const [colorScheme, rules] of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await judgeAs(`${width} px, ${colorScheme}`, rules);
    }
    const closed = await openDisclosures(page);
    if (closed > 0) {
      await judgeAs(`${width} px, opened`, EVERY_RULE, "[data-was-closed]");
      await closeDisclosures(page);
    }
  }
  return faults;
}

const openDisclosures = (page) =>
  page.evaluate(() => {
    const closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.toggleAttribute("open", true);
    for (const details of closed) details.dataset.wasClosed = "";
    return closed.length;
  });

const closeDisclosures = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("[data-was-closed]")) details.open = false;
  });

test("axe finds nothing on any page, nor on any kind of page at any width, in any scheme", async (context) => {
  const samples = new Set(samplePages(site.pages, process.env.TSUBAME_PROVE ? Infinity : SAMPLES));
  const pages = shownPages(site.pages).map((page) => ({ path: page.path, isSample: samples.has(page) }));
  assert.ok(samples.size > 0, "there are pages");
  const found = await forEachOf(pages, {
    // Scripts from the test run beside the site's policy, not under it. One page shows one address after another: a
    // page for each would start a process for each.
    open: async () => (await browser.newContext({ locale: "ja-JP", bypassCSP: true })).newPage(),
    close: (page) => page.context().close(),
    task: judgePage,
  });
  context.diagnostic(`${pages.length} pages, ${samples.size} of them ${SIZES_PX.length * SCHEMES.length} times`);
  assertNoFaults(found.flat());
});
