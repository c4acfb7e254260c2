// Languages besides English. Each brings three functions under the names that its indices ask for.

const LATIN =
  "A-Za-z\\u00aa\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02b8\\u02e0-\\u02e4\\u1d00-\\u1d25\\u1d2c-\\u1d5c" +
  "\\u1d62-\\u1d65\\u1d6b-\\u1d77\\u1d79-\\u1dbe\\u1e00-\\u1eff\\u2071\\u207f\\u2090-\\u209c\\u212a\\u212b\\u2132" +
  "\\u214e\\u2160-\\u2188\\u2c60-\\u2c7f\\ua722-\\ua787\\ua78b-\\ua7dc\\ua7f2-\\ua7ff\\uab30-\\uab5a" +
  "\\uab5c-\\uab64\\uab66-\\uab69\\ufb00-\\ufb06\\uff21-\\uff3a\\uff41-\\uff5a";

// `letters` are those of a regular expression's class, `words` are left out, and `stem` gives a word's stem.
function addLanguage(code, letters, words, stem) {
  const around = new RegExp(`^[^${letters}]+|[^${letters}]+$`, "g");
  const leftOut = new Set(words.split(" "));
  const steps = {
    trimmer: (word) => word.replace(around, "") || undefined,
    stopWordFilter: (word) => (leftOut.has(word) ? undefined : word || undefined),
    stemmer: (word) => stem(word) || undefined,
  };
  steps.stopWordFilter.words = leftOut;
  const names = Object.keys(steps);
  // Used by an index that is made in the browser: `this.use(elasticlunr.de)`.
  elasticlunr[code] = function () {
    this.pipeline.reset();
    this.pipeline.add(...names.map((name) => steps[name]));
  };
  names.forEach((name) => {
    elasticlunr[code][name] = steps[name];
    Pipeline.registerFunction(steps[name], `${name}-${code}`);
  });
}

// More words to leave out: those that the site's index has left out.
function leaveOut(code, words) {
  words.split(" ").forEach((word) => elasticlunr[code].stopWordFilter.words.add(word));
}
