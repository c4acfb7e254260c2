// Filters of a list. Without scripts each is a link to the page of its term; here they become switches: one of the same
// row is enough, every row in use must hold. What is chosen stands in the address, so that it can be shared and comes back.
//
// In a finder (data-finder; data-unit is what it counts):
//   data-filter, data-term   A switch: its row and its value. Its .filter-count says how many it would leave.
//   data-item                What is filtered; data-ROW holds its values, with | between.
//   data-count, data-clear   The number that is left, and the way back.
//   data-none, data-part     What is said where nothing is left, and a part that may be empty.
// and, where a list wants it:
//   data-words-field         A field for words that all have to be in an item or in its data-words.
//   data-list, data-sort-field   The list, and the choice of its order, one of ORDERS.
//   data-per-page, data-more     So many are shown at once, and a button for more.
//   data-pages, data-page, data-pager, data-total   The addresses of all pages of the list, the number of this one, its links
//                            to the others, and how many items there are. What is on the others is fetched once somebody asks
//                            for something.
//   data-none-text, data-drops   Where nothing is left: a sentence, and a list of conditions without which something would be.
//   data-chosen              How many conditions hold, beside the heading of filters that are folded away.

// What stands in data-…, and whether the greater comes first.
const ORDERS = { new: ["date", true], pay: ["yearly", true], until: ["until", false] };
const TYPING_PAUSE_MS = 200;
const MOST_DROPS = 4;

// Width, case and kana do not matter to who searches.
function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

const readItem = (node, at) => ({ node, at, terms: node.dataset, text: undefined });

function fits(item, rows, words) {
  const holds = ([key, wanted]) => (item.terms[key] ?? "").split("|").some((term) => wanted.includes(term));
  if (!rows.every(holds)) return false;
  item.text ??= fold(`${item.node.textContent} ${item.terms.words ?? ""}`);
  return words.every((word) => item.text.includes(word));
}

function inOrder(items, order) {
  const [key, isDown] = ORDERS[order] ?? [];
  if (!key) return items;
  const rank = ({ terms }) => Number((terms[key] ?? "").replaceAll("-", "")) * (isDown ? -1 : 1);
  return [...items].sort((a, b) => rank(a) - rank(b) || a.at - b.at);
}

// The items of another page of the same list. Only its path counts, so that a preview on another host works.
async function fetchItems(address) {
  const response = await fetch(new URL(address, location.href).pathname);
  if (!response.ok) throw new Error(`${response.status} for ${address}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...page.querySelectorAll("[data-finder] [data-item]")].map((node) => document.adoptNode(node));
}

// A switch in the place of a link, or the button that stands there already: { button, key, term, number, name, label }.
function readSwitch(node, pressed) {
  const { filter: key, term } = node.dataset;
  const number = node.querySelector(".filter-count");
  const name = node.textContent.replace(number?.textContent ?? "", "").trim();
  const label = node.closest("[role=group]")?.getAttribute("aria-label") ?? "";
  let button = node;
  if (node.tagName !== "BUTTON") {
    button = document.createElement("button");
    button.type = "button";
    button.className = node.className;
    button.append(...node.childNodes);
    node.replaceWith(button);
  }
  const one = { button, key, term, number, name, label, isOn: false };
  button.addEventListener("click", () => pressed(one));
  return one;
}

class Finder {
  constructor(root) {
    const part = (name) => root.querySelector(`[data-${name}]`);
    this.root = root;
    for (const name of ["count", "clear", "none", "list", "more", "pager", "drops", "chosen"]) this[name] = part(name);
    [this.words, this.order, this.noneText] = ["words-field", "sort-field", "none-text"].map(part);
    this.noneWords = this.noneText?.textContent ?? "";
    this.parts = [...root.querySelectorAll("[data-part]")];
    this.own = [...root.querySelectorAll("[data-item]")];
    this.items = this.own.map(readItem);
    this.pages = (root.dataset.pages ?? "").split(" ").filter(Boolean);
    this.total = Number(root.dataset.total ?? this.own.length);
    this.perPage = Number(root.dataset.perPage ?? Infinity);
    this.upto = this.perPage;
    this.turn = 0;
    this.switches = [...root.querySelectorAll("[data-filter]")].map((node) => readSwitch(node, (one) => {
      one.isOn = !one.isOn;
      this.change();
    }));
    this.listen();
    this.recall();
    this.show();
  }

  listen() {
    let timer;
    this.clear.addEventListener("click", () => {
      for (const one of this.switches) one.isOn = false;
      if (this.words) this.words.value = "";
      this.change();
      (this.words ?? this.switches[0]?.button)?.focus();
    });
    this.order?.addEventListener("change", () => this.change());
    this.words?.addEventListener("input", (event) => {
      clearTimeout(timer);
      // While kana are being converted nothing is meant yet.
      if (!event.isComposing) timer = setTimeout(() => this.change(), TYPING_PAUSE_MS);
    });
    this.words?.addEventListener("compositionend", () => this.change());
    this.more?.addEventListener("click", async () => {
      const seen = this.upto;
      this.upto += this.perPage;
      this.remember();
      await this.show();
      [...this.list.querySelectorAll("[data-item]:not([hidden])")][seen]?.querySelector("a").focus();
    });
  }

  // [row, terms] for each row in use.
  rows() {
    const rows = new Map();
    for (const { key, term, isOn } of this.switches) if (isOn) rows.set(key, [...(rows.get(key) ?? []), term]);
    return [...rows];
  }

  asked() {
    return fold(this.words?.value ?? "").split(/\s+/).filter(Boolean);
  }

  // All items, with those of the other pages.
  load() {
    if (this.pages.length < 2) return undefined;
    const here = Number(this.root.dataset.page) - 1;
    this.loading ??= Promise.all(this.pages.map((address, at) => (at === here ? this.own : fetchItems(address)))).then((found) => {
      this.items = found.flat().map(readItem);
      this.total = this.items.length;
    });
    this.loading.catch(() => (this.loading = undefined));
    return this.loading;
  }

  // Shows what holds now. What comes late for an older choice is dropped.
  async show() {
    const turn = ++this.turn;
    const [rows, words] = [this.rows(), this.asked()];
    const isNarrowed = rows.length > 0 || words.length > 0;
    const isAsked = isNarrowed || Boolean(this.order?.value);
    this.showChoice(isNarrowed);
    if (isAsked) {
      try {
        await this.load();
      } catch {
        if (turn === this.turn) this.count.textContent = "ほかのページを読み込めませんでした。通信を確かめて、もう一度お試しください。";
        return;
      }
      if (turn !== this.turn) return;
    }
    const left = this.items.filter((item) => fits(item, rows, words));
    const isPage = this.pages.length > 0 && !isAsked;
    this.showItems(inOrder(left, this.order?.value), isPage);
    const number = isPage ? this.total : left.length;
    this.count.textContent = `${number}${this.root.dataset.unit}${isNarrowed ? "が合いました" : ""}`;
    this.none.hidden = number > 0;
    if (this.pager) this.pager.hidden = !isPage;
    if (this.more) {
      this.more.hidden = isPage || left.length <= this.upto;
      this.more.textContent = `さらに${Math.min(this.perPage, left.length - this.upto)}件を表示する`;
    }
    // Before all is there, the numbers are those of the page as it was built.
    if (this.items.length === this.total) this.showCounts(rows, words);
    this.drops?.replaceChildren(...(number > 0 ? [] : this.ways(rows, words)));
  }

  showChoice(isNarrowed) {
    const on = this.switches.filter(({ isOn }) => isOn);
    for (const { button, isOn } of this.switches) button.setAttribute("aria-pressed", String(isOn));
    this.clear.hidden = !isNarrowed;
    if (this.chosen) this.chosen.textContent = `${on.length}件`;
    this.chosen?.toggleAttribute("hidden", on.length === 0);
  }

  showItems(sorted, isPage) {
    const shown = new Set(isPage ? this.own : sorted.slice(0, this.upto).map(({ node }) => node));
    for (const { node } of this.items) node.hidden = !shown.has(node);
    this.list?.append(...sorted.map(({ node }) => node));
    for (const part of this.parts) part.hidden = !part.querySelector("[data-item]:not([hidden])");
  }

  // How many each switch would leave, with what the other rows say.
  showCounts(rows, words) {
    for (const { button, key, term, number } of this.switches) {
      const others = rows.filter(([name]) => name !== key);
      const hits = this.items.filter((item) => fits(item, [...others, [key, [term]]], words)).length;
      if (number) number.textContent = String(hits);
      button.classList.toggle("filter-empty", hits === 0);
    }
  }

  // Entries for the conditions that stand in the way: those without which something would be left, the best first.
  ways(rows, words) {
    const hits = (rows, words) => this.items.filter((item) => fits(item, rows, words)).length;
    const ways = rows.map(([key]) => {
      const on = this.switches.filter((one) => one.isOn && one.key === key);
      return {
        name: `${on[0].label}「${on.map(({ name }) => name).join("、")}」`,
        hits: hits(rows.filter(([name]) => name !== key), words),
        drop: () => on.forEach((one) => (one.isOn = false)),
      };
    });
    if (words.length > 0) ways.push({ name: `ことば「${this.words.value.trim()}」`, hits: hits(rows, []), drop: () => (this.words.value = "") });
    const useful = ways.filter((way) => way.hits > 0).sort((a, b) => b.hits - a.hits).slice(0, MOST_DROPS);
    if (this.noneText) {
      const advice = useful.length > 0 ? "次の条件を外すと見つかります。" : "一つ外すだけでは見つからないので、条件をすべて外してみてください。";
      this.noneText.textContent = `${this.noneWords}${advice}`;
    }
    return useful.map((way) => this.wayEntry(way));
  }

  wayEntry({ name, hits, drop }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "filter";
    button.textContent = `${name}を外す（${hits}件）`;
    button.addEventListener("click", async () => {
      drop();
      await this.change();
      this.list.querySelector("[data-item]:not([hidden]) a")?.focus();
    });
    const entry = document.createElement("li");
    entry.append(button);
    return entry;
  }

  change() {
    this.upto = this.perPage;
    this.remember();
    return this.show();
  }

  remember() {
    const address = new URL(location.href);
    for (const key of ["q", "sort", "upto", ...this.switches.map(({ key }) => key)]) address.searchParams.delete(key);
    for (const { key, term, isOn } of this.switches) if (isOn) address.searchParams.append(key, term);
    if (this.words?.value.trim()) address.searchParams.set("q", this.words.value.trim());
    if (this.order?.value) address.searchParams.set("sort", this.order.value);
    if (this.upto > this.perPage) address.searchParams.set("upto", String(this.upto));
    history.replaceState(null, "", address);
  }

  recall() {
    const params = new URLSearchParams(location.search);
    for (const one of this.switches) one.isOn = params.getAll(one.key).includes(one.term);
    if (this.words) this.words.value = params.get("q") ?? "";
    if (this.order) this.order.value = params.get("sort") in ORDERS ? params.get("sort") : "";
    if (Number(params.get("upto")) > this.perPage) this.upto = Number(params.get("upto"));
  }
}

for (const root of document.querySelectorAll("[data-finder]")) new Finder(root);
