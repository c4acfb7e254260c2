// The search page of the site in this repository, with the index that the program makes of it. What visitors look for, and
// what they shall find first, stands in search.queries.json.

import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import axe from "axe-core";

import { launchBrowser, openPage } from "./support/browser.js";
import { serveFolder } from "./support/server.js";
import { buildSite, copySite } from "./support/site.js";

// A word with letters on both sides, as words in Japanese have, on a page that the tests add.
const WORD = "満天星";
const SENTENCE = `坂の途中には${WORD}の生け垣が続いています。`;
// On so many pages that results come in two parts.
const COMMON = "棚卸帳";
const COMMON_PAGES = 13;

let browser;
let project;
let site;
let server;

const article = (title, text) => `+++
title = "${title}"
description = "サイトの検索を試すために置いた、架空の読みものです。"
date = 2026-01-01

[taxonomies]
tags = ["働き方"]
areas = ["青葉区"]
+++

${text}
`;

before(async () => {
  [browser, project] = await Promise.all([launchBrowser(), copySite()]);
  const articles = join(project.folder, "content/articles");
  await writeFile(join(articles, "saka.md"), article("坂の話 <1>", `## 道のり\n\n${SENTENCE}A & B <b>も</b>。`));
  for (let at = 1; at <= COMMON_PAGES; at += 1) {
    await writeFile(join(articles, `tana-${at}.md`), article(`帳面の${at}冊目`, `倉庫では${COMMON}を見ます。`));
  }
  site = await buildSite({ root: project.folder });
  server = await serveFolder(site.folder);
});

after(async () => {
  await browser?.close();
  await server?.close();
  await site?.remove();
  await project?.remove();
});

// Runs `body` with a page, and expects that the browser has nothing to complain about but what is `allowed`.
async function withPage(path, body, { address = server.address, allowed, ...options } = {}) {
  const { page, complaints, close } = await openPage(browser, options);
  try {
    await page.goto(new URL(path, address).href);
    await body(page);
    assert.deepEqual(complaints.filter((complaint) => !allowed?.test(complaint)), []);
  } finally {
    await close();
  }
}

const field = (page) => page.getByRole("searchbox", { name: "さがすことば" });
const results = (page) => page.getByRole("list", { name: /^検索結果/ });
const links = (page) => results(page).getByRole("link");
const find = async (page, words) => {
  await page.goto(new URL(`search/?q=${encodeURIComponent(words)}`, server.address).href);
  await status(page, /見つか|探せません/);
  return page.getByRole("status").textContent();
};
const status = (page, text) => page.getByRole("status").filter({ hasText: text }).waitFor();
const paths = (page) => links(page).evaluateAll((all) => all.map((link) => link.pathname));

test("a word inside a sentence is found while it is typed", async () => {
  await withPage("search/", async (page) => {
    const asked = server.requests.filter((path) => path.startsWith("/pagefind/"));
    assert.deepEqual(asked, [], "nothing of the index is loaded before somebody searches");
    await field(page).pressSequentially(WORD, { delay: 20 });
    await status(page, "1件見つかりました");
    assert.deepEqual(await paths(page), ["/articles/saka/"]);
    assert.equal(await links(page).textContent(), "坂の話 <1>");
    const entry = results(page).getByRole("listitem");
    assert.equal(await entry.locator("mark").allTextContents().then((all) => all.join("")), WORD);
    const excerpt = await entry.locator(".search-excerpt").textContent();
    assert.ok(excerpt.includes(`${SENTENCE}A & B も。`), excerpt);
    assert.equal(await entry.locator(".badge").first().textContent(), "読みもの");
    assert.match(await entry.locator(".search-why").textContent(), /本文$/);
    assert.equal(new URL(page.url()).searchParams.get("q"), WORD);
  });
});

test("an address holds a search", async () => {
  await withPage(`search/?q=${encodeURIComponent(WORD)}`, async (page) => {
    await status(page, "1件見つかりました");
    assert.equal(await field(page).inputValue(), WORD);
    assert.deepEqual(await paths(page), ["/articles/saka/"]);
    await page.getByRole("combobox", { name: "種類" }).selectOption("動画");
    await status(page, "見つかりませんでした");
    assert.equal(new URL(page.url()).searchParams.get("kind"), "動画");
    await page.reload();
    await status(page, "見つかりませんでした");
    await page.getByRole("combobox", { name: "種類" }).selectOption("読みもの");
    await status(page, "1件見つかりました");
  });
});

test("what is on no page is found nowhere, and an empty field asks nothing", async () => {
  await withPage("search/?q=鰐淵寺縁起絵巻", async (page) => {
    await status(page, "「鰐淵寺縁起絵巻」に合うページは見つかりませんでした");
    assert.deepEqual(await paths(page), []);
    await field(page).fill("");
    await page.getByRole("status").filter({ hasNotText: /./ }).waitFor({ state: "attached" });
    assert.equal(new URL(page.url()).search, "");
  });
});

test("navigation, dates and the search page itself are not found", async () => {
  await withPage(`search/?q=${encodeURIComponent('"生け垣が続いています"')}`, (page) => status(page, "1件見つかりました"));
  for (const words of ["公式LINEに登録する", "本文へ移動"]) {
    await withPage(`search/?q=${encodeURIComponent(`"${words}"`)}`, (page) => status(page, "見つかりませんでした"));
  }
});

test("more results come on demand, and the focus goes on with them", async () => {
  await withPage(`search/?q=${COMMON}`, async (page) => {
    await status(page, `${COMMON_PAGES}件見つかりました（10件を表示）`);
    await page.getByRole("button", { name: "さらに3件を表示する" }).press("Enter");
    await status(page, /13件見つかりました$/);
    assert.equal((await paths(page)).length, COMMON_PAGES);
    assert.equal(new Set(await paths(page)).size, COMMON_PAGES);
    assert.equal(await page.evaluate(() => document.activeElement.outerHTML), await links(page).nth(10).evaluate((link) => link.outerHTML));
    assert.equal(await page.locator("#search-more").isHidden(), true);
  });
});

test("the keyboard is enough", async () => {
  await withPage("", async (page) => {
    await page.getByRole("link", { name: "検索", exact: true }).press("Enter");
    await page.waitForURL("**/search/");
    await field(page).focus();
    await page.keyboard.type(WORD);
    await page.keyboard.press("Enter");
    await status(page, "1件見つかりました");
    for (let at = 0; at < 3; at += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/articles/saka/");
  });
});

test("nothing is searched while Japanese is being converted", async () => {
  await withPage("search/", async (page) => {
    await field(page).focus();
    const keyboard = await page.context().newCDPSession(page);
    await keyboard.send("Input.imeSetComposition", { text: "どうだん", selectionStart: 4, selectionEnd: 4 });
    await page.waitForTimeout(600);
    assert.equal(await field(page).inputValue(), "どうだん");
    assert.equal(await page.getByRole("status").textContent(), "");
    await keyboard.send("Input.insertText", { text: WORD });
    await status(page, "1件見つかりました");
  });
});

// A query shall find one of `first` among the first three results, and at least so many pages as `least` says.
test("S2, S19: what visitors look for is found first", async () => {
  const queries = JSON.parse(await readFile(new URL("search.queries.json", import.meta.url), "utf8"));
  assert.ok(queries.length >= 40);
  const missed = [];
  await withPage("search/", async (page) => {
    for (const { finding, query, first, least = 1 } of queries) {
      const said = await find(page, query);
      const found = (await paths(page)).map(decodeURI);
      const count = Number(/(\d+)件見つかりました/.exec(said)?.[1] ?? 0);
      if (!found.slice(0, 3).some((path) => first.includes(path)) || count < least) {
        missed.push(`${finding} ${query}: ${count} found, first ${found.slice(0, 3).join(" ")}`);
      }
    }
  });
  assert.deepEqual(missed, []);
});

test("S19: width, case, kana and long marks make no difference", async () => {
  await withPage("search/", async (page) => {
    for (const alike of [["リモートワーク", "ﾘﾓｰﾄﾜｰｸ", "りもーとわーく"], ["Uターン", "uターン", "Ｕターン", "ｕﾀｰﾝ"], ["デザイナー", "デザイナ", "ﾃﾞｻﾞｲﾅｰ"]]) {
      const found = [];
      for (const query of alike) found.push((await find(page, query)).replace(/。.*/su, ""));
      assert.equal(new Set(found).size, 1, `${alike}: ${found.join(" / ")}`);
    }
  });
});

test("S19: a single kana is no word, and particles are left out", async () => {
  await withPage("search/", async (page) => {
    for (const query of ["は", "の", "ﾉ", "が を"]) {
      assert.match(await find(page, query), /だけでは探せません/, query);
      assert.deepEqual(await paths(page), []);
    }
    await find(page, "家賃");
    const without = await paths(page);
    assert.ok(without.slice(0, 3).includes("/articles/rent-by-ward/"), String(without));
    await find(page, "家賃は");
    assert.deepEqual(await paths(page), without);
  });
});

test("S2: results stand by kinds with counts and reasons, and each kind has an address", async () => {
  await withPage("search/", async (page) => {
    const said = await find(page, "テレワーク");
    assert.match(said, /「リモートワーク」.*でも探しました/);
    const sections = page.locator(".search-kind");
    const counts = [];
    for (const section of await sections.all()) {
      assert.ok((await section.getByRole("listitem").count()) <= 3);
      counts.push(Number(/(\d+)件/.exec(await section.getByRole("heading", { level: 2 }).textContent())[1]));
    }
    assert.ok(counts.length >= 4);
    assert.equal(counts.reduce((sum, count) => sum + count), Number(/(\d+)件/.exec(said)[1]));
    for (const why of await page.locator(".search-why").allTextContents()) assert.match(why, /タイトル|タグ|場所|種類|会社|条件|読み|本文/);
    assert.match(await page.locator(".search-why").first().textContent(), /タグ「リモートワーク」/);
    await page.getByRole("link", { name: /^求人の結果をすべて見る（\d+件）$/ }).click();
    await status(page, /件見つかりました（10件を表示）/);
    const address = new URL(page.url());
    assert.deepEqual([address.searchParams.get("q"), address.searchParams.get("kind")], ["テレワーク", "求人"]);
    for (const path of await paths(page)) assert.match(path, /^\/jobs\//);
    await page.reload();
    await status(page, /件見つかりました（10件を表示）/);
    assert.equal(await page.getByRole("combobox", { name: "種類" }).inputValue(), "求人");
    await page.goBack();
    await status(page, "でも探しました");
    assert.ok((await sections.count()) >= 4);
  });
});

test("S2: events that are over stand last of their kind", async () => {
  await withPage("search/?q=渋谷&kind=イベント", async (page) => {
    await status(page, "件見つかりました");
    const over = await results(page).getByRole("listitem").evaluateAll((all) => all.map((one) => !one.querySelector(".search-over").hidden));
    assert.ok(over.includes(true) && over.includes(false));
    assert.deepEqual(over, [...over].sort());
  });
});

test("S2: pages for staff are not found", async () => {
  await withPage("search/", async (page) => {
    for (const query of ["編集の手引き", "文章の手引き"]) {
      await find(page, query);
      const found = await paths(page);
      assert.ok(!found.some((path) => ["/guide/", "/style/", "/survey/"].includes(path)), `${query}: ${found}`);
    }
  });
});

test("S19: where nothing is found, popular words, people to ask and the lists remain", async () => {
  await withPage("search/", async (page) => {
    assert.match(await find(page, "鰐淵寺縁起絵巻"), /「鰐淵寺縁起絵巻」に合うページは見つかりませんでした/);
    for (const name of ["相談員に聞く", "公式LINEで知らせを受け取る", "お問い合わせ"]) {
      assert.ok(await page.getByRole("main").getByRole("link", { name, exact: true }).isVisible(), name);
    }
    const words = page.getByRole("navigation", { name: "よく探されることば" }).getByRole("link");
    const offered = await words.allTextContents();
    assert.ok(offered.length >= 8);
    for (const word of offered) assert.match(await find(page, word), /^\d+件見つかりました/, word);
    await page.goto(new URL("search/", server.address).href);
    await words.first().click();
    await status(page, /^\d+件見つかりました/);
    assert.equal(await field(page).inputValue(), offered[0]);
  });
});

test("the page is as accessible with results as without", async () => {
  await withPage("search/", async (page) => {
    for (const query of ["家賃", "鰐淵寺縁起絵巻", "家賃 雪 保育園"]) {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await find(page, query);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], `${query} ${colorScheme}`);
      }
    }
    await page.setViewportSize({ width: 360, height: 740 });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  }, { bypassCSP: true });
});

test("it works below a path", async () => {
  const below = await buildSite({ root: project.folder, args: ["--base-url", "https://example.jp/sendai"] });
  const server = await serveFolder(below.folder, "/sendai/");
  // Built for another host, which gives styles and scripts, against the policy of the site; the index comes from the host
  // that the page is read from.
  const { page, complaints, close } = await openPage(browser, { bypassCSP: true });
  try {
    await page.route("https://example.jp/sendai/**", async (route) => {
      const path = new URL(route.request().url()).pathname.slice("/sendai/".length);
      const response = await fetch(new URL(path, server.address));
      await route.fulfill({
        body: Buffer.from(await response.arrayBuffer()),
        contentType: response.headers.get("content-type"),
        headers: { "access-control-allow-origin": "*" },
      });
    });
    await page.goto(new URL(`search/?q=${WORD}`, server.address).href);
    await status(page, "1件見つかりました");
    assert.deepEqual(await paths(page), ["/sendai/articles/saka/"]);
    assert.equal(new URL(await links(page).evaluate((link) => link.href)).origin, new URL(server.address).origin);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
    await server.close();
    await below.remove();
  }
});

test("a site without an index says so", async () => {
  const bare = await buildSite({ root: project.folder });
  await rm(join(bare.folder, "pagefind"), { recursive: true });
  const server = await serveFolder(bare.folder);
  try {
    const options = { address: server.address, allowed: /Failed to load resource.* 404/ };
    await withPage(`search/?q=${WORD}`, (page) => status(page, "ただいま検索を準備しています"), options);
  } finally {
    await server.close();
    await bare.remove();
  }
});

test("when the network fails, the next search tries again", async () => {
  const allowed = /Failed to load resource|ERR_|net::/;
  await withPage("search/", async (page) => {
    await page.context().setOffline(true);
    await field(page).fill(WORD);
    await status(page, "検索できませんでした");
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "検索" }).click();
    await status(page, "1件見つかりました");
  }, { allowed });
});

test("without JavaScript, the lists are offered", async () => {
  await withPage("search/", async (page) => {
    await page.locator("noscript p").waitFor();
    const lists = page.getByRole("navigation", { name: "一覧からさがす" }).getByRole("link");
    assert.ok((await lists.count()) >= 5);
  }, { javaScriptEnabled: false });
});
