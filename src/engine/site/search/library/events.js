// Small things that an index or a plug-in of a site may ask for.

// Calls the functions that wait for an event.
class EventEmitter {
  constructor() {
    this.events = {};
  }

  // The names of events, and last the function.
  addListener(...names) {
    const listener = names.pop();
    if (typeof listener !== "function") throw new TypeError("The last argument must be a function");
    names.forEach((name) => {
      if (!this.hasHandler(name)) this.events[name] = [];
      this.events[name].push(listener);
    });
  }

  removeListener(name, listener) {
    if (!this.hasHandler(name)) return;
    this.events[name] = this.events[name].filter((known) => known !== listener);
    if (this.events[name].length === 0) delete this.events[name];
  }

  emit(name, ...values) {
    if (this.hasHandler(name)) this.events[name].forEach((listener) => listener(...values));
  }

  hasHandler(name) {
    return owns(this.events, name);
  }
}

// A sorted list of words. Plug-ins for further languages keep their stop words in one, and set `elements` themselves.
class SortedSet {
  constructor() {
    this.elements = [];
    this.length = 0;
  }

  static load(elements) {
    return Object.assign(new SortedSet(), { elements, length: elements.length });
  }

  add(...elements) {
    this.elements = Array.from(new Set(this.elements.concat(elements))).sort();
    this.length = this.elements.length;
  }

  indexOf(element) {
    return this.elements.indexOf(element);
  }

  forEach(body, context) {
    this.elements.forEach(body, context);
  }

  map(change, context) {
    return this.elements.map(change, context);
  }

  toArray() {
    return this.elements.slice();
  }

  toJSON() {
    return this.toArray();
  }
}

Object.assign(elasticlunr, { EventEmitter, SortedSet });
