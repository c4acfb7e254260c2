// Lighthouse's judgement on what does not depend on how fast this machine is. The speed is a row of benches/pages/run.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertNoFaults } from "./support/faults.js";
import { lostPoints, openLighthouse } from "./support/lighthouse.js";
import { namedPages } from "./support/pages.js";
import { someSeats } from "./support/seats.js";
import { openSite } from "./support/site.js";

const CATEGORIES = ["accessibility", "best-practices", "seo"];
const KINDS = ["home", "category", "video", "event", "company", "job", "listing"];

let site;
let lighthouse;

before(async () => {
  site = await openSite({ passedOn: someSeats });
  lighthouse = await openLighthouse(site);
});

after(async () => {
  await lighthouse?.close();
  await site?.close();
});

test("accessibility, best practices and SEO are at 100", async (context) => {
  const named = namedPages(site.pages);
  const faults = [];
  for (const kind of KINDS) {
    const { path } = named[kind];
    const report = await lighthouse.judge(path, CATEGORIES);
    const scores = CATEGORIES.map((category) => Math.round(report.categories[category].score * 100));
    context.diagnostic(`${kind} ${path}: ${CATEGORIES.map((category, at) => `${category} ${scores[at]}`).join(", ")}`);
    for (const [at, category] of CATEGORIES.entries()) {
      assert.ok(Number.isFinite(scores[at]), `${path} was judged`);
      if (scores[at] < 100) faults.push(...lostPoints(report, category).map((fault) => ({ path, fault })));
    }
  }
  assertNoFaults(faults);
});
