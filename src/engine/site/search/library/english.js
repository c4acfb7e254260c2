// English: the pipeline of indices that name no other language.

elasticlunr.trimmer = (word) => word.replace(/^\W+|\W+$/g, "");

elasticlunr.defaultStopWords = listed(
  "a able about across after all almost also am among an and any are as at be because been but by can cannot could " +
    "dear did do does either else ever every for from get got had has have he her hers him his how however i if in " +
    "into is it its just least let like likely may me might most must my neither no nor not of off often on only or " +
    "other our own rather said say says she should since so some than that the their them then there these they " +
    "this tis to too twas us wants was we were what when where which while who whom why will with would yet you your"
);

// An object as sites expect it, which also knows the empty word.
function listed(words) {
  const list = { "": true };
  words.split(" ").forEach((word) => {
    list[word] = true;
  });
  return list;
}

elasticlunr.stopWordFilter = (word) => (word && stopWords()[word] === true ? undefined : word || undefined);

const stopWords = () => elasticlunr.stopWordFilter.stopWords;

elasticlunr.clearStopWords = function () {
  elasticlunr.stopWordFilter.stopWords = {};
};

elasticlunr.addStopWords = function (words) {
  if (Array.isArray(words)) words.forEach((word) => (stopWords()[word] = true));
};

elasticlunr.resetStopWords = function () {
  elasticlunr.stopWordFilter.stopWords = Object.assign({}, elasticlunr.defaultStopWords);
};

elasticlunr.resetStopWords();

// Porter's algorithm, https://tartarus.org/martin/PorterStemmer, with its three departures.
{
  // For each letter whether it is a vowel: a `y` is one after another letter.
  const shape = (word) => {
    let shape = "";
    for (const letter of word) {
      const isVowel = is("aeiou", letter) || (letter === "y" && shape.endsWith("c"));
      shape += isVowel ? "v" : "c";
    }
    return shape;
  };

  // How often letters follow vowels, which Porter calls m.
  const measure = (stem) => (shape(stem).match(/vc/g) || []).length;
  const isShort = (stem) => /^c+vc$/.test(shape(stem)) && isNot("wxy", stem[stem.length - 1]);

  // Endings in pairs with what takes their place.
  const pairs = (text) => {
    const known = new Map(text.split(" ").map((pair) => pair.split(">")));
    known.longest = 7;
    return known;
  };

  const STEP_2 = pairs(
    "ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ization>ize " +
      "ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble logi>log"
  );
  const STEP_3 = pairs("icate>ic ative> alize>al iciti>ic ical>ic ful> ness>");
  const STEP_4 = endings("al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize");

  const replace = (word, known) => {
    const end = ending(word, known, 1);
    return end && measure(cut(word, end)) > 0 ? cut(word, end) + known.get(end) : word;
  };

  // Plurals and the like.
  const step1a = (word) => (/.(ss|i)es$/.test(word) ? cut(word, "es") : word.replace(/(.[^s])s$/, "$1"));

  // Participles.
  const step1b = (word) => {
    if (/.eed$/.test(word)) return measure(cut(word, "eed")) > 0 ? cut(word, "d") : word;
    const stem = word.replace(/(.)(ed|ing)$/, "$1");
    if (stem === word || !is(shape(stem), "v")) return word;
    if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
    if (/([^aeiouylsz])\1$/.test(stem)) return stem.slice(0, -1);
    return isShort(stem) ? `${stem}e` : stem;
  };

  const step4 = (word) => {
    const end = ending(word, STEP_4, 1) || (/.[st]ion$/.test(word) ? "ion" : "");
    return end && measure(cut(word, end)) > 1 ? cut(word, end) : word;
  };

  const step5 = (word) => {
    const stem = word.length > 1 && word.endsWith("e") ? cut(word, "e") : word;
    const isCut = stem !== word && (measure(stem) > 1 || (measure(stem) === 1 && !isShort(stem)));
    const result = isCut ? stem : word;
    return result.endsWith("ll") && measure(result) > 1 ? result.slice(0, -1) : result;
  };

  elasticlunr.stemmer = (word) => {
    if (word.length < 3) return word;
    const start = step1b(step1a(word)).replace(/(.[^aeiou])y$/, "$1i");
    return step5(step4(replace(replace(start, STEP_2), STEP_3)));
  };
}

Pipeline.registerFunction(elasticlunr.trimmer, "trimmer");
Pipeline.registerFunction(elasticlunr.stopWordFilter, "stopWordFilter");
Pipeline.registerFunction(elasticlunr.stemmer, "stemmer");
