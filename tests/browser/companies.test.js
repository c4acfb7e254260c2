// Pages of companies: what an editor fills in is shown (S9, S26), the first screen of a phone offers what can be done, rows are
// even on a tablet (S35), the data for search engines is as its reference says (S32), and a company without openings says so.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { launchBrowser } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { findPages, shownPages } from "./support/pages.js";
import { forEachOf } from "./support/parallel.js";
import { copySite, openSite, program } from "./support/site.js";

const PHONE_PX = [390, 844];
const TABLET_PX = [768, 1024];
// By then most openings of the sample have ended, and some have not.
const LATE = "2027-04-10T12:00:00+09:00";

let site;
let browser;

before(async () => {
  site = await openSite();
  browser = await launchBrowser({ site });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

const isCompany = ({ kind }) => kind === "/companies/*/";
const companies = () => shownPages(site.pages).filter(isCompany);

// Runs `look` inside of every company's page at one size, and gathers the faults that it names.
async function lookAtAll([width, height], look) {
  const paths = companies().map(({ path }) => path);
  assert.ok(paths.length > 30, `${paths.length} companies`);
  const found = await forEachOf(paths, {
    open: async () => (await browser.newContext({ locale: "ja-JP", viewport: { width, height } })).newPage(),
    close: (page) => page.context().close(),
    task: async (path, page) => {
      await page.goto(site.url(path), { waitUntil: "load" });
      return (await page.evaluate(look)).map((fault) => ({ path, fault }));
    },
  });
  return found.flat();
}

test("S9, S26: every company shows its mark, figures, people, first year, whom it does not fit, and a text of its own", async () => {
  const faults = await lookAtAll(PHONE_PX, () => {
    const main = document.querySelector("main");
    const found = [];
    for (const part of [".company-head .company-mark", ".company-figures dt", ".person blockquote", ".person figcaption", ".first-year li", ".unsuited li"])
      if (!main.querySelector(part)) found.push(`nothing at ${part}`);
    for (const quote of main.querySelectorAll(".person blockquote")) if (quote.innerText.trim().length < 40) found.push("a quote of a few words");
    const prose = main.querySelector(".prose").cloneNode(true);
    for (const table of prose.querySelectorAll("table")) table.remove();
    const letters = prose.textContent.replace(/\s+/g, "").length;
    if (letters < 550) found.push(`${letters} letters`);
    return found;
  });
  const headings = companies().flatMap(({ path, html }) => {
    const prose = /<div class="?prose"?>([\s\S]*?)<\/div>/.exec(html)?.[1] ?? "";
    // Where a heading may break is none of its words.
    return [...prose.replaceAll("<wbr>", "").matchAll(/<h2[^>]*>([^<]*)/g)].map(([, text]) => ({ path, text }));
  });
  const known = new Map();
  for (const { path, text } of headings) {
    if (known.has(text)) faults.push({ path, fault: `the heading ${text} is also on ${known.get(text)}` });
    known.set(text, path);
  }
  assertNoFaults(faults);
});

test("the first screen of a phone says what, where, how many, what is open at what pay, and where to talk", async () => {
  assertNoFaults(
    await lookAtAll(PHONE_PX, () => {
      const found = [];
      for (const part of [".company-line", "h1", ".lead", ".company-key", ".company-openings b", ".company-call .button"]) {
        const element = document.querySelector(`.company-head ${part}`);
        const bottom = element?.getBoundingClientRect().bottom;
        if (!element) found.push(`nothing at ${part}`);
        else if (bottom > innerHeight) found.push(`${part} ends ${Math.round(bottom - innerHeight)} px below the first screen`);
      }
      const target = new URL(document.querySelector(".company-call .button").href);
      if (!target.searchParams.get("company") || target.pathname !== "/casual-interview/") found.push(`the call leads to ${target}`);
      return found;
    }),
  );
});

// Whether rows of cards are full, and no figure reaches out of its column. Runs inside of the page.
function unevenRows() {
  const found = [];
  for (const list of document.querySelectorAll(".even, .even-cards > .cards, .even-pairs, .appeal, .company-figures dl, .first-year")) {
    const box = list.getBoundingClientRect();
    const rows = new Map();
    for (const child of [...list.children].filter((one) => one.checkVisibility())) {
      const at = child.getBoundingClientRect();
      const top = Math.round(at.top);
      rows.set(top, Math.max(rows.get(top) ?? 0, at.right));
      // The line of the first year runs on to the next stop.
      if (!list.matches(".first-year") && child.scrollWidth > child.clientWidth + 1) found.push(`${child.innerText.slice(0, 20)} is wider than its column`);
    }
    for (const [, right] of rows) if (Math.abs(right - box.right) > 2) found.push(`a row of ${list.className || "figures"} ends ${Math.round(box.right - right)} px early`);
  }
  return found;
}

test("S35: at 768 px rows are full and no figures collide", async () => {
  const faults = await lookAtAll(TABLET_PX, unevenRows);
  const page = await browser.newPage({ viewport: { width: TABLET_PX[0], height: TABLET_PX[1] } });
  await page.goto(site.url("/companies/"), { waitUntil: "load" });
  const inList = async (state) => faults.push(...(await page.evaluate(unevenRows)).map((fault) => ({ path: `/companies/ ${state}`, fault })));
  await inList("whole");
  await page.locator("[data-filters] button").first().click();
  await inList("filtered");
  await page.close();
  assertNoFaults(faults);
});

// The Organization that a page tells search engines.
function organization(html) {
  const blocks = [...html.matchAll(/<script[^>]*ld\+json[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => JSON.parse(text));
  return blocks.find((block) => block["@type"] === "Organization");
}

test("S32: the address of a company says each place once, and there is a logo only where there is one", () => {
  const faults = [];
  for (const { path, html } of companies()) {
    const { address, logo, foundingDate, numberOfEmployees } = organization(html) ?? {};
    const parts = [address?.streetAddress, address?.addressLocality, address?.addressRegion].filter(Boolean);
    if (parts.length < 2) faults.push({ path, fault: "no city or prefecture" });
    if (parts.some((part) => parts.some((other) => other !== part && part.includes(other)))) faults.push({ path, fault: `the address repeats itself: ${parts}` });
    if (!/^\d{4}$/.test(foundingDate) || !(numberOfEmployees?.value > 0)) faults.push({ path, fault: "no founding year or number of people" });
    if (Boolean(logo) !== /company-mark"?[^>]*><img/.test(/<header class="?company-head[\s\S]*?<\/header>/.exec(html)?.[0] ?? "")) faults.push({ path, fault: "the logo is on one of page and data only" });
  }
  assertNoFaults(faults);
});

// A copy of the site with a company changed, built into a folder of its own: its pages.
async function buildCopy(change, now) {
  const copy = await copySite();
  try {
    await change(copy.folder);
    const output = join(copy.folder, "public");
    await promisify(execFile)(program(), ["--root", copy.folder, "build", "--now", now, "--output-dir", output, "--base-url", "/"]);
    return await findPages(output);
  } finally {
    await copy.remove();
  }
}

test("S9: a logo, portraits and pictures of the workplace are shown where they are", async () => {
  const folder = "content/companies/aizu-mokumoku";
  const pages = await buildCopy(async (root) => {
    for (const name of ["test-logo.webp", "test-person.webp", "test-one.webp", "test-two.webp"]) await cp(join(root, folder, "cover.webp"), join(root, folder, name));
    const file = join(root, folder, "index.md");
    const [, head, body] = (await readFile(file, "utf8")).split(/^\+\+\+$/m);
    // What the company has already makes room for what the test knows.
    const kept = head.split(/^(?=\[\[)/m).filter((table) => !table.startsWith("[[extra.gallery]]")).join("").replace(/^(?:logo|image) = "(?!cover).*\n/gm, "");
    const withLogo = kept.replace(/^yomi = /m, 'logo = "test-logo.webp"\nyomi = ').replace(/^came = /m, 'image = "test-person.webp"\ncame = ');
    const picture = (name) => `\n[[extra.gallery]]\nimage = "${name}"\nalt = "工房の机に道具が並ぶ絵"\ncaption = "朝の工房"\n`;
    await writeFile(file, `+++${withLogo}${picture("test-one.webp")}${picture("test-two.webp")}+++${body}`);
  }, "2026-11-21T12:00:00+09:00");
  const { html } = pages.find(({ path }) => path === "/companies/aizu-mokumoku/");
  assert.match(html, /company-mark"?[^>]*><img/);
  assert.match(html, /person-face"?[^>]*><img/);
  assert.equal([...html.matchAll(/<figcaption>朝の工房/g)].length, 2);
  assert.match(organization(html).logo.url, /\.png$/);
  const list = pages.find(({ path }) => path === "/companies/");
  assert.match(list.html, /company-mark"?[^>]*><img/, "the list shows the logo too");
});

test("a company whose last opening has ended says so, leads on, and is in no list, count or search", async () => {
  const all = await buildCopy(async () => {}, LATE);
  const pages = all.filter(isCompany);
  const over = pages.filter(({ html }) => html.includes("募集は終わりました"));
  assert.ok(over.length > 0 && over.length < pages.length, `${over.length} of ${pages.length}`);
  const faults = [];
  for (const { path, html } of over) {
    const main = /<main[\s\S]*<\/main>/.exec(html)[0];
    if (/casual-interview\/\?company=/.test(main)) faults.push({ path, fault: "offers a talk" });
    for (const place of [/href="?#similar/, /id="?similar/, /href="?[^"> ]*\/register\//, /href="?[^"> ]*\/line\//, /href="?[^"> ]*\/jobs\//])
      if (!place.test(main)) faults.push({ path, fault: `nothing matches ${place}` });
    const similar = main.slice(main.search(/id="?similar/));
    if (/いまは募集なし/.test(similar)) faults.push({ path, fault: "a similar company has no opening either" });
  }
  // No list, count or search holds it any more.
  const paths = new Set(over.map(({ path }) => path));
  const isList = ({ kind }) => ["/", "/companies/", "/tags/*/", "/areas/*/"].includes(kind);
  for (const { path, html } of all.filter(isList)) {
    const main = /<main[\s\S]*<\/main>/.exec(html)[0];
    const named = [...main.matchAll(/href="?(\/companies\/[^"> ]+)/g)].map(([, address]) => decodeURI(address)).filter((address) => paths.has(address));
    if (named.length > 0) faults.push({ path, fault: `lists ${named}` });
  }
  const hiring = pages.length - over.length;
  const count = (path, text) => Number(text.exec(all.find((page) => page.path === path).html)?.[1]);
  if (count("/companies/", /data-count[^>]*>(\d+)社/) !== hiring) faults.push({ path: "/companies/", fault: `does not count ${hiring}` });
  if (count("/", /いま(\d+)社が募集/) !== hiring) faults.push({ path: "/", fault: `does not count ${hiring}` });
  for (const { path, html } of pages) if (html.includes("data-pagefind-body") === paths.has(path)) faults.push({ path, fault: "search finds the wrong ones" });
  assertNoFaults(faults);
});
