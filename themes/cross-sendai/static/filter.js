// Filters of a list. Without scripts each is a link to the page of its term; here they become switches: one of the same
// row is enough, every row in use must hold. What is chosen stands in the address, so that it can be shared and comes back.
for (const finder of document.querySelectorAll("[data-finder]")) {
  const items = [...finder.querySelectorAll("[data-item]")].map((node) => ({ node, terms: node.dataset }));
  const parts = [...finder.querySelectorAll("[data-part]")];
  const count = finder.querySelector("[data-count]");
  const none = finder.querySelector("[data-none]");
  const clear = finder.querySelector("[data-clear]");
  const switches = [...finder.querySelectorAll("[data-filter]")].map((link) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.append(...link.childNodes);
    link.replaceWith(button);
    button.addEventListener("click", () => {
      set(button, button.getAttribute("aria-pressed") !== "true");
      remember();
      show();
    });
    return { button, key: link.dataset.filter, term: link.dataset.term };
  });

  function set(button, on) {
    button.setAttribute("aria-pressed", String(on));
  }

  function chosen() {
    const rows = new Map();
    for (const { button, key, term } of switches) {
      if (button.getAttribute("aria-pressed") === "true") rows.set(key, [...(rows.get(key) || []), term]);
    }
    return rows;
  }

  function show() {
    const rows = [...chosen()];
    let left = 0;
    for (const { node, terms } of items) {
      const fits = rows.every(([key, wanted]) => (terms[key] || "").split("|").some((term) => wanted.includes(term)));
      node.hidden = !fits;
      if (fits) left += 1;
    }
    for (const part of parts) part.hidden = !part.querySelector("[data-item]:not([hidden])");
    count.textContent = `${left}${finder.dataset.unit}${rows.length ? "が合いました" : ""}`;
    none.hidden = left > 0;
    clear.hidden = !rows.length;
  }

  function remember() {
    const address = new URL(location.href);
    for (const { key } of switches) address.searchParams.delete(key);
    for (const [key, terms] of chosen()) for (const term of terms) address.searchParams.append(key, term);
    history.replaceState(null, "", address);
  }

  clear.addEventListener("click", () => {
    for (const { button } of switches) set(button, false);
    remember();
    show();
    switches[0]?.button.focus();
  });

  const params = new URLSearchParams(location.search);
  for (const { button, key, term } of switches) set(button, params.getAll(key).includes(term));
  show();
}
