// The pages of events as somebody who may come sees them: who comes, what is taken home, the button, what is off, paper.

import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { findPages, shownPages } from "./support/pages.js";
import { someSeats } from "./support/seats.js";
import { serveFolder } from "./support/server.js";
import { buildSite, copySite, openSite } from "./support/site.js";

const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true };
// The day the site is built for; see support/site.js.
const TODAY = "2026-11-21";
// An event of the site that comes to have eight speakers, one that comes to be postponed, one that comes to be cancelled.
const CROWDED = "2027-02-shibuya-family";
const POSTPONED = "2027-03-yamagata-two-cities";
const CANCELLED = "2026-12-shibuya";
const REASON = "大雪で高速バスが止まる見込みのため、来られない方が多いと判断しました。";
const TODO = "お手続きは要りません。新しい日は三月中にメールでお知らせします。";
const SPEAKERS = 8;
const MOST_OF_SPEAKERS_PX = 800;
const MOST_SHEETS = 3;
const LETTERS = { least: 700, most: 1400 };

let site;
let browser;
// The site with what editors may make of it.
let project;
let changed;

before(async () => {
  site = await openSite({ passedOn: someSeats });
  browser = await launchBrowser({ site });
  project = await copySite();
  await edit(CROWDED, crowd);
  await edit(POSTPONED, (text) => text.replace('status = "open"', `status = "postponed"\nstatus_note = "${REASON}"\nstatus_todo = "${TODO}"`));
  await edit(CANCELLED, (text) => text.replace('status = "open"', `status = "cancelled"\nstatus_note = "${REASON}"`));
  changed = await openOther({ root: project.folder });
});

after(async () => {
  await browser?.close();
  await Promise.all([site?.close(), changed?.close(), project?.remove()]);
});

// Another site, or the site at another time, beside the one that the browser knows by name. `options` are those of `buildSite`.
async function openOther(options) {
  const built = await buildSite(options);
  const [server, pages] = await Promise.all([serveFolder(built.folder, "/", someSeats), findPages(built.folder)]);
  const close = async () => {
    await server.close();
    await built.remove();
  };
  return { pages, close, url: (path) => `http://127.0.0.1:${server.port}${path}` };
}

async function edit(event, change) {
  const file = join(project.folder, "content/events", event, "index.md");
  const text = await readFile(file, "utf8");
  const edited = change(text);
  assert.notEqual(edited, text, `${event} has changed`);
  await writeFile(file, edited);
}

// Eight speakers with all that they can have, as long as it may be; the first has an interview.
function crowd(text) {
  const speaker = (at) => `[[extra.speakers]]
name = "見本${at}さん（仮名）"
role = "${"業務システム会社で設計と保守の両方を見る人".slice(0, 20)}"
profile = "${"仙台に移る前に調べたことと、移ってから分かったことを、家計の表と一週間の予定を見せながら話します。".repeat(2).slice(0, 80)}"
company = "companies/hirose-gawa-soft/index.md"
link = "https://speaker.example.jp/${at}"
${at === 1 ? 'interview = "interviews/u-turn-engineer/index.md"\n' : ""}`;
  const [head, ...rest] = text.split(/^(?=\[\[extra\.)/m);
  const others = rest.filter((part) => !part.startsWith("[[extra.speakers]]"));
  return [head, ...Array.from({ length: SPEAKERS }, (_, at) => `${speaker(at + 1)}\n`), ...others].join("");
}

const eventPages = (of) => shownPages(of.pages).filter(({ kind }) => kind === "/events/*/");

// Opens one page after another and looks at each: `view` is called with the page and with which one it is.
async function lookAt(pages, options, view) {
  const { page, close } = await openPage(browser, { reducedMotion: "reduce", ...options });
  try {
    for (const one of pages) {
      await page.goto((one.of ?? site).url(one.path), { waitUntil: "load" });
      await view(page, one);
    }
  } finally {
    await close();
  }
}

const look = ({ of, path, ...options }, view) => lookAt([{ of, path }], options, view);

test("S11: eight speakers stand in two columns, with a small picture, an address and their interview", async () => {
  await look({ of: changed, path: `/events/${CROWDED}/`, ...DESK }, async (page) => {
    const list = page.locator(".speakers");
    const boxes = await list.locator("> li").evaluateAll((items) => items.map((item) => item.getBoundingClientRect()).map(({ x, width }) => [Math.round(x), width]));
    assert.equal(boxes.length, SPEAKERS);
    assert.equal(new Set(boxes.map(([x]) => x)).size, 2, "two columns");
    const { height } = await list.boundingBox();
    assert.ok(height < MOST_OF_SPEAKERS_PX, `${SPEAKERS} speakers take ${height} px`);
    const first = list.locator("> li").first();
    const image = await first.locator("img").boundingBox();
    assert.ok(image.width === image.height && image.width <= 96, `a picture of ${image.width} × ${image.height} px`);
    assert.match(await first.getByRole("link", { name: "インタビュー" }).getAttribute("href"), /\/interviews\/u-turn-engineer\/$/);
    assert.equal(await list.getByRole("link", { name: "くわしい紹介" }).count(), SPEAKERS);
    // Without a picture there is the first letter of the name.
    assert.deepEqual(await list.locator(".speaker-ring").allInnerTexts(), Array(SPEAKERS - 1).fill("見"));
  });
});

const DIGITS = "一二三四五六七八九十";
const numberOf = (text) => (/^\d+$/.test(text) ? Number(text) : DIGITS.indexOf(text) + 1);

test("S12: an event that promises companies names as many, each with its openings and its page", async () => {
  const folder = join(site.folder, "api/v1/job/entries");
  const jobs = await Promise.all((await readdir(folder)).map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")).fields));
  const faults = [];
  let named = 0;
  await lookAt(eventPages(site), { ...DESK, javaScriptEnabled: false }, async (page, { path }) => {
    const { promised, guests, title } = await page.evaluate(() => ({
      promised: [...document.querySelectorAll(".pass .lead, .agenda li, .report-figures, .event .prose h2")].flatMap((node) => [...node.textContent.matchAll(/(\d+|[一二三四五六七八九十])社/g)].map(([, count]) => count)),
      guests: [...document.querySelectorAll(".guest")].map((card) => ({ href: card.querySelector("a").href, jobs: Number(card.querySelector(".guest-jobs b")?.textContent ?? 0) })),
      title: document.querySelector("#guests")?.textContent ?? "",
    }));
    named += guests.length > 0 ? 1 : 0;
    // 一社12分 is what each has, not how many there are.
    for (const count of promised.map(numberOf).filter((count) => count > 1)) {
      if (guests.length !== count) faults.push({ path, fault: `${count} companies are promised, ${guests.length} are named` });
    }
    if (guests.length > 0 && !title.includes(`${guests.length}社`)) faults.push({ path, fault: `the heading is ${title}` });
    for (const guest of guests) {
      const id = new URL(guest.href).pathname.split("/").at(-2);
      const open = jobs.filter(({ company, valid_through: last }) => company?.id === id && last >= TODAY).length;
      if (guest.jobs !== open) faults.push({ path, fault: `${id} has ${open} openings, not ${guest.jobs}` });
    }
  });
  assert.ok(named >= 6, `${named} events name companies`);
  assertNoFaults(faults);
});

test("S12: editors are told when fewer companies are named than promised", async () => {
  const wrong = await copySite();
  try {
    const file = join(wrong.folder, "content/events", CANCELLED, "index.md");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/^ {2}"companies\/jozenji-madobe.*\n/m, ""));
    await assert.rejects(buildSite({ root: wrong.folder }), /企業の数と、名前を出した企業の数が合いません/);
    await writeFile(file, text.replace(/^companies = \[[^\]]*\]\n/m, ""));
    await assert.rejects(buildSite({ root: wrong.folder }), /企業の数と、名前を出した企業の数が合いません/);
  } finally {
    await wrong.remove();
  }
});

test("S13: the button stands in the ticket, to be seen at once", async () => {
  const faults = [];
  let seen = 0;
  await lookAt(eventPages(site), DESK, async (page, { path }) => {
    const found = await page.evaluate(() => {
      const button = document.querySelector(".pass .button");
      if (!button) return null;
      const { top, bottom, left } = button.getBoundingClientRect();
      const on = document.elementFromPoint(left + 20, (top + bottom) / 2);
      return { top, bottom, words: button.innerText.trim(), isOnTop: button.contains(on) };
    });
    if (!found) return;
    seen += 1;
    if (found.top < 0 || found.bottom > DESK.viewport.height || !found.isOnTop) faults.push({ path, fault: JSON.stringify(found) });
    if (!/^(申し込む|キャンセル待ちに入る|主催者のページへ)$/.test(found.words)) faults.push({ path, fault: found.words });
  });
  assert.ok(seen >= 5, `${seen} events take registrations`);
  assertNoFaults(faults);
});

test("S13: a picture is cut around what its entry says", async () => {
  const heights = { top: 0, upper: 25, center: 50, lower: 75, bottom: 100 };
  const named = eventPages(site).filter(({ html }) => /event-picture focus-/.test(html));
  assert.ok(named.length > 0, "some entries say so");
  await lookAt(named, DESK, async (page, { path }) => {
    const [name, place] = await page.locator(".event-picture img").evaluate((image) => [image.closest(".event-picture").className.match(/focus-(\S+)/)[1], getComputedStyle(image).objectPosition]);
    assert.equal(place, `50% ${heights[name]}%`, `${path}: ${name}`);
  });
});

test("S26: what is taken home stands before a text of some length", async () => {
  const faults = [];
  await lookAt(eventPages(site), { ...PHONE, javaScriptEnabled: false }, async (page, { path }) => {
    const { letters, lines, isBefore } = await page.evaluate(() => {
      const [list, text] = [document.querySelector(".takeaways"), document.querySelector(".event-main .prose")];
      return {
        letters: text.textContent.replace(/\s+/g, "").length,
        lines: list ? list.querySelectorAll("li").length : 0,
        isBefore: Boolean(list && list.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING),
      };
    });
    if (letters < LETTERS.least || letters > LETTERS.most) faults.push({ path, fault: `${letters} letters` });
    if (lines < 3 || lines > 5 || !isBefore) faults.push({ path, fault: `${lines} lines are taken home` });
  });
  assertNoFaults(faults);
});

test("S29: while no event is to come, the list says what comes next and where one hears of it", async () => {
  const later = await openOther({ now: "2027-06-01T12:00:00+09:00" });
  const [, next] = /^next = "(.*)"$/m.exec(await readFile(join(project.folder, "content/events/_index.md"), "utf8"));
  try {
    for (const javaScriptEnabled of [true, false]) {
      await look({ of: later, path: "/events/", ...PHONE, javaScriptEnabled }, async (page) => {
        const text = await page.locator("main").innerText();
        assert.ok(text.includes(next), "what comes next");
        assert.doesNotMatch(text, /(?<!\d)0件|条件を一つ外して/);
        for (const name of ["公式LINE", "メールで受け取る"]) assert.ok(await page.locator("main").getByRole("link", { name }).isVisible(), name);
        const counts = await page.locator(".filter-count").allInnerTexts();
        assert.ok(counts.length > 0 && counts.every((count) => Number(count) > 0), `${counts}`);
      });
    }
  } finally {
    await later.close();
  }
});

test("S30: what is off says so above the ticket, with the reason and what to do, at once on a phone", async () => {
  for (const [event, words, todo] of [
    [POSTPONED, "延期になりました", TODO],
    [CANCELLED, "中止になりました", "お手続きは要りません"],
  ]) {
    for (const size of [PHONE, DESK]) {
      await look({ of: changed, path: `/events/${event}/`, ...size }, async (page) => {
        const off = page.locator(".event-off");
        const text = await off.innerText();
        for (const part of [words, REASON, "申し込んだ方へ", todo]) assert.ok(text.includes(part), `${part} is not in ${text}`);
        const [notice, ticket] = [await off.boundingBox(), await page.locator(".pass").boundingBox()];
        assert.ok(notice.y + notice.height <= size.viewport.height, `it ends at ${notice.y + notice.height} px`);
        assert.ok(notice.y + notice.height <= ticket.y, "it stands above the ticket");
        const lines = await page.locator(".pass-day :is(.pass-month, b, .pass-week), .pass-time s").evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).textDecorationLine));
        assert.deepEqual(lines, Array(4).fill("line-through"), "day and time are struck");
        assert.equal(await page.locator("#apply, .pass .button, .calendar-links").count(), 0, "nobody registers");
      });
    }
  }
});

test("S34: an event takes three sheets of paper at most, with what one needs to get there and no form", async () => {
  const faults = [];
  const pages = [...eventPages(site), { of: changed, path: `/events/${CROWDED}/` }, { of: changed, path: `/events/${POSTPONED}/` }];
  await lookAt(pages, DESK, async (page, { path }) => {
    await page.emulateMedia({ media: "print" });
    const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    if (sheets < 1 || sheets > MOST_SHEETS) faults.push({ path, fault: `${sheets} sheets` });
    const shown = await page.evaluate(() => {
      const isShown = (selector) => [...document.querySelectorAll(selector)].some((node) => node.checkVisibility());
      return {
        left: ["form", ".call", ".share", ".pass-stub", ".event ~ .block", ".event .block .ticket", ".line"].filter(isShown),
        loose: [...document.querySelectorAll(".event :is(h2, h3, .sign)")].filter((node) => node.checkVisibility() && getComputedStyle(node).breakAfter !== "avoid").map((node) => node.innerText),
        map: [...document.querySelectorAll(".place a[href*=map]")].map((link) => getComputedStyle(link, "::after").content.includes(link.getAttribute("href"))),
        place: document.querySelector("#place") === null || isShown(".place"),
      };
    });
    if (shown.left.length > 0) faults.push({ path, fault: `printed: ${shown.left}` });
    if (shown.loose.length > 0) faults.push({ path, fault: `headings without their text: ${shown.loose}` });
    if (!shown.place || shown.map.includes(false)) faults.push({ path, fault: "the place or the address of its map is not printed" });
  });
  assertNoFaults(faults);
});
