// What a visitor likes, without an account: a list of pages that lies in this browser alone. Buttons put pages on it, one page shows it,
// and its link takes the titles along to the request for a talk, where they can be read and changed before they are sent.

const KEY = "favourites";
// More than anybody will talk about; what is added then pushes the oldest out.
const MOST = 30;

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(kept) ? kept.filter((page) => page?.path?.startsWith("/") && page.title) : [];
  } catch {
    return [];
  }
}

// Whether it could be kept: a browser may close its storage to the page.
function write(pages) {
  try {
    localStorage.setItem(KEY, JSON.stringify(pages.slice(-MOST)));
    return true;
  } catch {
    return false;
  }
}

function show(button) {
  const kept = read().some((page) => page.path === button.dataset.favourite);
  button.setAttribute("aria-pressed", String(kept));
  button.textContent = kept ? "気になるに入れました" : "気になる";
}

function toggle(button) {
  const path = button.dataset.favourite;
  const pages = read();
  const others = pages.filter((page) => page.path !== path);
  const added = { path, title: button.dataset.title };
  write(others.length < pages.length ? others : [...others, added]);
  show(button);
  count();
}

function count() {
  const number = read().length;
  for (const place of document.querySelectorAll("[data-favourites-count]")) place.textContent = number ? `（${number}）` : "";
}

// The site may lie below a path; addresses are kept from there on, and the page of the list knows where that is.
function entry(list, page) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: list.dataset.base + page.path.slice(1), textContent: page.title });
  const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "外す" });
  remove.setAttribute("aria-label", `${page.title}を外す`);
  remove.addEventListener("click", () => {
    write(read().filter((other) => other.path !== page.path));
    render(list);
    list.closest("section").querySelector("h2").focus();
  });
  item.append(link, remove);
  return item;
}

function render(list) {
  const pages = read();
  list.replaceChildren(...pages.toReversed().map((page) => entry(list, page)));
  for (const part of document.querySelectorAll("[data-favourites-when]")) {
    part.hidden = (part.dataset.favouritesWhen === "some") !== pages.length > 0;
  }
  const talk = document.querySelector("[data-favourites-talk]");
  const address = new URL(talk.href);
  const titles = pages.toReversed().map((page) => page.title).join("\n");
  address.searchParams.set(talk.dataset.favouritesTalk, titles);
  talk.href = address.href;
  count();
}

const buttons = document.querySelectorAll("[data-favourite]");
const list = document.querySelector("[data-favourites]");
if (buttons.length && write(read())) {
  for (const button of buttons) {
    show(button);
    button.hidden = false;
    button.addEventListener("click", () => toggle(button));
  }
}
if (list) {
  render(list);
  // What another tab adds is seen here, too.
  addEventListener("storage", (event) => { if (event.key === KEY) render(list); });
}
