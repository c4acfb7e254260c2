// The search page: lists what Pagefind finds for the words in the form or in the address (?q=…&kind=…).
// Nothing of Pagefind is loaded before the first search. All addresses come from the form's data attributes; only
// their paths count, so that the page also works where the site is previewed on another host.

const RESULTS_AT_ONCE = 10;
const TYPING_PAUSE_MS = 250;
const EXCERPT_WORDS = 50;
// Pagefind ends headings and cells with a full stop, which in Japanese is another character.
const FOREIGN_STOP = /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー](?:<\/mark>)?)\.(?: |$)/gu;

const form = document.getElementById("search-form");
const words = form.elements.q;
const kind = form.elements.kind;
const status = document.getElementById("search-status");
const list = document.getElementById("search-results");
const more = document.getElementById("search-more");
const result = document.getElementById("search-result");

const pathOf = (address) => new URL(address, location.href).pathname;
const bundle = pathOf(form.dataset.bundle);

let loading;
// How often loading has failed. Browsers remember a module that did not come, so each try needs an address of its own.
let failures = 0;
let timer;
// Counts searches, so that a slow answer to an older one is dropped.
let turn = 0;
let found = [];

function load() {
  loading ??= import(failures === 0 ? bundle : `${bundle}?${failures}`).then(async (pagefind) => {
    await pagefind.options({ baseUrl: pathOf(form.dataset.base), excerptLength: EXCERPT_WORDS, excerptEllipsis: "…" });
    return pagefind;
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
    status.textContent = "";
    return;
  }
  list.setAttribute("aria-busy", "true");
  status.textContent = "検索しています…";
  try {
    const pagefind = await load();
    const filters = kind.value === "" ? {} : { 種類: kind.value };
    const answer = await pagefind.search(query, { filters });
    const items = await read(answer.results.slice(0, RESULTS_AT_ONCE));
    if (mine !== turn) return;
    clear();
    found = answer.results;
    show(items);
    if (found.length === 0) {
      status.textContent = `「${query}」に合うページは見つかりませんでした。ことばを短くするか、ほかの言い方でお試しください。`;
    }
  } catch (error) {
    const text = await explain();
    if (mine !== turn) return;
    clear();
    status.textContent = text;
  }
}

async function showMore() {
  const mine = turn;
  const start = list.children.length;
  try {
    const items = await read(found.slice(start, start + RESULTS_AT_ONCE));
    // A new search, or a second click, was faster.
    if (mine !== turn || start !== list.children.length) return;
    show(items);
    // The button may be gone now; reading goes on with the first new result.
    list.children[start].querySelector("a").focus();
  } catch (error) {
    if (mine === turn) status.textContent = await explain();
  }
}

const read = (results) => Promise.all(results.map((one) => one.data()));

function clear() {
  list.removeAttribute("aria-busy");
  list.replaceChildren();
  found = [];
  more.hidden = true;
}

function show(items) {
  for (const item of items) {
    const entry = result.content.cloneNode(true);
    const link = entry.querySelector("a");
    link.href = item.url;
    link.textContent = item.meta.title;
    const badge = entry.querySelector(".badge");
    if (item.meta["区分"]) badge.textContent = item.meta["区分"];
    else badge.parentElement.remove();
    entry.querySelector(".search-excerpt").append(...marked(item.excerpt));
    list.append(entry);
  }
  const shown = list.children.length;
  const rest = found.length - shown;
  more.hidden = rest === 0;
  if (rest > 0) more.textContent = `さらに${Math.min(rest, RESULTS_AT_ONCE)}件を表示する`;
  status.textContent = `${found.length}件見つかりました${rest > 0 ? `（${shown}件を表示）` : ""}`;
}

// The excerpt as nodes: text and <mark>, nothing else. Words of Japanese are apart by spaces of no width.
function marked(excerpt) {
  const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const joined = excerpt.replaceAll("\u200b", "").replaceAll("</mark><mark>", "").replace(FOREIGN_STOP, "。");
  return joined.split(/<mark>(.*?)<\/mark>/s).map((text, at) => {
    if (at % 2 === 0) return plain(text);
    const mark = document.createElement("mark");
    mark.textContent = plain(text);
    return mark;
  });
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
if (words.value.trim() !== "") search();
