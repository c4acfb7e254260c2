// Times that can be booked: fills the list of a form with what is free now, again after each refusal, and for the way to
// meet and the person that are chosen. Without this file the same list is a page of the server, to which the form leads.

const days = 21;

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
    const groups = new Map();
    for (const slot of slots) {
      if (!groups.has(slot.day)) groups.set(slot.day, Object.assign(document.createElement("optgroup"), { label: slot.day_label }));
      groups.get(slot.day).append(new Option(slot.label, slot.value, false, slot.value === chosen));
    }
    this.select.replaceChildren(this.first, ...groups.values());
    const gone = chosen && this.select.value !== chosen;
    const none = "この先3週間に、空いている時間はありません。";
    this.status.textContent = slots.length ? (gone ? "選んでいた時間は空いていません。選び直してください。" : "") : none;
  }
}

for (const box of document.querySelectorAll("[data-slots]")) new Slots(box);
