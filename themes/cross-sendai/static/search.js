// The search page: lists what the index has for the words in the form or in the address (?q=…&kind=…), by kinds of pages.
// Nothing of Pagefind is loaded before the first search. All addresses come from the form's data attributes; only
// their paths count, so that the page also works where the site is previewed on another host.
//
// Pagefind finds words in texts. Titles, tags, places and readings it keeps as filters: their values are compared with
// what is looked for here, by search-words.js, whatever the spelling, and it says which pages have them.

import { answer, marked, parse, passage, placesOf, plain, tellingSegments, textAfter } from "./search-words.js";

const RESULTS_AT_ONCE = 10;
const RESULTS_OF_KIND = 3;
const TYPING_PAUSE_MS = 250;
// Pagefind ends headings and cells with a full stop, which in Japanese is another character.
const FOREIGN_STOP = /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])\.(?: |$)/gu;
const KIND = "種類";
const STATE = "状態";
// The filters that words are compared with: what a page has for one of them, and how results say so.
const FIELDS = [
  { name: "題名", points: 100, why: () => "タイトル" },
  { name: "よみ", points: 100, why: (value) => `読み「${value}」`, isReading: true },
  { name: "タグ", points: 60, why: (value) => `タグ「${value}」` },
  { name: "場所", points: 55, why: (value) => `場所「${value}」` },
  { name: KIND, points: 45, why: (value) => `種類「${value}」` },
  { name: "会社", points: 40, why: (value) => `会社「${value}」` },
  { name: "会社のよみ", points: 39, why: () => "会社の読み", isReading: true },
  { name: "条件", points: 30, why: (value) => `条件「${value}」` },
];
// The best text with the word itself, and with another of the same meaning.
const TEXT_POINTS = 40;
const OTHER_TEXT_POINTS = 15;
// So many texts are read for one word to make sure that they have it.
const MOST_READ = 20;
const MOST_REASONS = 3;

const form = document.getElementById("search-form");
const words = form.elements.q;
const kind = form.elements.kind;
const status = document.getElementById("search-status");
const list = document.getElementById("search-results");
const kinds = document.getElementById("search-kinds");
const more = document.getElementById("search-more");
const popular = document.getElementById("search-popular");
const help = document.getElementById("search-help");
const result = document.getElementById("search-result");
const ofKind = document.getElementById("search-kind-results");

const pathOf = (address) => new URL(address, location.href).pathname;
const bundle = pathOf(form.dataset.bundle);
const groups = form.dataset.synonyms.split("|").filter(Boolean).map((group) => group.split(","));
const kindNames = new Map([...kind.options].map((option) => [option, option.textContent]));

let loading;
// How often loading has failed. Browsers remember a module that did not come, so each try needs an address of its own.
let failures = 0;
let timer;
// Counts searches, so that a slow answer to an older one is dropped.
let turn = 0;
// What the list shows of, and with what.
let found = [];
let looked = [];

function load() {
  loading ??= import(failures === 0 ? bundle : `${bundle}?${failures}`).then(async (pagefind) => {
    await pagefind.options({ baseUrl: pathOf(form.dataset.base) });
    const values = await pagefind.filters();
    const index = { pagefind, values, kindOf: new Map(), over: new Set() };
    for (const name of Object.keys(values[KIND] ?? {})) {
      for (const page of await filed(index, KIND, [name])) index.kindOf.set(page.id, name);
    }
    for (const page of await filed(index, STATE, Object.keys(values[STATE] ?? {}))) index.over.add(page.id);
    return index;
  });
  loading.catch(() => {
    loading = undefined;
    failures += 1;
  });
  return loading;
}

// The pages that have one of the values of a filter.
async function filed({ pagefind }, name, values) {
  if (values.length === 0) return [];
  return (await pagefind.search(null, { filters: { [name]: { any: values } } })).results;
}

// The pages that have a word in their text, with scores. Pagefind goes by likeness too and finds 子 for 子供: what has the very
// word it tells when asked in quotation marks. Others, as those where the word is part of a longer one, are read to make sure,
// if it `isOwn`, a word of the query itself.
async function inTexts({ pagefind }, word, isOwn) {
  const [near, exact] = await Promise.all([word, `"${word}"`].map(async (asked) => (await pagefind.search(asked)).results));
  const sure = new Set(exact.map((page) => page.id));
  const results = near.filter((page) => sure.has(page.id));
  if (!isOwn) return results;
  const telling = tellingSegments(word);
  if (telling.length > 1 && exact.length > 0) return results;
  // Without a page that has the words together, those that have all of them will do.
  const wanted = telling.length > 1 ? telling : [word];
  const asked = telling.length > 1 ? (await pagefind.search(telling.join(" "))).results : near;
  const doubtful = asked.filter((page) => !sure.has(page.id)).slice(0, MOST_READ);
  const texts = await readAll(doubtful);
  const has = ({ content }) => wanted.every((one) => placesOf(content, [one]).length > 0);
  return [...results, ...doubtful.filter((_, at) => has(texts[at]))];
}

// The pages that answer a part of the query, as id → { page, points }.
async function pagesOf(part, index) {
  const pages = new Map();
  const add = (results, pointsOf) => {
    for (const page of results) {
      const one = pages.get(page.id) ?? { page, points: 0 };
      one.points += pointsOf(page);
      pages.set(page.id, one);
    }
  };
  const inFields = FIELDS.map(async (field) => {
    const byPoints = new Map();
    for (const value of Object.keys(index.values[field.name] ?? {})) {
      const points = answer(part, value, field) * field.points;
      if (points > 0) byPoints.set(points, [...(byPoints.get(points) ?? []), value]);
    }
    // Of several values a page is given the best.
    const best = new Map();
    for (const [points, values] of [...byPoints].sort((a, b) => b[0] - a[0])) {
      for (const page of await filed(index, field.name, values)) {
        if (!best.has(page.id)) best.set(page.id, { page, points });
      }
    }
    return best;
  });
  for (const best of await Promise.all(inFields)) {
    for (const { page, points } of best.values()) add([page], () => points);
  }
  const texts = async (all, most, isOwn) => {
    const results = await Promise.all(all.map((word) => inTexts(index, word, isOwn)));
    // What is on every fifth page stands in tables, and tells nothing of what a page is about. The words of the query
    // still tell which of the pages that are filed under them is the best, and are all there is if none is.
    const isTelling = (some) => some.length <= index.kindOf.size / 5;
    const filedUnder = new Set(pages.keys());
    const chosen = (some) => (isTelling(some) || filedUnder.size === 0 ? some : some.filter((page) => filedUnder.has(page.id)));
    const telling = results.filter((some) => isOwn || isTelling(some)).flatMap(chosen);
    const top = Math.max(...telling.map((page) => page.score));
    const best = new Map();
    for (const page of telling) {
      if (page.score > (best.get(page.id)?.score ?? 0)) best.set(page.id, page);
    }
    add(best.values(), (page) => most * (page.score / top));
  };
  await texts(part.words, TEXT_POINTS, true);
  await texts(part.others, OTHER_TEXT_POINTS, false);
  return pages;
}

// The pages for a query, the best first; `isWhole` says whether they have all parts of it.
async function rank(parts, index) {
  const pages = new Map();
  for (const answers of await Promise.all(parts.map((part) => pagesOf(part, index)))) {
    for (const [id, { page, points }] of answers) {
      const one = pages.get(id) ?? { page, points: 0, parts: 0, kind: index.kindOf.get(id) ?? "" };
      one.points += points;
      one.parts += 1;
      pages.set(id, one);
    }
  }
  const most = Math.max(0, ...[...pages.values()].map((page) => page.parts));
  // Of three words, one may be missing.
  const needed = parts.length > 2 ? Math.min(most, parts.length - 1) : most;
  const best = [...pages.values()].filter((page) => page.parts >= needed);
  for (const page of best) page.points *= (page.parts / parts.length) ** 2;
  // What is over comes last.
  const isOver = (one) => (index.over.has(one.page.id) ? 1 : 0);
  return { pages: best.sort((a, b) => isOver(a) - isOver(b) || b.points - a.points), isWhole: most === parts.length };
}

// What a query in quotation marks finds: the words exactly so.
async function quoted(query, index) {
  const { results } = await index.pagefind.search(query);
  const pages = results.map((page) => ({ page, points: page.score, kind: index.kindOf.get(page.id) ?? "" }));
  return { pages, isWhole: true };
}

async function search() {
  clearTimeout(timer);
  const mine = ++turn;
  const query = words.value.trim();
  remember(query);
  if (query === "") {
    clear();
    popular.hidden = false;
    status.textContent = "";
    return;
  }
  list.setAttribute("aria-busy", "true");
  status.textContent = "検索しています…";
  try {
    const index = await load();
    const terms = ["タグ", "場所", KIND].flatMap((name) => Object.keys(index.values[name] ?? {}));
    const isQuoted = /^".+"$/.test(query);
    const bare = plain(query.replaceAll('"', ""));
    const parts = isQuoted ? [{ keys: [], words: [bare], others: [], alike: [] }] : parse(query, groups, terms);
    const { pages, isWhole } = isQuoted ? await quoted(query, index) : await rank(parts, index);
    const show = await prepare(pages, parts);
    if (mine !== turn) return;
    clear();
    show();
    status.textContent = summary(query, pages, parts, isWhole);
  } catch (error) {
    const text = await explain();
    if (mine !== turn) return;
    clear();
    popular.hidden = false;
    status.textContent = text;
  }
}

// Pages by their kinds, the kind of the best one first.
function apartByKind(pages) {
  const byKind = new Map();
  for (const page of pages) byKind.set(page.kind, [...(byKind.get(page.kind) ?? []), page]);
  return byKind;
}

// Reads what is shown first, and gives back what shows it.
async function prepare(pages, parts) {
  const byKind = apartByKind(pages);
  const wanted = kind.value === "" ? pages : (byKind.get(kind.value) ?? []);
  const isList = kind.value !== "" || byKind.size < 2;
  const read = isList ? [wanted.slice(0, RESULTS_AT_ONCE)] : [...byKind.values()].map((some) => some.slice(0, RESULTS_OF_KIND));
  const items = await Promise.all(read.map((some) => readAll(some.map((one) => one.page))));
  return () => {
    for (const [option, name] of kindNames) {
      const count = byKind.get(option.value)?.length ?? 0;
      option.textContent = option.value === "" ? name : `${name}（${count}）`;
    }
    looked = parts;
    found = isList ? wanted : [];
    if (isList) showList(items[0]);
    else kinds.append(...[...byKind].map(([name, some], at) => kindSection(name, some.length, items[at])));
    popular.hidden = help.hidden = wanted.length > 0;
  };
}

async function showMore() {
  const mine = turn;
  const start = list.children.length;
  try {
    const items = await readAll(found.slice(start, start + RESULTS_AT_ONCE).map((one) => one.page));
    // A new search, or a second click, was faster.
    if (mine !== turn || start !== list.children.length) return;
    showList(items);
    status.textContent = counted(found.length);
    // The button may be gone now; reading goes on with the first new result.
    list.children[start].querySelector("a").focus();
  } catch (error) {
    if (mine === turn) status.textContent = await explain();
  }
}

const readAll = (pages) => Promise.all(pages.map((page) => page.data()));

function clear() {
  list.removeAttribute("aria-busy");
  list.replaceChildren();
  kinds.replaceChildren();
  found = [];
  more.hidden = true;
  popular.hidden = help.hidden = true;
  for (const [option, name] of kindNames) option.textContent = name;
}

function showList(items) {
  list.append(...items.map((item) => entryOf(item, 2)));
  const rest = found.length - list.children.length;
  more.hidden = rest === 0;
  if (rest > 0) more.textContent = `さらに${Math.min(rest, RESULTS_AT_ONCE)}件を表示する`;
}

// The best of a kind, and the way to all of it: an address of its own.
function kindSection(name, count, items) {
  const section = ofKind.content.cloneNode(true);
  const title = section.querySelector("h2");
  title.textContent = `${name || "そのほか"} `;
  title.append(Object.assign(document.createElement("span"), { className: "search-count", textContent: `${count}件` }));
  section.querySelector("ol").setAttribute("aria-label", `検索結果 ${name}`);
  section.querySelector("ol").append(...items.map((item) => entryOf(item, 3)));
  const all = section.querySelector("a[data-all]");
  const address = new URL(location.href);
  address.searchParams.set("kind", name);
  all.href = address.href;
  all.textContent = `${name}の結果をすべて見る（${count}件）`;
  if (count <= items.length || name === "") all.parentElement.remove();
  return section;
}

function entryOf(item, level) {
  const entry = result.content.cloneNode(true);
  const own = looked.flatMap((part) => part.words);
  const others = looked.flatMap((part) => part.others);
  const find = (text) => [own, [...own, ...others]].map((some) => placesOf(text, some)).find((places) => places.length > 0) ?? [];
  const title = item.meta.title;
  const link = entry.querySelector("a");
  link.href = item.url;
  link.append(...nodesOf(marked(title, find(title))));
  if (level === 3) {
    const heading = document.createElement("h3");
    heading.className = link.parentElement.className;
    link.parentElement.replaceWith(heading);
    heading.append(link);
  }
  const badge = entry.querySelector(".badge");
  if (item.meta["区分"]) badge.textContent = item.meta["区分"];
  else badge.remove();
  const body = textAfter(title, item.content.replace(FOREIGN_STOP, "。"));
  const places = find(body);
  const why = reasons(item, places.length > 0);
  entry.querySelector(".search-why").append(...why.map((text) => Object.assign(document.createElement("span"), { textContent: text })));
  if (item.filters[STATE]) entry.querySelector(".search-over").hidden = false;
  entry.querySelector(".search-excerpt").append(...nodesOf(passage(body, places)));
  return entry;
}

// Where a page has what is looked for, the best first: of each field one.
function reasons(item, isInText) {
  const all = [];
  for (const field of FIELDS) {
    const values = field.name === "題名" ? [item.meta.title] : (item.filters[field.name] ?? []);
    const rated = values.map((value) => ({ value, points: Math.max(0, ...looked.map((part) => answer(part, value, field))) }));
    const best = rated.sort((a, b) => b.points - a.points)[0];
    if (best?.points > 0) all.push({ points: best.points * field.points, text: field.why(best.value) });
  }
  const texts = all.sort((a, b) => b.points - a.points).map((reason) => reason.text).slice(0, MOST_REASONS - 1);
  return isInText || texts.length === 0 ? [...texts, "本文"] : texts;
}

const nodesOf = (pieces) =>
  pieces.map(({ text, isFound }) => (isFound ? Object.assign(document.createElement("mark"), { textContent: text }) : text));

function counted(count) {
  const rest = count - list.children.length;
  return `${count}件見つかりました${rest > 0 && list.children.length > 0 ? `（${list.children.length}件を表示）` : ""}`;
}

// What is said of a search: how much it found, what else was looked for, what was left out.
function summary(query, pages, parts, isWhole) {
  if (parts.length === 0) return `「${query}」だけでは探せません。2文字以上のことばでお試しください。`;
  const count = kind.value === "" ? pages.length : found.length;
  const others = [...new Set(parts.flatMap((part) => part.others))];
  const also = others.map((word) => `「${word}」`).join("");
  if (count === 0) {
    const where = kind.value === "" ? "" : `${kind.value}の中に、`;
    const tried = also ? `${also}でも探しました。` : "";
    return `${where}「${query}」に合うページは見つかりませんでした。${tried}ことばを短くするか、ほかの言い方でお試しください。`;
  }
  const byKind = apartByKind(pages);
  const names = [...byKind].map(([name, some]) => `${name || "そのほか"}${some.length}件`).join("、");
  const split = kind.value === "" && byKind.size > 1 ? `（${names}）` : "";
  const partly = isWhole ? "" : "。すべてのことばがあるページはなく、一部があるページです";
  return `${counted(count)}${split}${partly}${also ? `。${also}でも探しました` : ""}`;
}

// Why a search failed: the site was built without an index, or the network does not answer.
async function explain() {
  try {
    const response = await fetch(bundle, { method: "HEAD" });
    const isScript = /javascript/.test(response.headers.get("content-type") ?? "");
    if (response.status === 404 || (response.ok && !isScript)) {
      return "ただいま検索を準備しています。下の一覧からお探しください。";
    }
  } catch (error) {
    // Said below.
  }
  return "検索できませんでした。通信の状態を確かめて、もう一度お試しください。";
}

function remember(query) {
  const address = new URL(location.href);
  for (const [name, value] of [["q", query], ["kind", kind.value]]) {
    if (value === "") address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(history.state, "", address);
}

function searchSoon() {
  clearTimeout(timer);
  timer = setTimeout(search, TYPING_PAUSE_MS);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
// While Japanese is being converted, the field does not hold what is meant yet.
words.addEventListener("input", (event) => {
  if (!event.isComposing) searchSoon();
});
words.addEventListener("compositionend", searchSoon);
kind.addEventListener("change", search);
more.addEventListener("click", showMore);

const asked = new URLSearchParams(location.search);
words.value = asked.get("q") ?? "";
kind.value = asked.get("kind") ?? "";
// An unknown kind selects nothing at all.
if (kind.selectedIndex < 0) kind.value = "";
if (words.value.trim() === "") popular.hidden = false;
else search();
