// Every HTML file of the site, read by validators: as the templates write it, and as it is sent.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { parse, serialize } from "parse5";

import { asBuilt, asRedirect, asWritten } from "./htmlvalidate.config.js";
import { assertNoFaults } from "./support/faults.js";
import { findPages } from "./support/pages.js";
import { buildSite, copySite, openSite } from "./support/site.js";

let site;

before(async () => {
  site = await openSite();
});

after(() => site?.close());

const validators = new Map([asWritten, asBuilt, asRedirect].map((config) => [config, new HtmlValidate(new StaticConfigLoader(config))]));

async function findFaults(html, config) {
  const { results } = await validators.get(config).validateString(withoutMisread(html));
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector ?? "document"})`));
}

// Two things that html-validate reads otherwise than the standard: an ideographic space in an id is no white space of
// HTML, and what stands in a template is filled in before it is shown.
const withoutMisread = (html) =>
  html
    .replace(/(?<=\s(id|for|aria-labelledby|aria-describedby)=)("[^"]*"|[^\s">]+)/g, (value) => value.replaceAll("\u3000", "_"))
    .replace(/(<template[^>]*>)[\s\S]*?(<\/template>)/g, "$1$2");

// What a browser forgives while it reads the bytes: the errors that the standard names. Then the page as the browser
// understood it, with every tag that the minifier may leave out.
async function findBuiltFaults({ html, isRedirect }) {
  const errors = [];
  const tree = parse(html, { onParseError: ({ code, startLine, startCol }) => errors.push(`${code} (${startLine}:${startCol})`) });
  return [...errors, ...(await findFaults(serialize(tree), isRedirect ? asRedirect : asBuilt))];
}

async function faultsOf(pages, find) {
  const found = [];
  for (const page of pages) {
    for (const fault of await find(page)) found.push({ path: page.path, fault });
  }
  return found;
}

test("no page has an error as it is sent", async (context) => {
  assert.ok(site.pages.length > 0, "there are pages");
  context.diagnostic(`${site.pages.length} pages`);
  assertNoFaults(await faultsOf(site.pages, findBuiltFaults));
});

test("no page has an error as the templates write it", async () => {
  const project = await copySite();
  let built;
  try {
    const config = join(project.folder, "zola.toml");
    const text = await readFile(config, "utf8");
    await writeFile(config, text.replace(/^minify_html = true$/m, "minify_html = false"));
    built = await buildSite({ root: project.folder });
    assertNoFaults(await faultsOf(await findPages(built.folder), (page) => findFaults(page.html, page.isRedirect ? asRedirect : asWritten)));
  } finally {
    await built?.remove();
    await project.remove();
  }
});

test("errors would be found", async () => {
  const home = site.pages.find(({ path }) => path === "/").html;
  const planted = home.replace(/<\/main>/, '<i id="twice"></i><i id="twice"></i><ul><div>no item</div></ul><img src="/a.png"><a href="/" href="/x">&#x0;</a></main>');
  assert.notEqual(planted, home, "the faults are planted");
  const rules = (await findBuiltFaults({ html: planted, isRedirect: false })).map((fault) => fault.split(/[: ]/)[0]);
  for (const rule of ["no-dup-id", "element-permitted-content", "wcag/h37", "duplicate-attribute", "null-character-reference"]) {
    assert.ok(rules.includes(rule), `${rule} in ${rules}`);
  }
  const written = await findFaults("<!doctype html><html lang=\"ja\"><head><title>x</title></head><body><p><div>x</div></p></body></html>", asWritten);
  assert.ok(written.length > 0, "a block in a paragraph");
});
