// Openings: the call to talk is in reach (S14), the conditions that the law wants shown stand there (S15), the list can be narrowed
// and put in order (S16), and search engines are told what holds (S17).

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";

import { launchBrowser, openPage } from "./support/browser.js";
import { assertNoFaults } from "./support/faults.js";
import { shownPages } from "./support/pages.js";
import { openSite, ORIGIN } from "./support/site.js";

const PHONE = { viewport: { width: 360, height: 740 } };
const DESK = { viewport: { width: 1280, height: 800 } };
const PER_PAGE = 20;
const MOST_LIST_BYTES = 60 * 1024;
const MOST_PHONE_HEIGHT_PX = 9000;

let site;
let browser;
let jobs;
let lists;

before(async () => {
  site = await openSite();
  const pages = shownPages(site.pages);
  jobs = pages.filter(({ kind }) => kind === "/jobs/*/");
  lists = pages.filter(({ kind }) => kind === "/jobs/" || kind === "/jobs/page/*/");
  browser = await launchBrowser({ site });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

async function withPage(path, options, look) {
  const { page, complaints, close } = await openPage(browser, { reducedMotion: "reduce", ...options });
  try {
    await page.goto(new URL(path, ORIGIN).href, { waitUntil: "load" });
    await look(page);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

// Some pages of openings: the first, the last, one in the middle.
const someJobs = () => [jobs[0], jobs[Math.floor(jobs.length / 2)], jobs.at(-1)];
const dataOf = ({ html }) => [...html.matchAll(/<script[^>]*ld\+json["']?>([\s\S]*?)<\/script>/g)].map(([, text]) => JSON.parse(text)).find((data) => data["@type"] === "JobPosting");

test("S14: the call to talk is on the first screen, with scripts and without", async () => {
  for (const { path } of someJobs()) {
    for (const options of [PHONE, DESK, { ...PHONE, javaScriptEnabled: false }]) {
      await withPage(path, options, async (page) => {
        const call = page.getByRole("link", { name: "話を聞く", exact: true });
        const { y, height } = await call.boundingBox();
        assert.ok(y > 0 && y + height <= options.viewport.height, `${path}: the button at ${y} px of ${options.viewport.height}`);
        assert.equal(await call.getAttribute("href").then((href) => href.endsWith("#apply")), true);
      });
    }
  }
});

test("S14: the bar covers neither the form nor the end of the page", async () => {
  await withPage(jobs[0].path, PHONE, async (page) => {
    for (const where of ["#apply form", ".page-foot", ".site-footer"]) {
      await page.locator(where).evaluate((element) => scrollTo({ top: element.getBoundingClientRect().bottom + scrollY - innerHeight, behavior: "instant" }));
      const { bottom } = await page.locator(".job-call").evaluate((bar) => ({ bottom: bar.getBoundingClientRect().bottom }));
      const top = await page.locator("#apply").evaluate((form) => form.getBoundingClientRect().top);
      assert.ok(bottom <= top + 1, `at ${where} the bar ends at ${bottom} px, the form begins at ${top} px`);
    }
    // What has the focus lies above the bar.
    const last = page.locator(".job-main a").last();
    await last.focus();
    const [link, bar] = [await last.boundingBox(), await page.locator(".job-call").boundingBox()];
    assert.ok(link.y + link.height <= bar.y, `the link ends at ${link.y + link.height} px, the bar begins at ${bar.y} px`);
  });
});

test("S14: the form comes first, and no opening leads to a next one", () => {
  const faults = [];
  for (const { path, html } of jobs) {
    if (/class=["']?neighbours/.test(html)) faults.push({ path, fault: "a pager" });
    if (dataOf({ html }) && !(html.indexOf("data-form=") < html.indexOf("page-foot"))) faults.push({ path, fault: "the form does not come before the end of the page" });
  }
  assertNoFaults(faults);
});

// The conditions of each opening, in their order: [name, text]. They are the page's own HTML, so that no script makes them.
const readTerms = (page) =>
  page.evaluate((pages) => pages.map(({ path, html }) => {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    const rows = [...body.querySelectorAll(".job-terms > div")].map((row) => [row.querySelector("dt").textContent, row.querySelector("dd").textContent]);
    return { path, rows, note: body.querySelector(".job-terms-note").textContent };
  }), jobs.map(({ path, html }) => ({ path, html })));

test("S15: what the law wants shown stands in the conditions", async () => {
  const all = ["募集する会社", "仕事の内容", "雇用の形", "契約の期間", "試用期間", "働く場所", "受動喫煙の対策", "働く時間", "休憩", "時間外労働", "休日", "休暇", "給与", "固定残業代", "加入する保険"];
  const free = ["募集する会社", "仕事の内容", "契約の形", "契約の期間", "働く場所", "働く時間", "報酬", "報酬の支払い", "費用の負担"];
  const never = ["休憩", "休日", "加入する保険", "試用期間"];
  const kinds = new Set();
  const { page, close } = await openPage(browser);
  const faults = [];
  for (const { path, rows, note } of await readTerms(page)) {
    const terms = new Map(rows);
    const tell = (fault) => faults.push({ path, fault });
    const isFree = terms.has("契約の形");
    const wanted = isFree ? free : all;
    for (const name of wanted) if (!terms.get(name)) tell(`no ${name}`);
    const order = rows.map(([name]) => name).filter((name) => wanted.includes(name));
    if (order.join() !== wanted.join()) tell(`in the order ${order}`);
    if (isFree) for (const name of never) if (terms.has(name)) tell(`freelance work with ${name}`);
    if (!isFree && !["仕事の内容", "働く場所"].every((name) => terms.get(name)?.includes("変更の範囲："))) tell("no range of change");
    if (terms.get("契約の期間")?.includes("定めあり") && !/基準：.+上限：.+/.test(terms.get("契約の更新") ?? "")) tell("a term without how it is renewed");
    if (terms.get("固定残業代")?.startsWith("あり") && !/\d+時間分.+超えた分は、追加で支払います/.test(terms.get("固定残業代"))) tell("fixed overtime without its hours");
    if (!note.includes("契約の前に")) tell("nothing says that conditions are confirmed in writing");
    kinds.add(isFree ? "業務委託" : terms.get("雇用の形"));
  }
  await close();
  assertNoFaults(faults);
  assert.deepEqual([...kinds].sort(), ["パート", "契約社員", "業務委託", "正社員"].sort());
});

const item = "[data-item]:not([hidden])";
const titles = (page) => page.locator(`${item} .card-title`).allInnerTexts();
const countText = (page) => page.locator("[data-count]").innerText();
const total = (page) => page.locator("[data-finder]").evaluate((finder) => Number(finder.dataset.total));
const button = (page, row, name) => page.getByRole("group", { name: row }).getByRole("button", { name: new RegExp(`^${name}\\s*\\d+$`) });
const settled = (page, text) => page.locator("[data-count]").filter({ hasText: text }).waitFor();

test("S16: without scripts all openings are on pages of twenty, full-time work first", async () => {
  const found = [];
  await withPage("/jobs/", { ...PHONE, javaScriptEnabled: false }, async (page) => {
    for (;;) {
      const links = await page.locator("[data-item] a").evaluateAll((all) => all.map((link) => link.pathname));
      const kinds = await page.locator("[data-item]").evaluateAll((all) => all.map((one) => one.dataset.employment));
      assert.ok(links.length > 0 && links.length <= PER_PAGE, `${links.length} on ${page.url()}`);
      found.push(...links.map((path, at) => ({ path, kind: kinds[at] })));
      assert.equal(await page.locator("[data-scripted]").filter({ visible: true }).count(), 0, "nothing is there that needs a script");
      assert.ok((await page.evaluate(() => document.documentElement.scrollHeight)) < MOST_PHONE_HEIGHT_PX, "the page is not endless");
      const next = page.getByRole("link", { name: "次へ" });
      if ((await next.count()) === 0) break;
      await next.click();
    }
    const facets = await page.locator(".filter-row a").evaluateAll((all) => all.map((link) => decodeURI(link.pathname)));
    assert.ok(facets.some((path) => path.startsWith("/work_styles/")) && facets.some((path) => path.startsWith("/areas/")), `${facets}`);
  });
  const open = jobs.filter((job) => dataOf(job)).map(({ path }) => path);
  assert.deepEqual(found.map(({ path }) => decodeURI(path)).sort(), open.sort());
  const ranks = found.map(({ kind }) => ["正社員", "契約社員", "パート", "業務委託"].indexOf(kind));
  assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b));
});

test("S16: conditions are folded away on a phone and stand beside the list on a wide screen", async () => {
  const first = "button.filter, a.filter";
  await withPage("/jobs/", PHONE, async (page) => {
    assert.equal(await page.locator(first).first().isVisible(), false);
    await page.getByText("条件で絞り込む").click();
    assert.equal(await page.locator(first).first().isVisible(), true);
  });
  await withPage("/jobs/", DESK, async (page) => {
    const [side, list] = [await page.locator(".filters").boundingBox(), await page.locator("[data-list]").boundingBox()];
    assert.equal(await page.locator(first).first().isVisible(), true);
    assert.ok(side.x + side.width <= list.x, "the conditions stand beside the list");
  });
});

test("S16: conditions hold for all pages, count what they would leave, and stand in the address", async () => {
  await withPage("/jobs/page/2/", DESK, async (page) => {
    const all = await total(page);
    assert.equal(await countText(page), `${all}件の求人`);
    const requests = site.server.requests.length;
    const number = Number((await button(page, "職種", "IT・データ").innerText()).match(/\d+$/)[0]);
    assert.ok(number > 3 && number < all);
    await button(page, "職種", "IT・データ").click();
    await settled(page, `${number}件の求人が合いました`);
    const asked = site.server.requests.slice(requests).filter((path) => path.startsWith("/jobs/"));
    assert.deepEqual(asked.sort(), lists.map(({ path }) => path).filter((path) => path !== "/jobs/page/2/").sort(), "only the other pages are asked for");
    assert.equal((await titles(page)).length, Math.min(number, PER_PAGE));
    const remote = Number((await button(page, "働き方", "リモート可").innerText()).match(/\d+$/)[0]);
    assert.ok(remote < number, `${remote} of ${number} can be done from home`);
    await button(page, "働き方", "リモート可").click();
    await settled(page, `${remote}件の求人が合いました`);
    assert.deepEqual([...new URL(page.url()).searchParams], [["occupation", "IT・データ"], ["style", "リモート可"]]);
    await page.locator("#job-sort").selectOption("pay");
    const pays = await page.locator(item).evaluateAll((items) => items.map(({ dataset }) => Number(dataset.yearly)));
    assert.deepEqual(pays, [...pays].sort((a, b) => b - a));
    const before = await titles(page);
    await page.reload();
    await settled(page, `${remote}件の求人が合いました`);
    assert.deepEqual(await titles(page), before);
    await page.getByRole("button", { name: "条件をすべて外す" }).click();
    await settled(page, `${all}件の求人`);
  });
});

test("S16: pay is compared by the year, and words are found in any width and kana", async () => {
  await withPage("/jobs/", DESK, async (page) => {
    await button(page, "年収", "600万円以上").click();
    await settled(page, "が合いました");
    const kinds = await page.locator(item).evaluateAll((items) => items.map(({ dataset }) => [dataset.pay, dataset.employment]));
    assert.ok(kinds.length > 0 && kinds.every(([pay, kind]) => pay.includes("600-") && kind !== "業務委託"));
    await page.getByRole("button", { name: "条件をすべて外す" }).click();
    await page.locator("#job-words").fill("ﾛﾎﾞｯﾄ　ＰＹＴＨＯＮ");
    await settled(page, "1件の求人が合いました");
    assert.deepEqual(await titles(page), ["ロボットの制御ソフト開発"]);
    assert.equal(new URL(page.url()).searchParams.get("q"), "ﾛﾎﾞｯﾄ　ＰＹＴＨＯＮ");
  });
});

test("S16: orders by day, and more come on demand with the focus", async () => {
  await withPage("/jobs/?sort=until", PHONE, async (page) => {
    await page.getByRole("button", { name: `さらに${PER_PAGE}件を表示する` }).waitFor();
    const days = () => page.locator(item).evaluateAll((items) => items.map(({ dataset }) => dataset.until));
    assert.deepEqual(await days(), [...(await days())].sort());
    assert.equal(await page.getByRole("navigation", { name: "ページ送り" }).isVisible(), false);
    await page.getByRole("button", { name: `さらに${PER_PAGE}件を表示する` }).press("Enter");
    await page.waitForFunction((count) => document.querySelectorAll("[data-item]:not([hidden])").length === count, 2 * PER_PAGE);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), (await titles(page))[PER_PAGE]);
    assert.equal(new URL(page.url()).searchParams.get("upto"), String(2 * PER_PAGE));
    await page.locator("#job-sort").selectOption("new");
    const dates = await page.locator(item).evaluateAll((items) => items.map(({ dataset }) => dataset.date));
    assert.deepEqual(dates, [...dates].sort().reverse());
  });
});

test("S16: where nothing is left, the condition that stands in the way is named", async () => {
  await withPage("/jobs/?area=八戸市&occupation=農林&employment=パート", DESK, async (page) => {
    await settled(page, "0件の求人が合いました");
    assert.ok(await page.getByText("一つ外すだけでは見つからない").isVisible());
    await button(page, "雇用の形", "パート").click();
    await page.getByText("次の条件を外すと見つかります").waitFor();
    const ways = await page.locator("[data-drops] button").allInnerTexts();
    assert.ok(ways.length === 2 && ways.every((way) => /^(場所「八戸市」|職種「農林」)を外す（\d+件）$/.test(way)), `${ways}`);
    const left = Number(ways[0].match(/(\d+)件/)[1]);
    await page.getByRole("button", { name: ways[0] }).click();
    await settled(page, `${left}件の求人が合いました`);
    assert.ok(await page.evaluate(() => document.activeElement.closest("[data-item]") !== null), "the focus goes to what was found");
  });
});

test("S16: where the other pages cannot be had, that is said", async () => {
  const { page, close } = await openPage(browser, DESK);
  await page.route("**/jobs/page/**", (route) => route.abort());
  await page.goto(site.url("/jobs/"), { waitUntil: "load" });
  await button(page, "職種", "営業・提案").click();
  await settled(page, "読み込めませんでした");
  await page.unroute("**/jobs/page/**");
  await button(page, "職種", "営業・提案").click();
  await button(page, "職種", "営業・提案").click();
  await settled(page, "件の求人が合いました");
  await close();
});

test("S16: all pages of the list together are light", (context) => {
  const bytes = lists.map(({ html }) => brotliCompressSync(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }).length);
  const sum = bytes.reduce((one, other) => one + other, 0);
  context.diagnostic(`${bytes.length} pages: ${(sum / 1024).toFixed(1)} KiB`);
  assert.ok(lists.length > 1 && sum <= MOST_LIST_BYTES, `${bytes}`);
});

test("S17: search engines are told of an application only where there is one", () => {
  const faults = [];
  const direct = [];
  for (const job of jobs) {
    const data = dataOf(job);
    if (!data) continue;
    const tell = (fault) => faults.push({ path: job.path, fault });
    const leads = job.html.includes("会社の応募ページ");
    if (leads) direct.push(job.path);
    if (data.directApply !== (leads ? true : undefined)) tell(`directApply is ${data.directApply}`);
    const isFree = data.employmentType === "CONTRACTOR";
    if (!isFree && !(data.jobBenefits?.includes("労災保険") && data.workHours.length > 5)) tell(`benefits ${data.jobBenefits}, hours ${data.workHours}`);
    if (data.jobLocationType === "TELECOMMUTE" ? data.jobLocation !== undefined || data.applicantLocationRequirements?.name !== "Japan" : data.jobLocation === undefined) tell("the place is not where it is done");
    const { addressLocality = "市", streetAddress = "" } = data.jobLocation?.address ?? {};
    if (!/[市町村区]$/.test(addressLocality) || streetAddress.includes(addressLocality)) tell(`the address ${addressLocality} ${streetAddress}`);
    if (!data.occupationalCategory || !data.validThrough || !data.identifier?.value) tell("an occupation, an end or an identifier is missing");
    if (!data.description.includes("<li>") || data.description.length < 200) tell("the description is short");
  }
  assertNoFaults(faults);
  assert.ok(direct.length > 0 && direct.length < jobs.length / 2, `${direct}`);
});
