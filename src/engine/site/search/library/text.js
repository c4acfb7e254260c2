// From a text to the words that an index knows: the tokenizer, and the pipeline of functions through which words go.

// Makes an index: `setUp` is called on it, to name its fields and what identifies a document.
function elasticlunr(setUp) {
  const index = new Index();
  index.pipeline.add(elasticlunr.trimmer, elasticlunr.stopWordFilter, elasticlunr.stemmer);
  if (setUp) setUp.call(index, index);
  return index;
}

// The version of the format, which indices carry.
elasticlunr.version = "0.9.5";

const owns = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
const isMissing = (value) => value === undefined || value === null;

elasticlunr.utils = {
  warn(message) {
    if (typeof console === "object" && console.warn) console.warn(message);
  },
  toString(value) {
    return isMissing(value) ? "" : String(value);
  },
};

// Splits a text into words in lower case. A list is taken as one text after the other.
elasticlunr.tokenizer = function (text) {
  if (isMissing(text)) return [];
  const seperator = elasticlunr.tokenizer.getSeperator();
  if (!Array.isArray(text)) return String(text).trim().toLowerCase().split(seperator);
  const texts = text.filter((item) => !isMissing(item)).map((item) => String(item).toLowerCase().split(seperator));
  return [].concat(...texts);
};

// A site may put its own tokenizer here, so that these must not mind which one it is.
const BETWEEN_WORDS = /[\s-]+/;
let seperatorOfSite = BETWEEN_WORDS;
Object.assign(elasticlunr.tokenizer, {
  defaultSeperator: BETWEEN_WORDS,
  setSeperator(seperator) {
    if (typeof seperator === "object" && seperator) seperatorOfSite = seperator;
  },
  resetSeperator() {
    seperatorOfSite = BETWEEN_WORDS;
  },
  getSeperator() {
    return seperatorOfSite;
  },
});

// Functions through which each word goes; one that gives nothing drops it.
class Pipeline {
  constructor() {
    this._queue = [];
  }

  // Makes a function known by the name under which indices ask for it.
  static registerFunction(step, label) {
    step.label = label;
    Pipeline.registeredFunctions[label] = step;
  }

  static getRegisteredFunction(label) {
    return owns(Pipeline.registeredFunctions, label) ? Pipeline.registeredFunctions[label] : null;
  }

  static warnIfFunctionNotRegistered(step) {
    if (!step.label || !Pipeline.getRegisteredFunction(step.label)) {
      elasticlunr.utils.warn("This function has no registered name, so an index that is saved cannot ask for it.");
    }
  }

  static load(labels) {
    const pipeline = new Pipeline();
    labels.forEach((label) => {
      const step = Pipeline.getRegisteredFunction(label);
      if (!step) throw new Error(`The index needs \`${label}\`, which is not registered`);
      pipeline.add(step);
    });
    return pipeline;
  }

  add(...steps) {
    steps.forEach((step) => Pipeline.warnIfFunctionNotRegistered(step));
    this._queue.push(...steps);
  }

  after(known, step) {
    this._insert(known, 1, step);
  }

  before(known, step) {
    this._insert(known, 0, step);
  }

  _insert(known, offset, step) {
    Pipeline.warnIfFunctionNotRegistered(step);
    const at = this._queue.indexOf(known);
    if (at < 0) throw new Error("The pipeline does not have the function beside which to put another");
    this._queue.splice(at + offset, 0, step);
  }

  remove(step) {
    this._queue = this._queue.filter((known) => known !== step);
  }

  run(words) {
    const kept = [];
    words.forEach((word, at) => {
      const result = this._queue.reduce((now, step) => (isMissing(now) ? now : step(now, at, words)), word);
      if (!isMissing(result)) kept.push(result);
    });
    return kept;
  }

  reset() {
    this._queue = [];
  }

  get() {
    return this._queue;
  }

  toJSON() {
    return this._queue.map((step) => step.label);
  }
}

Pipeline.registeredFunctions = {};
elasticlunr.Pipeline = Pipeline;
