// Puts the player in the place of the poster when the poster or a chapter is tapped. Without this script both are plain
// links to the page of the video, and with a modifier key they stay so.

const screen = document.getElementById("screen");

function play(start) {
  const address = new URL(screen.dataset.embed);
  address.searchParams.set("autoplay", "1");
  if (start > 0) address.searchParams.set("start", String(start));
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = screen.dataset.title;
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  screen.replaceChildren(frame);
  frame.focus({ preventScroll: true });
  screen.scrollIntoView({ block: "nearest" });
}

function onTap(event) {
  const link = event.target.closest(".poster, [data-start]");
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  play(Number(link.dataset.start ?? 0));
}

if (screen?.dataset.embed) {
  document.addEventListener("click", onTap);
  // Search engines link to a moment of a video as ?t=SECONDS.
  const moment = Number(new URLSearchParams(location.search).get("t"));
  if (moment > 0) screen.querySelector(".poster").dataset.start = String(Math.floor(moment));
}
