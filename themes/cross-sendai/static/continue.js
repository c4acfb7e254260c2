// What somebody has begun to watch on this device, the last first. player.js keeps it; nothing of it leaves the device.
const KEY = "videos";

function readKept() {
  try { return Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {}); } catch { return []; }
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

for (const row of document.querySelectorAll("[data-continue]")) {
  const list = row.querySelector("ul");
  const pattern = row.querySelector("template").content;
  const kept = readKept().sort(([, a], [, b]) => b.seen - a.seen).slice(0, 6);
  for (const [path, { at, length, title, image }] of kept) {
    const item = pattern.cloneNode(true);
    const picture = item.querySelector("img");
    const link = item.querySelector("a");
    const bar = item.querySelector("progress");
    // A picture that was replaced meanwhile is left out.
    picture.addEventListener("error", () => picture.remove());
    picture.src = image;
    link.href = `${path}?t=${at}`;
    link.textContent = title;
    item.querySelector(".card-length").textContent = `${clock(at)} から`;
    bar.max = length;
    bar.value = at;
    bar.ariaLabel = `${clock(length)}のうち${clock(at)}まで見ました`;
    list.append(item);
  }
  row.hidden = kept.length === 0;
  row.querySelector("[data-forget]").addEventListener("click", () => {
    try { localStorage.removeItem(KEY); } catch { /* Nothing was kept then. */ }
    row.hidden = true;
  });
}
