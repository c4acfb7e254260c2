// What an index keeps: its documents, and for each field a tree of words, one letter a level.

class DocumentStore {
  constructor(save) {
    this._save = isMissing(save) || Boolean(save);
    this.docs = {};
    this.docInfo = {};
    this.length = 0;
  }

  static load(stored) {
    return Object.assign(new DocumentStore(stored.save), {
      docs: stored.docs,
      docInfo: stored.docInfo,
      length: stored.length,
    });
  }

  isDocStored() {
    return this._save;
  }

  addDoc(ref, doc) {
    if (!this.hasDoc(ref)) this.length += 1;
    this.docs[ref] = this._save ? Object.assign({}, doc) : null;
  }

  getDoc(ref) {
    return this.hasDoc(ref) ? this.docs[ref] : null;
  }

  hasDoc(ref) {
    return owns(this.docs, ref);
  }

  removeDoc(ref) {
    if (!this.hasDoc(ref)) return;
    delete this.docs[ref];
    delete this.docInfo[ref];
    this.length -= 1;
  }

  // Keeps how many words a field of a document has.
  addFieldLength(ref, field, length) {
    if (isMissing(ref) || !this.hasDoc(ref)) return;
    if (!owns(this.docInfo, ref)) this.docInfo[ref] = {};
    this.docInfo[ref][field] = length;
  }

  updateFieldLength(ref, field, length) {
    if (!isMissing(length)) this.addFieldLength(ref, field, length);
  }

  getFieldLength(ref, field) {
    return (owns(this.docInfo, ref) && this.docInfo[ref][field]) || 0;
  }

  toJSON() {
    return { docs: this.docs, docInfo: this.docInfo, length: this.length, save: this._save };
  }
}

// A node is the end of a word if it has documents. Its other keys, of one letter each, lead to longer words.
const newNode = () => ({ docs: {}, df: 0 });

class InvertedIndex {
  constructor() {
    this.root = newNode();
  }

  static load(stored) {
    return Object.assign(new InvertedIndex(), { root: stored.root });
  }

  addToken(word, found, root) {
    let node = root || this.root;
    for (const letter of word) {
      if (!owns(node, letter)) node[letter] = newNode();
      node = node[letter];
    }
    if (!owns(node.docs, found.ref)) node.df += 1;
    node.docs[found.ref] = { tf: found.tf };
  }

  getNode(word) {
    let node = word ? this.root : null;
    for (const letter of word || "") {
      if (!owns(node, letter)) return null;
      node = node[letter];
    }
    return node;
  }

  hasToken(word) {
    return this.getNode(word) !== null;
  }

  getDocs(word) {
    const node = this.getNode(word);
    return node ? node.docs : {};
  }

  getTermFrequency(word, ref) {
    const docs = this.getDocs(word);
    return owns(docs, ref) ? docs[ref].tf : 0;
  }

  getDocFreq(word) {
    const node = this.getNode(word);
    return node ? node.df : 0;
  }

  removeToken(word, ref) {
    const node = this.getNode(word);
    if (!node || !owns(node.docs, ref)) return;
    delete node.docs[ref];
    node.df -= 1;
  }

  // The words of the index that begin so. No recursion, so that a word may have any length.
  expandToken(start, words, root) {
    const found = words || [];
    const waiting = [[start, root || this.getNode(start)]];
    while (waiting.length > 0) {
      const [word, node] = waiting.pop();
      if (!node) continue;
      if (node.df > 0) found.push(word);
      const letters = Object.keys(node).filter((key) => key !== "docs" && key !== "df");
      letters.reverse().forEach((letter) => waiting.push([word + letter, node[letter]]));
    }
    return found;
  }

  toJSON() {
    return { root: this.root };
  }
}

Object.assign(elasticlunr, { DocumentStore, InvertedIndex });
