// What stemmers of languages besides English are made of. They follow the algorithms that are published at
// https://snowballstem.org; the regions R1, R2 and RV of a word begin at `p1`, `p2` and `pV`, as there.

// Cuts an ending off, if it is there and lies at or after `from`.
function cutFrom(word, end, from) {
  return word.endsWith(end) && word.length - end.length >= from ? cut(word, end) : word;
}

// Where what follows the first vowel and the first other letter after it begins, looked for from `from` on.
function region(word, vowels, from) {
  let at = from || 0;
  while (at < word.length && isNot(vowels, word[at])) at += 1;
  while (at < word.length && is(vowels, word[at])) at += 1;
  return Math.min(at + 1, word.length);
}

// Endings with what becomes of a word that has them: `rules(["e en", rule], …)`. A rule gets the word without its
// ending, the regions and the ending. It gives the new word, or nothing if the word does not meet its conditions.
function rules(...list) {
  const known = endings(...list.map(([group]) => group));
  known.forEach((group, ending) => known.set(ending, list[group - 1][1]));
  return known;
}

// What the rule of the longest ending makes of a word, if it makes anything.
function follow(word, known, regions, from) {
  const end = ending(word, known, from);
  return end && known.get(end)(cut(word, end), regions, end);
}

// Rules that put `text` in the place of an ending that lies in a region.
const inP1 =
  (text) =>
  (stem, { p1 }) =>
    stem.length >= p1 && stem + text;
const inP2 =
  (text) =>
  (stem, { p2 }) =>
    stem.length >= p2 && stem + text;
const inPV =
  (text) =>
  (stem, { pV }) =>
    stem.length >= pV && stem + text;

// Rules that cut such an ending off, and then follow others for what stands before it.
const inP1Then = (known) => (stem, regions) => inP1("")(stem, regions) && (follow(stem, known, regions) || stem);
const inP2Then = (known) => (stem, regions) => inP2("")(stem, regions) && (follow(stem, known, regions) || stem);

// The regions of a word of a Romance language.
function romanceRegions(word, vowels) {
  const p1 = region(word, vowels);
  return { pV: verbRegion(word, vowels), p1, p2: region(word, vowels, p1) };
}

// Where what follows the next vowel begins.
function afterVowel(word, vowels, from) {
  let at = from;
  while (at < word.length && isNot(vowels, word[at])) at += 1;
  return Math.min(at + 1, word.length);
}

// The region that verbs of Romance languages end in.
function verbRegion(word, vowels) {
  if (isNot(vowels, word[1])) return afterVowel(word, vowels, 2);
  if (is(vowels, word[0])) return region(word, vowels, 1);
  return Math.min(3, word.length);
}
