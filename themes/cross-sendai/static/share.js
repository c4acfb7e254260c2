// The buttons that copy a page's address. They appear only where copying works.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      button.textContent = "写しました";
    } catch {
      button.textContent = "写せませんでした";
    }
    setTimeout(() => { button.textContent = label; }, 2500);
  });
}
