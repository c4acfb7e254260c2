// The page of an event and its form, by the keyboard alone: with scripts and without.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "./support/browser.js";
import { namedPages } from "./support/pages.js";
import { someSeats } from "./support/seats.js";
import { openSite } from "./support/site.js";

const CAMPAIGN = { utm_source: "line", utm_medium: "social", utm_campaign: "autumn-2026" };
// More stops than any page has.
const MOST_STOPS = 300;

let site;
let browser;
let event;

before(async () => {
  site = await openSite({ passedOn: someSeats });
  event = namedPages(site.pages).event;
  browser = await launchBrowser({ site });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

async function withEvent(body, { query = "", ...options } = {}) {
  const { page, complaints, close } = await openPage(browser, { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
  try {
    await page.goto(`${site.url(event.path)}${query}`, { waitUntil: "load" });
    await body(page);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

// Marks what the keyboard should reach, in the order of the document: of a group of radio buttons, one is enough.
function markStops() {
  const groups = new Set();
  let at = 0;
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")) {
    if (element.tabIndex < 0 || element.disabled || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.type === "radio") {
      const group = `${element.form?.id}/${element.name}`;
      if (groups.has(group)) continue;
      groups.add(group);
    }
    element.dataset.stop = String(at++);
  }
  return at;
}

// Where the focus is, and whether somebody who looks can tell.
function readFocus() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  // Boxes and radio buttons may show the focus on the label around them.
  const looks = [style, ...[element.closest("label")].filter(Boolean).map((label) => getComputedStyle(label))];
  const isVisible = looks.some((look) => (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 1) || look.boxShadow !== "none");
  const box = element.getBoundingClientRect();
  const isInView = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  // A line of a link that breaks may lie beside the middle of its box.
  const parts = [...element.getClientRects()];
  const isOnTop = parts.some(({ left, top, width, height }) => {
    const found = document.elementFromPoint(left + width / 2, top + height / 2);
    return found !== null && (element.contains(found) || found.contains(element));
  });
  return { stop: element.dataset.stop ?? null, html: element.outerHTML.slice(0, 120), isVisible, isInView, isOnTop };
}

test("the first stop leads past the menu", async () => {
  await withEvent(async (page) => {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(readFocus);
    assert.ok(focus?.isVisible && focus.isInView, `the way to the text is to be seen: ${focus?.html}`);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.hash !== "");
    const target = await page.evaluate(() => document.querySelector(location.hash)?.tagName);
    assert.equal(target, "MAIN");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null), "the next stop is in the text");
  });
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with scripts" : "without scripts";
  for (const width of [390, 1280]) {
    test(`every control is reached in order, and seen, ${how}, at ${width} px`, async () => {
      const options = { javaScriptEnabled, viewport: { width, height: 800 } };
      await withEvent(async (page) => {
        const count = await page.evaluate(markStops);
        assert.ok(count > 15 && count < MOST_STOPS, `${count} stops`);
        const faults = [];
        const reached = [];
        for (let at = 0; at < count + 5; at += 1) {
          await page.keyboard.press("Tab");
          const focus = await page.evaluate(readFocus);
          if (focus === null) break;
          if (focus.stop === null) faults.push(`no stop: ${focus.html}`);
          if (!focus.isVisible) faults.push(`the focus is not to be seen: ${focus.html}`);
          if (!focus.isInView || !focus.isOnTop) faults.push(`the focus is out of sight: ${focus.html}`);
          reached.push(Number(focus.stop));
        }
        const missed = Array.from({ length: count }, (_, at) => at).filter((at) => !reached.includes(at));
        for (const at of missed) faults.push(`not reached: ${await page.locator(`[data-stop="${at}"]`).evaluate((element) => element.outerHTML.slice(0, 120))}`);
        if (reached.some((stop, at) => at > 0 && stop < reached[at - 1])) faults.push(`out of order: ${reached}`);
        assert.deepEqual(faults, []);
      }, options);
    });
  }

  test(`an empty form is not sent, and the focus goes to what is wrong, ${how}`, async () => {
    await withEvent(async (page) => {
      const sent = site.server.posts.length;
      await focusSubmit(page);
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement?.type !== "submit", undefined, { timeout: 5000 });
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        const leads = [...element.querySelectorAll('a[href^="#"]')].map((link) => document.querySelector(link.getAttribute("href")));
        return { html: element.outerHTML.slice(0, 200), isField: element.matches("form :is(input, select, textarea):invalid"), leads: leads.length, areThere: leads.every(Boolean) };
      });
      assert.ok(focus.isField || (focus.leads > 0 && focus.areThere), `the focus is on ${focus.html}`);
      if (focus.leads > 0) {
        // The summary leads to the first wrong field, which is marked as wrong and says why.
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        const field = await page.evaluate(() => {
          const element = document.activeElement;
          const texts = (element.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
          return { isField: element.matches("form :is(input, select, textarea)"), invalid: element.getAttribute("aria-invalid"), said: texts.join(" ").trim() };
        });
        assert.deepEqual({ ...field, said: field.said !== "" }, { isField: true, invalid: "true", said: true });
      }
      assert.equal(site.server.posts.length, sent, "nothing was sent");
    }, { javaScriptEnabled });
  });

  test(`the form is filled and sent, ${how}`, async () => {
    const query = `?${new URLSearchParams(CAMPAIGN)}`;
    await withEvent(async (page) => {
      const sent = site.server.posts.length;
      const trap = await page.evaluate(() => [...document.querySelectorAll("main form[method=post] [aria-hidden=true] input")].map(({ name, type, tabIndex }) => ({ name, type, tabIndex })));
      assert.equal(trap.length, 1, "there is one field for machines");
      assert.equal(trap[0].tabIndex, -1, "which the keyboard does not reach");
      const names = await fillByKeyboard(page);
      assert.ok(names.includes("email") && names.includes("consent"), `filled: ${names}`);
      await focusSubmit(page);
      await page.keyboard.press("Enter");
      await page.getByText(/受け付けました|送信しました/).first().waitFor();
      assert.equal(site.server.posts.length, sent + 1, "it is sent once");
      const { path, fields } = site.server.posts.at(-1);
      assert.match(path, /forms\/event$/);
      for (const name of names) assert.ok([...fields.getAll(name)].some((value) => value !== ""), `${name} has arrived`);
      assert.match(fields.get("consent_version") ?? "", /\S/, "the version of the text that was agreed to");
      assert.match(fields.get("form_version") ?? "", /\S/);
      assert.equal(fields.get(trap[0].name), "", "the field for machines is empty");
      assert.ok(fields.has("accommodation"), "what somebody needs can be said");
      assert.ok((fields.get("event") ?? "").length > 0, "which event");
      for (const [name, value] of Object.entries(CAMPAIGN)) assert.equal(fields.get(name), javaScriptEnabled ? value : "", `${name} tells where the visit came from`);
    }, { javaScriptEnabled, query });
  });
}

// A button sends its form unless it says otherwise; the minifier leaves `type=submit` out.
const focusSubmit = (page) => page.locator("main form[method=post] button:not([type=button], [type=reset])").last().focus();

// Answers every field as a person would, stop by stop with Tab, and gives their names. What an answer brings to light
// is answered too.
async function fillByKeyboard(page) {
  const names = new Set();
  await page.locator("main form[method=post] :is(input, select, textarea):not([type=hidden], [tabindex='-1'])").first().focus();
  for (let at = 0; at < MOST_STOPS; at += 1) {
    const field = await page.evaluate(() => {
      const { type, name, tagName, checked, maxLength, form } = document.activeElement;
      return { type, name, tagName, checked, maxLength, isIn: form?.method === "post" };
    });
    if (field.type === "submit" && field.isIn) return [...names];
    if (field.name && field.isIn) {
      await answer(page, field);
      names.add(field.name);
    }
    await page.keyboard.press("Tab");
  }
  throw new Error("the button that sends the form is not reached");
}

async function answer(page, { type, tagName, checked, maxLength }) {
  if (type === "radio" || type === "checkbox") return checked ? undefined : page.keyboard.press("Space");
  if (tagName === "SELECT") return page.keyboard.press("ArrowDown");
  if (type === "email") return page.keyboard.type("sato@example.jp");
  if (type === "tel") return page.keyboard.type("0312345678");
  if (type === "number") return page.keyboard.type("1");
  if (type === "date") return page.keyboard.type("20270101");
  return page.keyboard.insertText("さとう".slice(0, maxLength > 0 ? maxLength : undefined));
}
