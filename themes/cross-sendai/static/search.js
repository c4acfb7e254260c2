// The search page: lists what the index has for the words in the form or in the address (?q=…&kind=…), by kinds of pages.
// Nothing of Pagefind is loaded before the first search. All addresses come from the form's data attributes; only
// their paths count, so that the page also works where the site is previewed on another host.
//
// search-words.js knows what words mean, search-rank.js which pages answer them.

import { FIELDS, KIND, STATE, openIndex, quoted, rank, readAll } from "./search-rank.js";
import { answer, marked, parse, passage, placesOf, plain, textAfter } from "./search-words.js";

const RESULTS_AT_ONCE = 10;
const RESULTS_OF_KIND = 3;
const TYPING_PAUSE_MS = 250;
// Pagefind ends headings and cells with a full stop, which in Japanese is another character.
const FOREIGN_STOP = /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])\.(?: |$)/gu;
const MOST_REASONS = 3;
// How far into a text its beginning reaches, which says best what a page is about.
const BEGINNING = 200;

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
    return openIndex(pagefind);
  });
  loading.catch(() => {
    loading = undefined;
    failures += 1;
  });
  return loading;
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
    say(summary(query, pages, parts, isWhole));
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
    say(counted(found.length));
    // The button may be gone now; reading goes on with the first new result.
    list.children[start].querySelector("a").focus();
  } catch (error) {
    if (mine === turn) status.textContent = await explain();
  }
}

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
  title.append(element("span", `${count}件`, "search-count"));
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
  link.replaceChildren(...nodesOf(marked(title, find(title))));
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
  const fields = reasons(item);
  // A page that is filed under the word shows how it begins rather than a line of a table far below.
  const all = find(body);
  const places = fields.length > 0 && all[0]?.[0] > BEGINNING ? [] : all;
  const why = places.length > 0 || fields.length === 0 ? [...fields, "本文"] : fields;
  entry.querySelector(".search-why").append(...why.map((text) => element("span", text)));
  if (item.filters[STATE]) entry.querySelector(".search-over").hidden = false;
  entry.querySelector(".search-excerpt").append(...nodesOf(passage(body, places)));
  return entry;
}

// Where a page has what is looked for beside its text, the best first: of each field one.
function reasons(item) {
  const all = [];
  for (const field of FIELDS) {
    const values = field.name === "題名" ? [item.meta.title] : (item.filters[field.name] ?? []);
    const rated = values.map((value) => ({ value, points: Math.max(0, ...looked.map((part) => answer(part, value, field))) }));
    const best = rated.sort((a, b) => b.points - a.points)[0];
    if (best?.points > 0) all.push({ points: best.points * field.points, text: field.why(best.value) });
  }
  return all.sort((a, b) => b.points - a.points).map((reason) => reason.text).slice(0, MOST_REASONS - 1);
}

// The first words large, what else there is to say beside them.
function say(text) {
  const [first, ...rest] = text.split(/(?=（)|(?<=。)/u);
  status.replaceChildren(element("strong", first), rest.join(""));
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

const nodesOf = (pieces) => pieces.map(({ text, isFound }) => (isFound ? element("mark", text) : text));

function counted(count) {
  const rest = count - list.children.length;
  const shown = rest > 0 && list.children.length > 0 ? `（${list.children.length}件を表示）` : "";
  return `${count}件見つかりました${shown}`;
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
    const advice = "ことばを短くするか、ほかの言い方でお試しください。";
    return `${where}「${query}」に合うページは見つかりませんでした。${tried}${advice}`;
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
