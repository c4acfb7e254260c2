// What the stemmers of all languages are made of.

const is = (letters, letter) => letter !== undefined && letters.indexOf(letter) >= 0;
const isNot = (letters, letter) => letter !== undefined && letters.indexOf(letter) < 0;

// Endings in groups, separated by spaces: `endings("e en", "s")` maps "e" and "en" to 1, and "s" to 2.
function endings(...groups) {
  const known = new Map();
  groups.forEach((group, at) => group.split(" ").forEach((ending) => known.set(ending, at + 1)));
  known.longest = Math.max(...Array.from(known.keys(), (ending) => ending.length));
  return known;
}

// The longest of the endings that lies in `word` at or after `from`; an empty text if none does.
function ending(word, known, from) {
  for (let at = Math.max(from || 0, word.length - known.longest); at < word.length; at += 1) {
    if (known.has(word.slice(at))) return word.slice(at);
  }
  return "";
}

const cut = (word, end) => word.slice(0, word.length - end.length);
