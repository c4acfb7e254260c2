// The index: documents come in, words are looked for, and documents come out, the best first.

// A word that only begins as the one that was asked for is worth this much of it, and less the longer it is.
const WORTH_OF_BEGINNING = 0.15;

class Index {
  constructor() {
    this._fields = [];
    this._ref = "id";
    this.pipeline = new Pipeline();
    this.documentStore = new DocumentStore();
    this.index = {};
    this.eventEmitter = new EventEmitter();
  }

  static load(stored) {
    if (stored.version !== elasticlunr.version) {
      elasticlunr.utils.warn(`This is an index of version ${stored.version}, read as one of ${elasticlunr.version}`);
    }
    const index = new this();
    index._fields = stored.fields;
    index._ref = stored.ref;
    index.documentStore = DocumentStore.load(stored.documentStore);
    index.pipeline = Pipeline.load(stored.pipeline);
    stored.fields.forEach((field) => {
      index.index[field] = InvertedIndex.load(stored.index[field]);
    });
    return index;
  }

  on(...names) {
    this.eventEmitter.addListener(...names);
  }

  off(name, listener) {
    this.eventEmitter.removeListener(name, listener);
  }

  use(plugin, ...values) {
    plugin.call(this, this, ...values);
  }

  addField(field) {
    this._fields.push(field);
    this.index[field] = new InvertedIndex();
    return this;
  }

  setRef(field) {
    this._ref = field;
    return this;
  }

  saveDocument(save) {
    this.documentStore = new DocumentStore(save);
    return this;
  }

  getFields() {
    return this._fields.slice();
  }

  _words(text) {
    return this.pipeline.run(elasticlunr.tokenizer(text));
  }

  _tell(event, doc, isTold) {
    if (isMissing(isTold) || isTold) this.eventEmitter.emit(event, doc, this);
  }

  addDoc(doc, isTold) {
    if (!doc) return;
    const ref = doc[this._ref];
    this.documentStore.addDoc(ref, doc);
    this._fields.forEach((field) => {
      const words = this._words(doc[field]);
      this.documentStore.addFieldLength(ref, field, words.length);
      const counts = new Map();
      words.forEach((word) => counts.set(word, (counts.get(word) || 0) + 1));
      counts.forEach((count, word) => this.index[field].addToken(word, { ref, tf: Math.sqrt(count) }));
    });
    this._tell("add", doc, isTold);
  }

  removeDocByRef(ref, isTold) {
    this._remove(ref, {}, isTold);
  }

  removeDoc(doc, isTold) {
    if (doc) this._remove(doc[this._ref], doc, isTold);
  }

  // The words of a document that is not kept are those of the one that is given.
  _remove(ref, given, isTold) {
    if (!this.documentStore.hasDoc(ref)) return;
    const doc = this.documentStore.getDoc(ref) || given;
    this._fields.forEach((field) => {
      this._words(doc[field]).forEach((word) => this.index[field].removeToken(word, ref));
    });
    this.documentStore.removeDoc(ref);
    this._tell("remove", doc, isTold);
  }

  updateDoc(doc, isTold) {
    if (!doc) return;
    this.removeDocByRef(doc[this._ref], false);
    this.addDoc(doc, false);
    this._tell("update", doc, isTold);
  }

  // How rare a word is.
  idf(word, field) {
    return 1 + Math.log(this.documentStore.length / (this.index[field].getDocFreq(word) + 1));
  }

  // `query` is a text, or an object with a text for each field and one named `any` for the others.
  search(query, config) {
    if (!query) return [];
    const texts = typeof query === "object" ? query : { any: String(query) };
    const words = {};
    Object.keys(texts).forEach((field) => {
      words[field] = this._words(texts[field]);
    });
    const scores = new Map();
    const settings = searchSettings(this._fields, config);
    Object.keys(settings).forEach((field) => {
      const asked = owns(words, field) ? words[field] : words.any;
      if (!asked) return;
      this.fieldSearch(asked, field, settings).forEach((score, ref) => {
        scores.set(ref, (scores.get(ref) || 0) + score * settings[field].boost);
      });
    });
    const results = Array.from(scores, ([ref, score]) => {
      const result = { ref, score };
      if (this.documentStore.hasDoc(ref)) result.doc = this.documentStore.getDoc(ref);
      return result;
    });
    return results.sort((a, b) => b.score - a.score);
  }

  // Scores by document of one field.
  fieldSearch(words, field, settings) {
    const { boost, bool, expand } = settings[field];
    if (boost === 0) return new Map();
    let scores = null;
    const hits = new Map();
    words.forEach((word) => {
      const known = expand ? this.index[field].expandToken(word) : [word];
      const found = new Map();
      known.forEach((term) => this._score(term, word, field, found));
      Object.keys(this.index[field].getDocs(word)).forEach((ref) => hits.set(ref, (hits.get(ref) || 0) + 1));
      scores = scores ? merge(scores, found, bool) : found;
    });
    // Documents that have more of the words that were asked for are worth more.
    hits.forEach((count, ref) => {
      if (scores.has(ref)) scores.set(ref, (scores.get(ref) * count) / words.length);
    });
    return scores || new Map();
  }

  // Adds to `found` what the documents with a term are worth to somebody who asks for `word`.
  _score(term, word, field, found) {
    const idf = this.idf(term, field);
    const beginning = term === word ? 1 : (1 - (term.length - word.length) / term.length) * WORTH_OF_BEGINNING;
    const docs = this.index[field].getDocs(term);
    Object.keys(docs).forEach((ref) => {
      const length = this.documentStore.getFieldLength(ref, field) || 1;
      const score = docs[ref].tf * idf * (1 / Math.sqrt(length)) * beginning;
      found.set(ref, (found.get(ref) || 0) + score);
    });
  }

  toJSON() {
    const index = {};
    this._fields.forEach((field) => {
      index[field] = this.index[field].toJSON();
    });
    return {
      version: elasticlunr.version,
      fields: this._fields,
      ref: this._ref,
      documentStore: this.documentStore.toJSON(),
      index,
      pipeline: this.pipeline.toJSON(),
    };
  }
}

// Scores of one word more: with `AND` a document must have had all of them.
function merge(scores, found, bool) {
  const merged = bool === "AND" ? new Map() : scores;
  found.forEach((score, ref) => {
    if (bool !== "AND" || scores.has(ref)) merged.set(ref, score + (scores.get(ref) || 0));
  });
  return merged;
}

// How to look into each field: what a field does not say is said for all of them, and all fields are looked into
// where none are named.
function searchSettings(known, config) {
  const general = Object.assign({ bool: "OR", expand: false, boost: 1 }, pick(config, ["bool", "expand"]));
  const asked = config && config.fields;
  const fields = asked ? Object.keys(asked).filter((field) => known.indexOf(field) >= 0) : known;
  const settings = {};
  fields.forEach((field) => {
    settings[field] = Object.assign({}, general, pick(asked && asked[field], ["bool", "expand", "boost"]));
  });
  return settings;
}

// What an object says, without what it leaves open.
function pick(object, keys) {
  const picked = {};
  keys
    .filter((key) => object && !isMissing(object[key]))
    .forEach((key) => {
      picked[key] = object[key];
    });
  return picked;
}

elasticlunr.Index = Index;
