// Where lines of headings end: between phrases, also in browsers that know nothing of `word-break: auto-phrase` (S18).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser } from "./support/browser.js";
import { namedPages } from "./support/pages.js";
import { openSite } from "./support/site.js";

// Phrases of the site's titles that a line must not end in.
const PHRASES = [
  "東北くらし相談会", "会員登録", "カジュアル面談", "インタビュー", "個人情報", "公式LINE", "仙台市", "東京から", "申し込み",
  "お知らせ", "働く", "暮らし", "イベント", "説明会", "ありません", "あります", "相談会", "面談", "職場見学", "給与明細",
  "並木道", "オンライン", "プログラム", "交流会", "デザイナー", "エンジニア", "手取り", "午後", "家賃", "地下鉄", "聞きました",
];
const HEADINGS = "h1, h2, h3, h4, .lead, .card-title";

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

// Opens a page on a phone, in a browser whose style sheets have no auto-phrase.
async function openPlain(path, width = 360) {
  const context = await browser.newContext({ locale: "ja-JP", viewport: { width, height: 800 } });
  await context.route("**/*.css*", async (route) => {
    const text = await readFile(join(site.folder, new URL(route.request().url()).pathname), "utf8");
    await route.fulfill({ contentType: "text/css", body: text.replaceAll(/word-break:\s*auto-phrase/g, "word-break:normal") });
  });
  const page = await context.newPage();
  await page.goto(site.url(path), { waitUntil: "load" });
  return { page, close: () => context.close() };
}

// Every phrase that begins on one line and ends on another although it would fit into one, with its heading.
const findBroken = (page) =>
  page.evaluate(
    ([headings, phrases]) => {
      const broken = [];
      for (const heading of document.querySelectorAll(headings)) {
        if (!heading.checkVisibility() || heading.getClientRects().length === 0) continue;
        const letters = [];
        const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) for (let at = 0; at < walker.currentNode.length; at++) letters.push({ node: walker.currentNode, at });
        const text = letters.map(({ node, at }) => node.data[at]).join("");
        const size = parseFloat(getComputedStyle(heading).fontSize);
        const bottom = ({ node, at }) => {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          return range.getClientRects()[0]?.bottom;
        };
        const look = (phrase, start) => {
          if ((phrase.length + 1) * size * 1.1 > heading.clientWidth) return;
          const [first, last] = [letters[start], letters[start + phrase.length - 1]].map(bottom);
          if (first !== undefined && last !== undefined && Math.abs(first - last) > size / 2) broken.push(`${phrase}: ${text.trim()}`);
        };
        for (const phrase of phrases) {
          for (let start = text.indexOf(phrase); start >= 0; start = text.indexOf(phrase, start + 1)) look(phrase, start);
        }
        // What stands between two marks is a phrase as well.
        if (!heading.querySelector("wbr")) continue;
        for (const node of new Set(letters.map((letter) => letter.node))) {
          const start = letters.findIndex((letter) => letter.node === node);
          for (const { 0: phrase, index } of node.data.matchAll(/[\p{L}\p{N}ー]+/gu)) look(phrase, start + index);
        }
      }
      return broken;
    },
    [HEADINGS, PHRASES],
  );

test("headings break between phrases without auto-phrase (S18)", async (context) => {
  const { home, ...named } = namedPages(site.pages);
  const pages = [home, ...Object.values(named).filter(Boolean)].slice(0, 10);
  let marks = 0;
  const faults = [];
  for (const { path } of pages) {
    const { page, close } = await openPlain(path);
    try {
      marks += await page.locator("h1 wbr, h2 wbr, h3 wbr").count();
      faults.push(...(await findBroken(page)).map((fault) => `${path}: ${fault}`));
    } finally {
      await close();
    }
  }
  context.diagnostic(`${pages.length} pages, ${marks} marks in headings`);
  assert.ok(pages.length === 10 && marks > 20, "there are pages with marks");
  assert.deepEqual(faults, []);
});

test("broken phrases would be found", async () => {
  const { page, close } = await openPlain("/");
  try {
    await page.evaluate(() => {
      const heading = document.querySelector("h1");
      heading.style.wordBreak = "break-all";
      heading.style.textWrap = "wrap";
      heading.textContent = "会員登録あいう".repeat(12);
    });
    assert.ok((await findBroken(page)).length > 0, "a phrase over two lines is found");
  } finally {
    await close();
  }
});

test("marks stay out of what machines read (S18)", () => {
  for (const { path, html } of site.pages) {
    const read = [...html.matchAll(/<title[^>]*>[^]*?<\/title>|<script[^>]*>[^]*?<\/script>|<(?:meta|a|img|input)\b[^>]*>/g)];
    const marked = read.find(([text]) => text.includes("<wbr"));
    assert.equal(marked, undefined, `${path}: ${marked?.[0].slice(0, 200)}`);
  }
});
