// What words mean to the search page: texts of one spelling, queries as parts with all that is looked for, passages with
// what was found. Nothing here knows the page or the index.
//
// Two texts are alike when their keys are: width, case, katakana and hiragana, small kana and long marks make no difference.

const SMALL = "ぁぃぅぇぉっゃゅょゎゕゖ";
const LARGE = "あいうえおつやゆよわかけ";
// Segments that say nothing of what is looked for, beside the particles of one or two letters.
const EMPTY = new Set(["ください", "について", "ところ", "ほしい"]);
// So many other words of a group are looked for in texts and named.
const OTHERS = 5;
const PASSAGE_BEFORE = 36;
const PASSAGE_LENGTH = 110;
// Before its title, a page has its date, its company or the length of its video.
const TITLE_WITHIN = 60;

const isKana = (text) => /^[\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u.test(text);
const isHiragana = (text) => /^[\p{Script=Hiragana}ー]+$/u.test(text);

// Width and case.
export const plain = (text) => text.normalize("NFKC").toLowerCase();

const asHiragana = (text) => text.replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
const asKatakana = (text) => text.replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60));
const asLarge = (text) => text.replace(/[ぁ-ゖ]/g, (letter) => LARGE[SMALL.indexOf(letter)] ?? letter);

// The same letter by letter, so that places in one are places in the other: what NFKC makes several letters of stays.
const plainLetter = (letter) => (plain(letter).length === 1 ? plain(letter) : letter);
const plainLetters = (text) => text.replace(/[^\0-\x40\x5b-\x7f]/g, plainLetter);
const evenKana = (text) => asLarge(asHiragana(plainLetters(text)));

// What words are compared by.
export const keyOf = (text) => evenKana(plain(text)).replaceAll("ー", "");

function classOf(letter) {
  if (letter === undefined) return "";
  if (/\p{Script=Han}/u.test(letter)) return "han";
  if (/[\p{Script=Katakana}ー]/u.test(letter)) return "katakana";
  if (/\p{Script=Hiragana}/u.test(letter)) return "hiragana";
  return /[\p{L}\p{N}]/u.test(letter) ? "latin" : "";
}

// Whether what stands from `start` to `end` is a word of its own: 車 is none in 電車, IT none in TITLE. Two or more kanji are,
// for nothing divides them from others.
function standsAlone(text, start, end) {
  const [first, last] = [classOf(text[start]), classOf(text[end - 1])];
  const joined = (inside, outside) => inside !== "" && inside === classOf(outside) && (inside !== "han" || end - start < 2);
  return !joined(first, text[start - 1]) && !joined(last, text[end]);
}

// The words in a text with the places where they begin. Browsers without a segmenter know only spaces.
function cut(text) {
  if (typeof Intl.Segmenter === "undefined") {
    return [...text.matchAll(/\S+/gu)].map((one) => ({ segment: one[0], index: one.index }));
  }
  return [...new Intl.Segmenter("ja", { granularity: "word" }).segment(text)].filter((word) => word.isWordLike);
}

export const segmentsOf = (text) => cut(text).map((word) => word.segment);

const saysNothing = (segment) => EMPTY.has(segment) || (isHiragana(segment) && segment.length <= 2);

// The segments that say something.
export const tellingSegments = (text) => segmentsOf(text).filter((segment) => !saysNothing(segment));

// A run of letters without the particles at its ends.
function trimmed(text) {
  const telling = cut(text).filter((word) => !saysNothing(word.segment));
  if (telling.length === 0) return "";
  const last = telling[telling.length - 1];
  return text.slice(telling[0].index, last.index + last.segment.length);
}

// The known words in a run of letters, the longest first, and what is between them.
function divide(text, known) {
  const even = evenKana(text);
  const found = [];
  let rest = 0;
  const between = (end) => {
    if (end > rest) found.push({ text: text.slice(rest, end), isKnown: false });
  };
  for (let at = 0; at < text.length; ) {
    const word = known.find((word) => even.startsWith(word, at) && standsAlone(text, at, at + word.length));
    if (word === undefined) {
      at += 1;
      continue;
    }
    between(at);
    found.push({ text: text.slice(at, at + word.length), isKnown: true });
    at += word.length;
    rest = at;
  }
  between(text.length);
  return found;
}

// What is looked for in place of a word: `words` are the word itself in all its spellings, `others` mean the same.
function partOf(text, groups) {
  const key = keyOf(text);
  const mine = groups.filter((group) => group.some((word) => keyOf(word) === key));
  const same = mine.flat().filter((word) => keyOf(word) === key).map(plain);
  const kana = isKana(text) ? [asHiragana(text), asKatakana(text)] : [];
  const words = [...new Set([text, ...same, ...kana])];
  const others = [...new Set(mine.flat())].filter((word) => keyOf(word) !== key);
  // What is in hiragana is how a word is read: nobody needs to be told.
  const told = others.filter((word) => !isHiragana(word)).slice(0, OTHERS);
  return { text, keys: [key], words, groups: mine, others: told, alike: others.map(keyOf) };
}

// Two words of one group are one part: 東京から何分 asks one thing.
function joinAlike(parts) {
  const joined = [];
  for (const part of parts) {
    const before = joined.find((one) => one.groups.some((group) => part.groups.includes(group)));
    if (before === undefined) {
      joined.push(part);
      continue;
    }
    before.text += ` ${part.text}`;
    before.keys.push(...part.keys);
    before.words.push(...part.words);
    before.others = before.others.filter((word) => !before.keys.includes(keyOf(word)));
    before.alike = before.alike.filter((key) => !before.keys.includes(key));
  }
  return joined;
}

// A query as the parts that a page should all have. `groups` are lists of words that mean the same, `terms` are words that
// pages are filed under. A single kana is no part: it is in every sentence.
export function parse(query, groups, terms) {
  const even = [...groups.flat(), ...terms].map(evenKana);
  const known = [...new Set(even)].filter(Boolean).sort((a, b) => b.length - a.length);
  const parts = [];
  for (const run of plain(query).split(/[\s、。,?!]+/u).filter(Boolean)) {
    const whole = groups.some((group) => group.some((word) => keyOf(word) === keyOf(run)));
    const pieces = whole ? [{ text: run, isKnown: true }] : divide(run, known);
    for (const { text, isKnown } of pieces) {
      const word = isKnown ? text : trimmed(text) || (pieces.length === 1 ? text : "");
      if (segmentsOf(word).length > 0 && !(isKana(word) && word.length === 1)) parts.push(partOf(word, groups));
    }
  }
  // Without anything that says more, particles are looked for as they are.
  const telling = parts.filter((part) => !saysNothing(part.text));
  return joinAlike(telling.length > 0 ? telling : parts);
}

// How well a term answers a part: 1 is the same word, less has it inside or means the same, 0 does not.
// A short word of kana is only the same, or what a reading begins with: inside of others it is chance.
export function answer(part, term, { isReading = false } = {}) {
  const key = keyOf(term);
  const inside = (word) => {
    if (key === word) return 1;
    if (isReading && word.length >= 2 && key.startsWith(word)) return 0.9;
    if (isHiragana(word) && word.length <= 2) return 0;
    const isShort = word.length === 1 || (isKana(word) && word.length <= 3 && !isReading);
    if (isShort || /^[\p{Script=Latin}\p{N}]+$/u.test(word)) return hasWord(key, word) ? 0.6 : 0;
    return key.includes(word) ? 0.6 : 0;
  };
  const best = (keys) => Math.max(0, ...keys.map(inside));
  const alike = best(part.alike);
  return Math.max(best(part.keys), alike === 1 ? 0.8 : 0.6 * alike);
}

function hasWord(text, word) {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (standsAlone(text, at, at + word.length)) return true;
  }
  return false;
}

// All places of the words in a text as [start, end], in order, none in another.
export function placesOf(text, words) {
  const [lowered, even] = [plainLetters(text), evenKana(text)];
  const places = [];
  for (const word of words) {
    const exact = plain(word);
    const folded = isKana(exact) && exact.length > 2 && !lowered.includes(exact);
    const [where, what] = folded ? [even, evenKana(exact)] : [lowered, exact];
    for (let at = where.indexOf(what); at >= 0 && what !== ""; at = where.indexOf(what, at + what.length)) {
      const end = at + what.length;
      const isLong = what.length > (classOf(what[0]) === "han" ? 1 : 3);
      if (isLong || standsAlone(lowered, at, end)) places.push([at, end]);
    }
  }
  places.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let reached = 0;
  return places.filter(([start, end]) => start >= reached && (reached = end));
}

// A text from `start` to `end` as pieces { text, isFound }.
export function marked(text, places, start = 0, end = text.length) {
  const pieces = [];
  let at = start;
  for (const [from, to] of places.filter(([from, to]) => from >= start && to <= end)) {
    pieces.push({ text: text.slice(at, from), isFound: false }, { text: text.slice(from, to), isFound: true });
    at = to;
  }
  pieces.push({ text: text.slice(at, end), isFound: false });
  return pieces.filter((piece) => piece.text !== "");
}

// The text of a page after its title, which stands at its beginning or near.
export function textAfter(title, text) {
  const at = text.slice(0, title.length + TITLE_WITHIN).indexOf(title);
  return at < 0 ? text : text.slice(at + title.length).replace(/^[。.\s]+/u, "");
}

// The passage of a text around the first of its places, or its beginning.
export function passage(text, places) {
  const first = places[0]?.[0] ?? 0;
  const sentence = text.lastIndexOf("。", first - 1) + 1;
  const isNear = first - sentence <= PASSAGE_BEFORE;
  const begin = isNear ? sentence : first - PASSAGE_BEFORE;
  const start = begin + text.slice(begin).search(/\S|$/u);
  const end = Math.min(text.length, start + PASSAGE_LENGTH);
  const pieces = marked(text, places, start, end);
  if (!isNear) pieces.unshift({ text: "…", isFound: false });
  if (end < text.length) pieces.push({ text: "…", isFound: false });
  return pieces;
}
