// Lighthouse as it judges pages on a phone, with Debian's chromium.

import { createServer } from "node:net";

import lighthouse from "lighthouse";

import { launchBrowser } from "./browser.js";

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

// A browser for Lighthouse: `judge(path, categories)` gives its report, by the preset for phones with simulated
// throttling, which is its default.
export async function openLighthouse(site) {
  const port = await freePort();
  const browser = await launchBrowser({ site, args: [`--remote-debugging-port=${port}`] });
  const judge = async (path, onlyCategories) => {
    const result = await lighthouse(site.url(path), { port, onlyCategories, logLevel: "silent", output: "json" });
    if (result.lhr.runtimeError) throw new Error(`${path}: ${result.lhr.runtimeError.message}`);
    return result.lhr;
  };
  return { judge, close: () => browser.close() };
}

// What keeps a category below 100: audits that count, with the first elements they name.
export function lostPoints(report, category) {
  return report.categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && report.audits[id].score !== null && report.audits[id].score < 1)
    .map(({ id }) => {
      const items = report.audits[id].details?.items ?? [];
      const where = items.slice(0, 3).map((item) => item.node?.selector ?? item.source ?? item.description ?? item.url ?? JSON.stringify(item).slice(0, 120));
      return `${category}: ${id}: ${report.audits[id].title}${where.length > 0 ? ` (${where.join("; ")})` : ""}`;
    });
}
