// The seats that are left: as the page was built, then as the server says, on the page of an event and in lists.

import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launchBrowser, openPage } from "./support/browser.js";
import { startPreview } from "./support/preview.js";
import { place } from "./support/seats.js";
import { copySite, openSite } from "./support/site.js";

// When the site was built, so that no event of it is over.
const NOW = "2026-11-21T12:00:00+09:00";
const VENUE = "/events/2027-03-yamagata-two-cities/";
const BOTH = "/events/2026-12-shibuya/";
const FULL = "/events/2026-12-shibuya-engineer/";
const LIST = "/events/";
const PHONE = { viewport: { width: 390, height: 844 } };

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

// What somebody sees of seats inside of an element, in the order of the page.
const seen = (root) =>
  root.evaluate((element) => {
    const text = (selector) => [...element.querySelectorAll(selector)].filter((node) => node.checkVisibility()).map((node) => node.innerText.replace(/\s+/g, " ").trim());
    return {
      badge: text(".badge")[0],
      fact: text(".pass-facts > div:last-child")[0],
      bars: [...element.querySelectorAll(".seats-bar")].filter((bar) => bar.checkVisibility()).map((bar) => Number(bar.querySelector(".seats-taken").getAttribute("width"))),
      line: text(".call-seats, .ticket-seats").join(" "),
      call: text(".call-title")[0],
      button: text(".call-action")[0],
      form: text("#apply-title")[0],
      notes: text("#apply .state"),
    };
  });

// The script has asked for what is near the screen and has shown all answers.
async function settle(page) {
  await page.waitForFunction(() => seatAnswers.size > 0);
  await page.evaluate(() => Promise.all(seatAnswers.values()));
}

// Opens a page of the built site. `said` is what the server says of every event, or a function that answers the route.
async function withPage({ path, said, now = NOW, ...options }, look) {
  const { page, complaints, close } = await openPage(browser, { viewport: { width: 1280, height: 800 }, ...options });
  const asked = [];
  try {
    await page.clock.setFixedTime(new Date(now));
    await page.route("**/api/events/**", (route) => {
      asked.push(new URL(route.request().url()).pathname);
      return typeof said === "function" ? said(route) : route.fulfill({ json: said });
    });
    await page.goto(site.url(path), { waitUntil: "load" });
    await look(page, { asked, complaints });
  } finally {
    await close();
  }
}

// What an event in one room looks like by itself; the fields that differ in each state stand in the tests.
const OPEN = { call: "申し込み受付中", button: "申し込む", form: "参加の申し込み", notes: [] };
const WAITLIST = { badge: "満席・キャンセル待ち", line: "", call: "いまは満席です", button: "キャンセル待ちに入る", form: "キャンセル待ちの申し込み", notes: ["いまは満席です。席が空いたら、受付の順にメールでお知らせします。"] };

test("the page says what the server says, whichever state it was built in", async () => {
  const one = (venue) => ({ venue });
  const both = (venue, online) => ({ venue, online });
  const cases = [
    [VENUE, one(place(48, 31)), { ...OPEN, badge: "受付中", fact: "残りの席 31 / 48席", bars: [35], line: "残り31席" }],
    [VENUE, one(place(48, 13)), { ...OPEN, badge: "受付中", fact: "残りの席 13 / 48席", bars: [72], line: "残り13席" }],
    [VENUE, one(place(48, 12)), { ...OPEN, badge: "残りわずか", fact: "残りの席 12 / 48席", bars: [75], line: "残り12席" }],
    [VENUE, one(place(48, 0)), { ...WAITLIST, fact: "残りの席 0 / 48席", bars: [100] }],
    // Seats are offered to those in line: who comes now waits behind them.
    [VENUE, one(place(48, 0, 2)), { ...WAITLIST, fact: "残りの席 0 / 48席", bars: [100] }],
    [VENUE, one(place(null, null)), { ...OPEN, badge: "受付中", fact: "残りの席 定員なし", bars: [], line: "" }],
    [VENUE, one(place(null, null, 1)), { ...WAITLIST, fact: "残りの席 定員なし", bars: [] }],
    [FULL, one(place(24, 7)), { ...OPEN, badge: "受付中", fact: "残りの席 7 / 24席", bars: [70], line: "残り7席" }],
    [BOTH, both(place(40, 4), place(null, null)), { ...OPEN, badge: "受付中", fact: "残りの席 会場 4 / 40席 オンライン 定員なし", bars: [90], line: "会場は残り4席" }],
    [BOTH, both(place(40, 4), place(100, 25)), { ...OPEN, badge: "残りわずか", fact: "残りの席 会場 4 / 40席 オンライン 25 / 100席", bars: [90, 75], line: "会場は残り4席 オンラインは残り25席" }],
    [BOTH, both(place(40, 0, 3), place(null, null)), { ...OPEN, badge: "受付中", fact: "残りの席 会場 0 / 40席 オンライン 定員なし", bars: [100], line: "会場は満席 オンラインは受付中", notes: ["会場は、いま満席です。会場での参加を選ぶと、キャンセル待ちになります。オンラインには席があります。"] }],
    [BOTH, both(place(40, 30), place(100, 0)), { ...OPEN, badge: "受付中", fact: "残りの席 会場 30 / 40席 オンライン 0 / 100席", bars: [25, 100], line: "会場は残り30席 オンラインは満席", notes: ["オンラインは、いま満席です。オンラインでの参加を選ぶと、キャンセル待ちになります。会場には席があります。"] }],
    [BOTH, both(place(40, 0), place(100, 0)), { ...WAITLIST, fact: "残りの席 会場 0 / 40席 オンライン 0 / 100席", bars: [100, 100] }],
  ];
  for (const [path, said, expected] of cases) {
    await withPage({ path, said }, async (page, { asked, complaints }) => {
      await settle(page);
      assert.deepEqual(await seen(page.locator("main")), expected, JSON.stringify(said));
      const { eventState, seatsLeft } = await page.locator("article.event").evaluate((event) => ({ ...event.dataset }));
      assert.equal(eventState, expected.call === WAITLIST.call ? "waitlist" : "open");
      if (said.venue.left !== null) assert.equal(seatsLeft, String(said.venue.left));
      // The event is the one that the form sends.
      const event = await page.inputValue("#apply input[name=event]");
      assert.deepEqual(asked, [`/api/events/${event}/seats`]);
      assert.deepEqual(complaints, []);
    });
  }
});

test("where no server answers as it should, and without scripts, the page stays as it was built", async () => {
  const html = { contentType: "text/html", body: "<!doctype html><title>404</title>" };
  const problem = { status: 404, contentType: "application/problem+json", body: '{"status":404}' };
  const answers = [
    (route) => route.abort(),
    ...[problem, { ...html, status: 404 }, html, { status: 503, json: { venue: place(48, 1) } }, { contentType: "application/json", body: "{" }].map((answer) => (route) => route.fulfill(answer)),
    ...[null, [], {}, { online: place(48, 1) }, { venue: null }, { venue: {} }, { venue: place(48, null) }, { venue: place(null, 3) }, { venue: place(48, -1) }, { venue: place("48", "1") }, { venue: place(48, 1.5) }, { venue: { capacity: 48, left: 1 } }].map((json) => (route) => route.fulfill({ json })),
  ];
  const built = { ...OPEN, badge: "受付中", fact: "残りの席 45 / 48席", bars: [6], line: "残り45席" };
  await withPage({ path: VENUE, javaScriptEnabled: false }, async (page, { asked }) => {
    assert.deepEqual(await seen(page.locator("main")), built);
    assert.deepEqual(asked, []);
  });
  for (const [at, said] of answers.entries()) {
    await withPage({ path: VENUE, said }, async (page) => {
      await settle(page);
      assert.deepEqual(await seen(page.locator("main")), built, `answer ${at}`);
    });
  }
});

test("nobody is asked once the time to register is over", async () => {
  await withPage({ path: VENUE, said: { venue: place(48, 1) }, now: "2027-03-09T18:00:01+09:00" }, async (page, { asked }) => {
    assert.equal((await seen(page.locator("main"))).line, "残り45席");
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.deepEqual(asked, []);
  });
});

test("a list asks for the events near the screen, each once, and for none of others or of the past", async () => {
  const said = { venue: place(40, 0, 1), online: place(100, 9) };
  await withPage({ path: LIST, said, ...PHONE }, async (page, { asked, complaints }) => {
    await settle(page);
    const here = await page.locator("[data-seats-of]").evaluateAll((tickets) => tickets.map((ticket) => ticket.dataset.seatsOf));
    const all = await page.locator(".ticket").count();
    assert.ok(here.length > 3 && here.length < all, `${here.length} of ${all} are registered for here`);
    assert.equal(await page.locator("[data-seats-of]", { hasText: "ほかの団体" }).count(), 0);
    assert.equal(await page.locator("[data-seats-of]:is(.ticket-over, .ticket-closed, .ticket-cancelled)").count(), 0);
    assert.ok(asked.length < here.length, "those far below wait");
    for (const event of here) {
      await page.locator(`[data-seats-of="${event}"]`).scrollIntoViewIfNeeded();
      await page.waitForFunction((name) => seatAnswers.has(name), event);
    }
    await settle(page);
    assert.deepEqual([...asked].sort(), here.map((event) => `/api/events/${event}/seats`).sort());
    const hybrid = page.locator(`[data-seats-of="${BOTH.split("/").at(-2)}"]`);
    const { badge, line } = await seen(hybrid);
    assert.deepEqual([badge, line], ["残りわずか", "会場は満席 オンラインは残り9席"]);
    assert.deepEqual(await hybrid.locator("..").evaluate(({ dataset: { eventState, seatsLeft } }) => [eventState, seatsLeft]), ["open", "0"]);
    const room = page.locator(`[data-seats-of="${VENUE.split("/").at(-2)}"]`);
    assert.equal((await seen(room)).badge, WAITLIST.badge);
    assert.equal(await room.locator("..").getAttribute("data-event-state"), "waitlist");
    assert.deepEqual(complaints, []);
  });
});

test("nothing moves when only the numbers change", async () => {
  const said = (path) => (path.includes("shibuya/") ? { venue: place(40, 5), online: place(null, null) } : { venue: place(48, 9), online: place(36, 11) });
  for (const path of [VENUE, BOTH, LIST, "/"]) {
    let answer;
    const held = new Promise((resolve) => { answer = resolve; });
    const reply = async (route) => {
      await held;
      await route.fulfill({ json: said(route.request().url()) });
    };
    await withPage({ path, said: reply, ...PHONE }, async (page) => {
      if (path === "/") await page.locator(".ticket").first().scrollIntoViewIfNeeded();
      const tops = () => page.locator("h1, h2, h3, .call").evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().top));
      await page.waitForFunction(() => seatAnswers.size > 0);
      const built = await tops();
      answer();
      await settle(page);
      assert.deepEqual(await tops(), built, path);
    });
  }
});

const SEATS = 20;
const CONSENT = /^ {2}version: "(.*)"$/m;

// An event of the copied site that is long to come: in a room of 20 seats, or there and online.
async function addEvent(project, name, change) {
  const folder = join(project.folder, "content/events", name);
  await cp(join(project.folder, "content/events/2027-01-online-morning"), folder, { recursive: true });
  const file = join(folder, "index.md");
  const later = (await readFile(file, "utf8")).replaceAll("2027-01-2", "2099-01-2").replace(/^seats = .*$/m, `seats = ${SEATS}`);
  await writeFile(file, change(later.replace(/^seats_left = .*\n/m, "")));
}

test("what is registered is what the pages of a real server show", async () => {
  const project = await copySite();
  let up;
  try {
    await addEvent(project, "朝の会", (text) => text.replace(/^seats = /m, `seats_left = ${SEATS}\nseats = `));
    // Nobody has said how many are left of this one.
    await addEvent(project, "both", (text) => text.replace('mode = "online"', `mode = "hybrid"\nonline_seats = ${SEATS}`));
    await writeFile(join(project.folder, "tsubame.toml"), "[limits]\nper_address = 1000\n");
    up = await startPreview(project.folder, undefined, "up");
    const form = await readFile(join(project.folder, "data/forms/event.yaml"), "utf8");
    let number = 0;
    const register = async (event, mode, attendance) => {
      number += 1;
      const values = { event, event_mode: mode, event_state: "open", name: "山田", email: `${number}@example.jp`, consent: "yes", consent_version: CONSENT.exec(form)[1], ...(attendance ? { attendance } : {}) };
      const answer = await fetch(new URL("/api/forms/event", up.address), { method: "POST", headers: { origin: new URL(up.address).origin }, body: new URLSearchParams(values) });
      assert.equal(answer.status, 200, await answer.text());
    };
    // In a browser that has asked for nothing yet.
    const show = async (path, { ticket, ...options } = {}) => {
      const { page, complaints, close } = await openPage(browser, options);
      await page.goto(new URL(path, up.address).href, { waitUntil: "load" });
      const root = ticket ? page.locator(`[data-seats-of="${ticket}"]`) : page.locator("main");
      if (ticket) {
        await root.scrollIntoViewIfNeeded();
        await page.waitForFunction((name) => seatAnswers.has(name), ticket);
      }
      if (options.javaScriptEnabled !== false) await settle(page);
      const { badge, fact, line, call } = await seen(root);
      assert.deepEqual(complaints, []);
      await close();
      return ticket ? { badge, line } : { badge, fact, line, call };
    };

    const name = "朝の会";
    const path = `/events/${name}/`;
    assert.deepEqual(await show(path), { badge: "受付中", fact: "残りの席 20 / 20席", line: "残り20席", call: OPEN.call });
    for (let taken = 0; taken < 15; taken += 1) await register(name, "online");
    assert.deepEqual(await show(path), { badge: "残りわずか", fact: "残りの席 5 / 20席", line: "残り5席", call: OPEN.call });
    assert.deepEqual(await show(LIST, { ticket: name }), { badge: "残りわずか", line: "残り5席" });
    for (let taken = 15; taken < SEATS + 1; taken += 1) await register(name, "online");
    assert.deepEqual(await show(path), { badge: WAITLIST.badge, fact: "残りの席 0 / 20席", line: "", call: WAITLIST.call });
    assert.deepEqual(await show(LIST, { ticket: name }), { badge: WAITLIST.badge, line: "" });
    assert.deepEqual(await show(path, { javaScriptEnabled: false }), { badge: "受付中", fact: "残りの席 20 / 20席", line: "残り20席", call: OPEN.call });

    const both = "/events/both/";
    assert.deepEqual(await show(both, { javaScriptEnabled: false }), { badge: "受付中", fact: "定員 会場 20名まで オンライン 20名まで", line: "オンラインは20名まで", call: OPEN.call });
    for (let taken = 0; taken < SEATS; taken += 1) await register("both", "hybrid", "venue");
    assert.deepEqual(await show(both), { badge: "受付中", fact: "残りの席 会場 0 / 20席 オンライン 20 / 20席", line: "会場は満席 オンラインは残り20席", call: OPEN.call });
  } finally {
    await up?.stop();
    await project.remove();
  }
});
