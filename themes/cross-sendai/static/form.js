// Forms, made better where scripts run: fields that depend on an answer come and go, errors are said in Japanese at the
// top and beside the field, the form is sent in place, and what was typed is kept when sending fails. Without this file
// the same forms are sent by the browser. Where many send from one line, the server asks for a moment's work, which proof.js
// does. It knows no form and no field by name: what to do stands in the markup, which
// templates/components/form.html and field.html write from data/forms.

const messages = {
  valueMissing(name, box) {
    if (box.querySelector(":scope > .choice")) return `「${name}」に印を付けてください。`;
    return box.querySelector("select, .choice") ? `「${name}」を選んでください。` : `「${name}」を入力してください。`;
  },
  typeMismatch: (name) => `「${name}」の形を確かめてください（例　name@example.jp）。`,
  patternMismatch: (name, box) => `「${name}」の書き方を確かめてください。${(box.querySelector(".hint")?.lastChild.textContent || "").trim()}`,
  tooLong: (name, box, field) => `「${name}」は${field.maxLength}字までで入力してください。`,
  tooShort: (name, box, field) => `「${name}」は${field.minLength}字以上で入力してください。`,
  badInput: (name) => `「${name}」を正しい値で入力してください。`,
};

const worker = new URL("proof.js", document.currentScript.src);

// What the server asks for: a text that it can check at a glance and that takes a moment to find.
function prove({ ticket, bits }) {
  return new Promise((found, failed) => {
    const work = new Worker(worker);
    const end = (then) => (event) => { work.terminate(); then(event.data); };
    work.onmessage = end(found);
    work.onerror = end(failed);
    work.postMessage({ ticket, bits });
  });
}

// Addresses and numbers typed in wide letters are what is meant; the server folds them too, but a browser would not send them.
function fold(input) {
  if (!["email", "tel", "url"].includes(input.type) && !["numeric", "decimal"].includes(input.inputMode)) return;
  const folded = input.value.normalize("NFKC").trim();
  if (folded !== input.value) input.value = folded;
}

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function store(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else if (value === undefined) return JSON.parse(sessionStorage.getItem(key) || "null");
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch { /* Storage is closed to the page: nothing is kept. */ }
  return null;
}

class Form {
  constructor(form) {
    this.form = form;
    this.boxes = [...form.querySelectorAll("[data-field]")];
    this.summary = form.querySelector("[data-errors]");
    this.status = form.querySelector("[data-status]");
    this.button = form.querySelector("button");
    this.label = this.button.textContent;
    this.key = `form:${form.dataset.form}:${location.pathname}`;
    this.plain = false;
    // It says when the form was opened, since a form that is filled in at once was not filled in by a person.
    this.request = `t${Date.now().toString(36)}-${self.crypto?.randomUUID?.() || Math.random()}`;
    form.noValidate = true;
    form.classList.add("form-live");
    this.fill();
    this.restore();
    this.reveal();
    form.addEventListener("input", (event) => { this.reveal(); this.recheck(event.target); });
    form.addEventListener("focusout", (event) => {
      fold(event.target);
      if (event.target.value) this.recheck(event.target, true);
    });
    form.addEventListener("submit", (event) => this.submit(event));
  }

  inputs(box) {
    return [...box.querySelectorAll("input:not([type=hidden]), select, textarea")];
  }

  // Hidden values: how the visit began, else the page's own campaign, what the link to this page said, and one name for this attempt.
  fill() {
    const visit = store("visit") || {};
    for (const field of this.form.querySelectorAll("[data-visit]")) field.value = visit[field.name] || field.defaultValue;
    const params = new URLSearchParams(location.search);
    for (const field of this.form.querySelectorAll("[data-ref]")) field.value ||= (params.get(field.name) || "").slice(0, 100);
    for (const field of this.form.querySelectorAll("[data-prefill] :is(input, textarea)")) {
      const value = params.get(field.name);
      if (value) field.value = field.maxLength > 0 ? value.slice(0, field.maxLength) : value;
    }
    this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "request_id", value: this.request }));
  }

  reveal() {
    for (const box of this.boxes) {
      if (!box.dataset.show) continue;
      const answers = new FormData(this.form).getAll(box.dataset.show);
      const shown = box.dataset.showIs.split("|").some((value) => answers.includes(value));
      box.hidden = !shown;
      // A field that is not asked is not sent, and its answer comes back with the field.
      for (const input of this.inputs(box)) input.disabled = !shown;
    }
  }

  fault(box) {
    if (box.hidden) return "";
    const inputs = this.inputs(box);
    const name = box.dataset.label;
    const several = inputs.length > 1;
    const empty = several || inputs[0].type === "checkbox" ? !inputs.some((input) => input.checked) : !inputs[0].value.trim();
    const asked = "required" in box.dataset || inputs.some((input) => input.required);
    if (empty) return asked ? messages.valueMissing(name, box) : "";
    if (several) return "";
    const [field] = inputs;
    const kind = Object.keys(messages).find((key) => field.validity[key]);
    return kind ? messages[kind](name, box, field) : "";
  }

  mark(box, text) {
    const [first] = this.inputs(box);
    const target = box.querySelector(".choices") || first;
    const id = `${first.id}-error`;
    const others = (target.getAttribute("aria-describedby") || "").split(" ").filter((name) => name && name !== id);
    box.querySelector(".field-error")?.remove();
    box.classList.toggle("field-wrong", Boolean(text));
    for (const input of this.inputs(box)) text ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
    if (text) {
      box.append(element("p", text, { class: "field-error", id }));
      others.push(id);
    }
    if (others.length) target.setAttribute("aria-describedby", others.join(" "));
    else target.removeAttribute("aria-describedby");
  }

  // While somebody types, an error that is already shown may go; a new one comes only on leaving the field.
  recheck(target, leaving = false) {
    const box = target.closest("[data-field]");
    if (box && (leaving || box.classList.contains("field-wrong"))) this.mark(box, this.fault(box));
  }

  list(faults, title) {
    const items = faults.map(([box, text]) => {
      const item = document.createElement("li");
      const [first] = box ? this.inputs(box) : [];
      if (!first) item.textContent = text;
      else {
        const link = element("a", text, { href: `#${first.id}` });
        link.addEventListener("click", (event) => { event.preventDefault(); first.focus(); });
        item.append(link);
      }
      return item;
    });
    const list = document.createElement("ul");
    list.append(...items);
    this.summary.replaceChildren(element("p", title), ...(items.length ? [list] : []));
    this.summary.hidden = false;
    this.summary.focus();
  }

  check() {
    const faults = [];
    for (const box of this.boxes) {
      for (const input of this.inputs(box)) fold(input);
      const text = this.fault(box);
      this.mark(box, text);
      if (text) faults.push([box, text]);
    }
    this.summary.hidden = true;
    if (faults.length) this.list(faults, `入力を確かめてください（${faults.length}か所）。`);
    return !faults.length;
  }

  async submit(event) {
    if (this.plain) {
      // The second try goes the browser's own way.
      if (!this.check()) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (this.button.getAttribute("aria-disabled") || !this.check()) return;
    const values = new FormData(this.form);
    const body = this.form.querySelector("input[type=file]") ? values : new URLSearchParams(values);
    this.keep();
    this.busy(true);
    try {
      let answer = await this.post(body);
      if (answer.status === 429) {
        const asked = (await this.text(answer.clone()))?.proof;
        if (asked) {
          this.status.textContent = "同じ回線からのお申し込みが続いているため、確認しています。";
          // A browser that cannot work for it sends the form itself, and is shown a page that waits.
          const proof = await prove(asked).catch(() => null);
          if (!proof) return this.send();
          body.set("proof", proof);
          answer = await this.post(body);
        }
      }
      if (answer.ok) return this.thank(await this.text(answer));
      const said = answer.status < 500 ? await this.text(answer) : {};
      if (said.errors || said.message || said.title) return this.refuse(said);
      if (answer.status < 500) return this.send();
      this.sorry();
    } catch {
      this.fail();
    } finally {
      this.busy(false);
    }
  }

  post(body) {
    return fetch(this.form.action, { method: "POST", body, headers: { accept: "application/json" } });
  }

  text(answer) {
    return answer.headers.get("content-type")?.includes("json") ? answer.json().catch(() => ({})) : {};
  }

  // The server's own findings: {"title": "…", "errors": [{"field": "email", "message": "…"}]}, or a "message" that says more.
  refuse(said) {
    const faults = (said.errors || []).map((error) => [this.boxes.find((box) => box.dataset.field === error.field), error.message]);
    for (const [box, text] of faults) if (box) this.mark(box, text);
    this.list(faults, said.message || said.title || "入力を確かめてください。");
    this.form.dispatchEvent(new Event("refused"));
  }

  // The server has been reached and is at fault: what to do is another thing than without a network.
  sorry() {
    this.list([], "こちらの受付に不具合があり、送信できませんでした。入力はこのタブに残しています。時間をおいて、もう一度ボタンを押してください。");
    const note = element("p", "続くときは、");
    note.append(element("a", "お問い合わせ", { href: this.form.dataset.contact }), "のページにある宛先へ、メールで知らせてください。");
    this.summary.append(note);
  }

  fail() {
    this.plain = true;
    this.list([], "送信できませんでした。入力はこのタブに残しています。電波の届くところで、もう一度ボタンを押してください。");
  }

  send() {
    this.plain = true;
    this.form.submit();
  }

  busy(on) {
    this.button.textContent = on ? "送信しています…" : this.label;
    on ? this.button.setAttribute("aria-disabled", "true") : this.button.removeAttribute("aria-disabled");
    this.form.toggleAttribute("aria-busy", on);
    this.status.textContent = on ? "送信しています。" : "";
  }

  thank(said) {
    store(this.key, null);
    document.dispatchEvent(new CustomEvent("form-sent", { detail: this.form.dataset.form }));
    const box = element("div", "", { class: "form-thanks", tabindex: "-1", role: "status" });
    box.append(element("p", "送信しました", { class: "form-thanks-title" }), element("p", said?.message || this.form.dataset.thanks));
    this.form.replaceWith(box);
    box.focus();
  }

  keep() {
    const names = new Set(this.boxes.map((box) => box.dataset.field));
    const isKept = ([name, value]) => typeof value === "string" && ((names.has(name) && name !== "consent") || name === "request_id");
    // Files are not kept: no page may choose one for its visitor.
    store(this.key, [...new FormData(this.form)].filter(isKept));
  }

  restore() {
    for (const [name, value] of store(this.key) || []) {
      // The same attempt goes on, so it keeps its name.
      if (name === "request_id") this.form.elements[name].value = value;
      const inputs = this.form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
      for (const input of inputs) {
        if (["radio", "checkbox"].includes(input.type)) input.checked ||= input.value === value;
        else input.value = value;
      }
    }
  }
}

for (const form of document.querySelectorAll("[data-form]")) new Form(form);

// A page built before the deadline may be read after it.
for (const late of document.querySelectorAll("[data-when-late]")) {
  const page = late.closest("[data-deadline]");
  if (!page || new Date(page.dataset.deadline) >= new Date()) continue;
  late.hidden = false;
  for (const button of page.querySelectorAll("[data-form] button")) button.disabled = true;
}
