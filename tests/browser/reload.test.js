// Pages that are open in a browser while `tsubame serve` runs and somebody edits the site.

import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout } from "node:timers/promises";

import { launchBrowser, openPage } from "./support/browser.js";
import { namedPages } from "./support/pages.js";
import { startPreview } from "./support/preview.js";
import { copySite, openSite, temporaryFolder } from "./support/site.js";

// A debug build makes the whole of this repository's site, beside the browsers of other tests.
const OWN_SITE_PATIENCE_MS = 240_000;

const WAIT = { timeout: 20_000 };
const PARAGRAPHS = Array.from({ length: 120 }, (_, at) => `段落${at}。けやきの葉が落ちはじめました。`).join("\n\n");
const BASE = `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>{% block title %}{{ config.title }}{% endblock title %}</title>
<link rel="stylesheet" href="{{ get_url(path="site.css") | safe }}"></head>
<body>{% block main %}{% endblock main %}</body></html>
`;
const FILES = {
  "zola.toml": 'base_url = "https://example.jp"\ntitle = "小さな庭"\ncompile_sass = true\n',
  "content/_index.md": '+++\ntitle = "庭"\n+++\n',
  "content/first.md": `+++\ntitle = "はじめ"\n+++\n\n最初の文です。\n\n${PARAGRAPHS}\n`,
  "content/second.md": '+++\ntitle = "つぎ"\n+++\n\n二枚目の文です。\n',
  "templates/base.html": BASE,
  "templates/index.html":
    '{% extends "base.html" %}{% block main %}<main><h1>{{ section.title }}</h1><ul>{% for page in section.pages %}<li><a href="{{ page.permalink | safe }}">{{ page.title }}</a></li>{% endfor %}</ul></main>{% endblock main %}',
  "templates/page.html": '{% extends "base.html" %}{% block main %}<main><h1>{{ page.title }}</h1>{{ page.content | safe }}</main>{% endblock main %}',
  "sass/site.scss": "$tone: rgb(10, 20, 30);\nbody { color: $tone; }\n",
};

let browser;
let project;
let preview;

const write = async (path, text) => {
  const file = join(project.folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
};

before(async () => {
  [browser, project] = await Promise.all([launchBrowser(), temporaryFolder()]);
  for (const [path, text] of Object.entries(FILES)) await write(path, text);
  preview = await startPreview(project.folder);
});

// Puts the site back, and waits until the preview has built it: a mark that is written last is shown last.
let marks = 0;
beforeEach(async () => {
  for (const [path, text] of Object.entries(FILES)) {
    if ((await readFile(join(project.folder, path), "utf8")) !== text) await write(path, text);
  }
  const mark = `目印その${(marks += 1)}。`;
  await write("content/mark.md", `+++\ntitle = "目印"\n+++\n\n${mark}\n`);
  const shown = async () => (await fetch(new URL("mark/", preview.address))).text();
  for (const until = Date.now() + WAIT.timeout; !(await shown()).includes(mark); await setTimeout(50)) {
    assert.ok(Date.now() < until, "the preview shows what was written");
  }
});

after(async () => {
  await browser?.close();
  await preview?.stop();
  await project?.remove();
});

// Opens a page of the preview, marks its window, and runs `body`. `isSame()` tells whether the window still carries the
// mark, that is whether nothing has loaded the page again.
async function withPage(path, body, { address = preview.address } = {}) {
  const { page, close } = await openPage(browser, { viewport: { width: 800, height: 600 } });
  try {
    const connected = page.waitForEvent("websocket");
    await page.goto(new URL(path, address).href);
    const socket = await connected;
    if (!socket.isClosed()) await socket.waitForEvent("framereceived", { timeout: 5000 }).catch(() => {});
    await page.evaluate(() => (window.mark = "the first load"));
    const isSame = () => page.evaluate(() => window.mark === "the first load");
    await body(page, isSame);
  } finally {
    await close();
  }
}

const shows = (page, text) => page.getByText(text).first().waitFor(WAIT);
const overlay = (page) => page.locator("tsubame-fault dialog");
const edit = (path, from, to) => write(path, FILES[path].replace(from, to));

test("an edited page shows the change by itself, at the same place", async () => {
  await withPage("first/", async (page, isSame) => {
    await page.evaluate(() => scrollTo(0, 1500));
    await edit("content/first.md", "最初の文です。", "書きかえた文です。");
    await shows(page, "書きかえた文です。");
    assert.equal(await isSame(), false, "it was loaded again");
    await page.waitForFunction(() => Math.abs(scrollY - 1500) < 40, undefined, WAIT);
    assert.equal(await page.getByText("最初の文です。").count(), 0);
  });
});

test("a template and a title that lists show come through", async () => {
  await withPage("", async (page) => {
    await edit("content/second.md", "つぎ", "つぎの話");
    await shows(page, "つぎの話");
    await edit("templates/index.html", "<h1>", "<p>新しい前書き</p><h1>");
    await shows(page, "新しい前書き");
  });
});

test("a page that a change does not concern stays as it is", async () => {
  await withPage("first/", async (page, isSame) => {
    await edit("content/second.md", "二枚目の文です。", "二枚目を直しました。");
    // The other page has the change; a message for this one would have come before.
    await withPage("second/", (second) => shows(second, "二枚目を直しました。"));
    await page.waitForTimeout(300);
    assert.equal(await isSame(), true);
  });
});

test("styles are swapped while the page stands", async () => {
  await withPage("first/", async (page, isSame) => {
    await page.evaluate(() => scrollTo(0, 900));
    await edit("sass/site.scss", "rgb(10, 20, 30)", "rgb(200, 0, 0)");
    await page.waitForFunction(() => getComputedStyle(document.body).color === "rgb(200, 0, 0)", undefined, WAIT);
    assert.equal(await isSame(), true, "nothing was loaded again");
    assert.equal(await page.evaluate(() => scrollY), 900);
    await page.waitForFunction(() => document.querySelectorAll("link[rel=stylesheet]").length === 1, undefined, WAIT);
  });
});

test("a broken template is shown over the last good page, and goes when it is mended", async () => {
  await withPage("first/", async (page) => {
    await edit("templates/page.html", "{{ page.title }}", "{{ page.title | no_such_filter }}");
    await overlay(page).waitFor(WAIT);
    const text = await overlay(page).innerText();
    assert.match(text, /templates\/page\.html/, "the file");
    assert.match(text, /no_such_filter/, "the excerpt");
    assert.ok((await page.locator("main").textContent()).includes("最初の文です。"), "the last good page stays");
    await write("templates/page.html", FILES["templates/page.html"].replace("<h1>", '<h1 class="mended">'));
    await overlay(page).waitFor({ state: "detached", ...WAIT });
    await page.locator("h1.mended").waitFor(WAIT);
  });
});

test("a page opened while the site is broken says so too", async () => {
  await write("content/second.md", '+++\ntitle = "つぎ\n+++\n');
  await withPage("", (page) => overlay(page).waitFor(WAIT));
  await withPage("first/", async (page) => {
    await overlay(page).waitFor(WAIT);
    assert.match(await overlay(page).innerText(), /content\/second\.md/);
    await write("content/second.md", FILES["content/second.md"]);
    await overlay(page).waitFor({ state: "detached", ...WAIT });
  });
});

test("new pages are there, and deleted ones are gone", async () => {
  await withPage("", async (page) => {
    await write("content/third.md", '+++\ntitle = "三枚目"\n+++\n\n増えました。\n');
    await shows(page, "三枚目");
    assert.equal((await fetch(new URL("third/", preview.address))).status, 200);
    await rm(join(project.folder, "content/third.md"));
    await page.getByText("三枚目").waitFor({ state: "detached", ...WAIT });
    assert.equal((await fetch(new URL("third/", preview.address))).status, 404);
  });
});

test("a page finds the server again after it was stopped and started", async () => {
  await withPage("first/", async (page, isSame) => {
    await preview.stop();
    await edit("content/first.md", "最初の文です。", "止まっている間の文です。");
    assert.equal(await isSame(), true);
    preview = await startPreview(project.folder, preview.port);
    await shows(page, "止まっている間の文です。");
    // The new connection works like the old one.
    await edit("content/first.md", "最初の文です。", "つながったあとの文です。");
    await shows(page, "つながったあとの文です。");
  });
});

test("CROSS SENDAI itself: an article changes, a style is swapped, a template breaks and is mended", async () => {
  const copy = await copySite();
  let served;
  const built = await openSite();
  try {
    const { article } = namedPages(built.pages);
    served = await startPreview(copy.folder);
    const path = join(copy.folder, "content", article.path);
    const file = await readFile(`${path}index.md`, "utf8").then(() => `${path}index.md`, () => `${path.replace(/\/$/, "")}.md`);
    await withPage(encodeURI(article.path), async (page, isSame) => {
      const sheets = join(copy.folder, "themes/cross-sendai/sass/site.scss");
      await writeFile(sheets, `${await readFile(sheets, "utf8")}\nbody { outline-color: rgb(1, 2, 3); }\n`);
      await page.waitForFunction(() => getComputedStyle(document.body).outlineColor === "rgb(1, 2, 3)", undefined, { timeout: OWN_SITE_PATIENCE_MS });
      assert.equal(await isSame(), true, "the style is swapped");
      await writeFile(file, `${await readFile(file, "utf8")}\n\nいま書き足した一文です。\n`);
      await page.getByText("いま書き足した一文です。").waitFor({ timeout: OWN_SITE_PATIENCE_MS });
      const template = join(copy.folder, "themes/cross-sendai/templates/base.html");
      const good = await readFile(template, "utf8");
      await writeFile(template, good.replace("</head>", "{{ broken( }}</head>"));
      await overlay(page).waitFor({ timeout: OWN_SITE_PATIENCE_MS });
      assert.match(await overlay(page).innerText(), /base\.html/);
      await writeFile(template, good);
      await overlay(page).waitFor({ state: "detached", timeout: OWN_SITE_PATIENCE_MS });
      await page.getByText("いま書き足した一文です。").waitFor();
    }, { address: served.address });
  } finally {
    await served?.stop();
    await built.close();
    await copy.remove();
  }
});
