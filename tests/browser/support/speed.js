// The table of `benches/pages/run`: Lighthouse's performance for pages of several kinds, each the median of some runs.

import { openLighthouse } from "./lighthouse.js";
import { namedPages } from "./pages.js";
import { someSeats } from "./seats.js";
import { openSite } from "./site.js";

const KINDS = ["home", "category", "video", "event", "company", "job", "listing"];
const LEAST_PERFORMANCE = 98;
// Largest contentful paint, in milliseconds, of the kinds that have such a budget.
const MOST_LCP_MS = { event: 1500 };

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function parseRuns(args) {
  if (args.length === 0) return 3;
  const runs = Number(args[1]);
  if (args[0] !== "--runs" || args.length !== 2 || !Number.isInteger(runs) || runs < 1) throw new Error("usage: benches/pages/run [--runs N]");
  return runs;
}

// One row: scores, times in milliseconds, and what is below the budget.
async function measure(lighthouse, kind, path, runs) {
  const reports = [];
  for (let run = 0; run < runs; run += 1) reports.push(await lighthouse.judge(path, ["performance"]));
  const of = (read) => median(reports.map(read));
  const performance = Math.round(of((report) => report.categories.performance.score) * 100);
  const lcp = Math.round(of((report) => report.audits["largest-contentful-paint"].numericValue));
  const fcp = Math.round(of((report) => report.audits["first-contentful-paint"].numericValue));
  const tbt = Math.round(of((report) => report.audits["total-blocking-time"].numericValue));
  const cls = of((report) => report.audits["cumulative-layout-shift"].numericValue).toFixed(3);
  const broken = [];
  if (performance < LEAST_PERFORMANCE) broken.push(`performance < ${LEAST_PERFORMANCE}`);
  if (lcp >= (MOST_LCP_MS[kind] ?? Infinity)) broken.push(`LCP ≥ ${MOST_LCP_MS[kind]} ms`);
  return { cells: [kind, path, performance, fcp, lcp, tbt, cls, broken.length > 0 ? `BROKEN: ${broken.join(", ")}` : "holds"], isKept: broken.length === 0 };
}

function printTable(rows) {
  const lines = rows.map((row) => row.map(String));
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const [at, line] of lines.entries()) {
    console.log(`| ${line.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`);
    if (at === 0) console.log(`|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  }
}

const runs = parseRuns(process.argv.slice(2));
const site = await openSite({ passedOn: someSeats });
const lighthouse = await openLighthouse(site);
try {
  const named = namedPages(site.pages);
  const rows = [];
  for (const kind of KINDS) rows.push(await measure(lighthouse, kind, named[kind].path, runs));
  printTable([["page", "path", "performance", "FCP ms", "LCP ms", "TBT ms", "CLS", "budget"], ...rows.map(({ cells }) => cells)]);
  process.exitCode = rows.every(({ isKept }) => isKept) ? 0 : 1;
} finally {
  await lighthouse.close();
  await site.close();
}
