// Times that can be booked: fills the list of a form with what is free now, again after each refusal, and for the way to
// meet and the person that are chosen; and puts what is free now in the place of the next times that a page was made with. Without
// this file the same list is a page of the server, to which the form and those times lead.

const days = 21;

// So many of the next times are shown, as the page was made with.
const most = 8;

const none = `この先${days / 7}週間に、空いている時間はありません。`;

function groupByDay(slots) {
  const groups = new Map();
  for (const slot of slots) groups.set(slot.day, [...(groups.get(slot.day) || []), slot]);
  return [...groups.values()];
}

function make(tag, text, attributes = {}) {
  const made = Object.assign(document.createElement(tag), { textContent: text });
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

class Slots {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.select = box.querySelector("select");
    this.status = box.querySelector("[data-slots-status]");
    this.whom = this.form.querySelector("[data-slots-whom]");
    this.first = this.select.options[0];
    if (this.whom) {
      this.whom.hidden = false;
      this.whom.addEventListener("change", () => this.load());
    }
    this.form.addEventListener("change", (event) => { if (event.target.name === "channel") this.load(); });
    this.form.addEventListener("refused", () => this.load());
    this.load();
  }

  address() {
    const answers = new FormData(this.form);
    const whom = this.whom?.querySelector("select").value || answers.get("company") || "";
    const asked = { days, with: whom, channel: answers.get("channel") || "" };
    return `${this.box.dataset.slots}/slots?${new URLSearchParams(Object.entries(asked).filter(([, value]) => value))}`;
  }

  async load() {
    const address = this.address();
    this.asked = address;
    try {
      const answer = await fetch(address, { headers: { accept: "application/json" } });
      // Somebody who is not to be booked here has no list.
      const said = answer.ok ? await answer.json() : { slots: [] };
      if (answer.ok || answer.status === 404) {
        if (this.asked === address) this.show(said.slots);
        return;
      }
    } catch { /* The list of the server is left. */ }
    this.status.textContent = "空いている日時を読み込めませんでした。上の一覧をご覧ください。";
  }

  show(slots) {
    const chosen = this.select.value;
    const groups = groupByDay(slots).map((day) => {
      const group = Object.assign(document.createElement("optgroup"), { label: day[0].day_label });
      group.append(...day.map((slot) => new Option(slot.label, slot.value, false, slot.value === chosen)));
      return group;
    });
    this.select.replaceChildren(this.first, ...groups);
    const gone = chosen && this.select.value !== chosen;
    this.status.textContent = slots.length ? (gone ? "選んでいた時間は空いていません。選び直してください。" : "") : none;
  }
}

class NextSlots {
  constructor(box) {
    this.box = box;
    this.list = box.querySelector("[data-next-days]");
    this.note = box.querySelector("[data-next-note]");
    this.said = box.querySelector("[data-next-said]");
    // The form on the same page, if there is one, with the list of times in it.
    this.slots = [...document.querySelectorAll("[data-slots]")].find((list) => list.dataset.slots === box.dataset.nextSlots);
    this.form = this.slots?.closest("form");
    this.list.addEventListener("click", (event) => this.choose(event));
    this.load();
  }

  async load() {
    const { nextSlots } = this.box.dataset;
    // A page that leads here may have said which company it is about; then the list of the form holds that one alone.
    const whom = this.box.dataset.with || (this.form && new FormData(this.form).get("company"));
    const asked = new URLSearchParams(whom ? { days, with: whom } : { days });
    try {
      const answer = await fetch(`${nextSlots}/slots?${asked}`, { headers: { accept: "application/json" } });
      // Who is not to be booked here any more has no times. Where no server is, a host says 404 too, but as a page.
      const isGone = answer.status === 404 && answer.headers.get("content-type")?.startsWith("application/problem+json");
      if (answer.ok || isGone) this.show((isGone ? [] : (await answer.json()).slots).slice(0, most));
    } catch { /* What the page was made with is left, and says so. */ }
  }

  show(slots) {
    this.list.replaceChildren(...groupByDay(slots).map((day) => {
      const item = document.createElement("li");
      const times = make("ul", "", { class: "plain-list" });
      times.append(...day.map((slot) => this.link(slot)));
      item.append(make("time", day[0].day_label, { datetime: day[0].day }), times);
      return item;
    }));
    this.note.textContent = slots.length ? "いま空いている日時です。" : none;
  }

  link(slot) {
    const address = `${this.box.dataset.nextSlots}/form?${new URLSearchParams({ slot: slot.value })}`;
    const link = make("a", "", { href: address, rel: "nofollow", "data-value": slot.value });
    link.append(make("time", slot.time_label, { datetime: slot.start }));
    if ("whom" in this.box.dataset) link.append(make("span", slot.with[0]));
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  // Where the form stands on the same page, the time is chosen in it, and nothing that was typed is lost. Else the link leads on.
  choose(event) {
    const link = event.target.closest("a");
    const options = link && this.slots ? [...this.slots.querySelectorAll("option")] : [];
    const option = options.find((option) => option.value === link.dataset.value);
    if (!option) return;
    event.preventDefault();
    option.selected = true;
    const list = option.closest("select");
    // As the server does: the name is that of the time's company, whatever was written before. A page that has answered that already
    // has no such field, and what visitors write over several lines is theirs.
    const wish = this.form.querySelector("[data-prefill] input");
    const name = link.querySelector("span")?.textContent;
    if (wish && name) wish.value = name;
    // The form looks at the field again; it asks for no other list.
    list.dispatchEvent(new Event("input", { bubbles: true }));
    this.said.textContent = `${option.parentElement.label}${link.querySelector("time").textContent} をフォームに入れました。`;
    // A list that another answer brings up keeps what is chosen in it.
    const { hidden, dataset } = this.slots;
    const asked = hidden && this.form.querySelector(`[name="${CSS.escape(dataset.show)}"]:not([type=hidden])`);
    (asked || list).focus();
  }
}

for (const box of document.querySelectorAll("[data-slots]")) new Slots(box);
for (const box of document.querySelectorAll("[data-next-slots]")) new NextSlots(box);
