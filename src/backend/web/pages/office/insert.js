// The values that can be put into the text of a message, as buttons that put them where the cursor is.
const text = document.getElementById("text");
for (const item of document.querySelectorAll("[data-insert]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet small";
  button.textContent = item.dataset.name;
  button.addEventListener("click", () => {
    text.setRangeText(item.dataset.insert, text.selectionStart, text.selectionEnd, "end");
    text.focus();
  });
  item.replaceChildren(button);
}
