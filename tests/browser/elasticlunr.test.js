// The search library that the program puts beside elasticlunr indices, and what it finds in them.

import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { createContext, runInContext } from "node:vm";

import { parse } from "acorn";

import { launchBrowser, openPage } from "./support/browser.js";
import { serveFolder } from "./support/server.js";
import { REPOSITORY, buildSite, temporaryFolder } from "./support/site.js";

const LANGUAGES = join(REPOSITORY, "src/engine/site/search/library/languages");
const INDEX = join(REPOSITORY, "tests/conformance/expected/search-elasticlunr-js/search_index.en.js");
// Small documents, and what elasticlunr.js 0.9.5 finds in them and in a recorded index: queries, the names of settings,
// and the results as pairs of document and score.
const EXPECTED = JSON.parse(await readFile(new URL("support/elasticlunr.json", import.meta.url), "utf8"));
const WORDS = 700;

let codes;
let project;
let site;
let source;

const page = (title, body) => `+++\ntitle = "${title}"\n+++\n\n${body}\n`;

before(async () => {
  codes = (await readdir(LANGUAGES)).map((name) => name.replace(".js", ""));
  project = await temporaryFolder();
  const add = async (path, text) => {
    await mkdir(dirname(join(project.folder, path)), { recursive: true });
    await writeFile(join(project.folder, path), text);
  };
  const languages = codes.map((code) => `[languages.${code}]\nbuild_search_index = true\n`).join("");
  await add("zola.toml", `base_url = "https://example.org"\nbuild_search_index = true\n${languages}`);
  const scripts = `<script src="/elasticlunr.min.js"></script><script src="/search_index.de.js"></script>`;
  await add("templates/index.html", `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${scripts}`);
  await add("templates/page.html", "{{ page.content | safe }}");
  for (const code of ["en", ...codes]) {
    const name = code === "en" ? "" : `.${code}`;
    await add(`content/_index${name}.md`, page("", ""));
    await add(`content/words${name}.md`, page("", await madeUpWords(code)));
  }
  await add("content/haus.de.md", page("Häuser", "Die Häuser und die Wälder, zwischen denen wir wohnten."));
  await add("content/wald.de.md", page("Wald", "Der Wald ist still."));
  site = await buildSite({ root: project.folder, args: [] });
  source = await readFile(join(site.folder, "elasticlunr.min.js"), "utf8");
});

after(async () => {
  await site?.remove();
  await project?.remove();
});

// Words with letters, common words and endings of a language, always the same ones, twenty a line.
async function madeUpWords(code) {
  const file = code === "en" ? join(LANGUAGES, "../english.js") : join(LANGUAGES, `${code}.js`);
  const texts = (await readFile(file, "utf8")).match(/"[^"]*"/g).join(" ");
  const parts = [...new Set(texts.toLowerCase().split(/[^\p{L}]+/u))].filter((part) => part.length < 9);
  const letters = [...new Set(parts.join(""))];
  let state = 20261121;
  const pick = (list) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return list[Math.floor((state / 2147483648) * list.length)];
  };
  const some = (most, list) => Array.from({ length: Math.floor(pick([0, 1, 2, 3, 4, 5, 6]) % most) }, () => pick(list));
  const words = Array.from({ length: WORDS }, () => [...some(7, letters), ...some(4, parts)].join(""));
  return [...parts, ...words].map((word, at) => (at % 20 === 0 ? `\n${word}` : word)).join(" ");
}

// The library as a script of a page finds itself in it.
function load(text = source) {
  const page = createContext({});
  page.self = page;
  runInContext(text, page);
  return page.elasticlunr;
}

async function readIndex(path) {
  return JSON.parse((await readFile(path, "utf8")).replace("window.searchIndex = ", ""));
}

async function openIndex(library, code) {
  return library.Index.load(await readIndex(join(site.folder, `search_index.${code}.js`)));
}

const plain = (results) => Array.from(results, ({ ref, score }) => [ref, Number(score.toFixed(9))]);
const found = (results) => Array.from(results, ({ ref }) => ref.replace(/.*\/([a-z]+)\/$/, "$1")).sort();

function bookshelf(library) {
  const index = library(function () {
    this.setRef("id");
    this.addField("title");
    this.addField("body");
  });
  EXPECTED.documents.forEach(([id, title, body]) => index.addDoc({ id, title, body }));
  return index;
}

test("finds what elasticlunr.js finds, in the same order with the same scores", async () => {
  const library = load();
  const made = bookshelf(library);
  const loaded = library.Index.load(JSON.parse(JSON.stringify(made)));
  for (const [query, settings, expected] of EXPECTED.cases) {
    for (const index of [made, loaded]) {
      assert.deepEqual(plain(index.search(query, EXPECTED.settings[settings])), expected, `${query} (${settings})`);
    }
  }
  const recorded = library.Index.load(await readIndex(INDEX));
  for (const [query, settings, expected] of EXPECTED.recorded) {
    assert.deepEqual(plain(recorded.search(query, EXPECTED.settings[settings])), expected, `${query} (${settings})`);
  }
  assert.equal(recorded.search("running")[0].doc.title, "Running apples & pears");
});

test("makes of every word what the index has made of it, in each language", async () => {
  const library = load();
  for (const code of ["en", ...codes]) {
    const index = await openIndex(library, code);
    const docs = Object.keys(index.documentStore.docs).map((ref) => index.documentStore.getDoc(ref));
    const words = docs.flatMap(({ title, body }) => library.tokenizer(`${title} ${body}`));
    const stems = new Set(index.pipeline.run(words));
    const { body } = index.index;
    const known = new Set(body.expandToken("", [], body.root));
    assert.ok(known.size > WORDS / 2, `${code} has ${known.size} words`);
    assert.deepEqual([...known].filter((word) => !stems.has(word)), [], `${code}: only in the index`);
    assert.deepEqual([...stems].filter((word) => !known.has(word)), [], `${code}: not in the index`);
  }
});

test("finds other forms of a word, and asks for all words but common ones", async () => {
  const index = await openIndex(load(), "de");
  const all = { bool: "AND" };
  assert.deepEqual(found(index.search("Haus", all)), ["haus"]);
  assert.deepEqual(found(index.search("die Wälder", all)), ["haus", "wald"]);
  // `aber` is nowhere in the site, `zwischen` in one page of it; both are too common to be asked for.
  assert.deepEqual(found(index.search("aber zwischen dem Walde", all)), ["haus", "wald"]);
  assert.deepEqual(found(index.search("Haus Einhorn", all)), []);
  assert.deepEqual(found(index.search("wohn", { expand: true })), ["haus"]);
});

test("is a script, a module and what a loader asks for", () => {
  const commonJs = { module: { exports: {} } };
  runInContext(source, createContext(commonJs));
  assert.equal(commonJs.module.exports.version, "0.9.5");
  const loader = { define: Object.assign((make) => (loader.made = make()), { amd: {} }) };
  runInContext(source, createContext(loader));
  assert.equal(loader.made.version, "0.9.5");
  const page = createContext({});
  page.self = page;
  runInContext(source, page);
  assert.equal(page.lunr, page.elasticlunr, "plug-ins of lunr find it");
  parse(source, { ecmaVersion: 2015 });
});

test("lets a site change how words are split, dropped and kept", () => {
  const library = load();
  const words = (text) => Array.from(library.tokenizer(text));
  assert.deepEqual(words(" A b-C  d "), ["a", "b", "c", "d"]);
  assert.deepEqual(words(["X y", null, 3]), ["x", "y", "3"]);
  assert.deepEqual([...words(null), ...words(undefined)], []);
  library.tokenizer.setSeperator(/;/);
  assert.deepEqual(words("a b;c"), ["a b", "c"]);
  library.tokenizer.resetSeperator();
  assert.deepEqual(words("a b;c"), ["a", "b;c"]);

  const dropped = (word) => library.stopWordFilter(word) === undefined;
  assert.ok(dropped("the") && !dropped("boat"));
  library.clearStopWords();
  library.addStopWords(["boat"]);
  assert.ok(!dropped("the") && dropped("boat"));
  library.resetStopWords();
  assert.ok(dropped("the") && !dropped("boat"));

  const index = bookshelf(library);
  index.pipeline.remove(library.stemmer);
  assert.deepEqual(found(index.search("trains")), []);
  library.tokenizer = (text) => text.split("+");
  assert.deepEqual(found(index.search("school+river")), ["ferry", "festival", "school", "walks"]);
});

test("takes documents in and out", () => {
  const library = load();
  const index = bookshelf(library);
  const events = [];
  index.on("add", "remove", "update", (doc) => events.push(doc.id));
  index.removeDoc({ id: "boats" });
  index.updateDoc({ id: "ferry", title: "The bridge", body: "A bridge replaces it." });
  index.addDoc({ id: "new", title: "A canoe" });
  index.removeDocByRef("nowhere");
  assert.deepEqual(events, ["boats", "ferry", "new"]);
  assert.equal(index.documentStore.length, EXPECTED.documents.length);
  assert.deepEqual(found(index.search("bridge canoe keel timetable")), ["ferry", "new"]);
  assert.equal(index.documentStore.getDoc("boats"), null);
  assert.deepEqual([...index.getFields()], ["title", "body"]);
});

test("refuses an index whose functions it does not know", async () => {
  const index = await readIndex(INDEX);
  assert.throws(() => load().Index.load({ ...index, pipeline: ["stemmer-tlh"] }), /stemmer-tlh/);
});

test("works in a page of the site", async () => {
  const browser = await launchBrowser();
  const server = await serveFolder(site.folder);
  const { page, complaints, close } = await openPage(browser);
  try {
    await page.goto(server.address);
    const refs = await page.evaluate(() => {
      const options = { fields: { title: { boost: 2 }, body: { boost: 1 } }, expand: true };
      return elasticlunr.Index.load(window.searchIndex).search("Wälder", options).map(({ ref }) => ref);
    });
    assert.deepEqual(refs, ["https://example.org/de/wald/", "https://example.org/de/haus/"]);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
    await server.close();
    await browser.close();
  }
});
