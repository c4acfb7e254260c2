// Which pages answer a query. Pagefind finds words in texts. Titles, tags, places and readings it keeps as filters: their values
// are compared with what is looked for by search-words.js, whatever the spelling, and Pagefind says which pages have them.

import { answer, placesOf, tellingSegments } from "./search-words.js";

export const KIND = "種類";
export const STATE = "状態";
// The filters that words are compared with: what a page has for one of them, and how results say so.
export const FIELDS = [
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

// What is asked of the index once: the values of its filters, the kind of each page, and which are over.
export async function openIndex(pagefind) {
  const index = { pagefind, values: await pagefind.filters(), kindOf: new Map(), over: new Set() };
  for (const name of Object.keys(index.values[KIND] ?? {})) {
    for (const page of await filed(index, KIND, [name])) index.kindOf.set(page.id, name);
  }
  for (const page of await filed(index, STATE, Object.keys(index.values[STATE] ?? {}))) index.over.add(page.id);
  return index;
}

// The texts and values of pages, each a file of its own.
export const readAll = (pages) => Promise.all(pages.map((page) => page.data()));

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
export async function rank(parts, index) {
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
export async function quoted(query, index) {
  const { results } = await index.pagefind.search(query);
  const pages = results.map((page) => ({ page, points: page.score, kind: index.kindOf.get(page.id) ?? "" }));
  return { pages, isWhole: true };
}
