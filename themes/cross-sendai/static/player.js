// The player of a video. A clip of the site's own plays without this script: here chapters and lines of the transcript move it, the
// line that is heard is marked, and where somebody stopped is kept on the device. A video of another host is a poster, in whose place
// that host's player is put when it is tapped. With a modifier key all links stay what they are.

const screen = document.getElementById("screen");
const video = screen?.querySelector("video");
const moments = [...document.querySelectorAll("main [data-start]")];
// Search engines and the page's own copied addresses name a moment as ?t=SECONDS.
const asked = Math.max(0, Math.floor(Number(new URLSearchParams(location.search).get("t")) || 0));

// Shows the player of another host.
function embed(start) {
  const address = new URL(screen.dataset.embed);
  address.searchParams.set("autoplay", "1");
  if (start > 0) address.searchParams.set("start", String(Math.floor(start)));
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = screen.dataset.title;
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  screen.replaceChildren(frame);
  frame.focus({ preventScroll: true });
}

function seek(start) {
  video.currentTime = start;
  // A browser that wants a press on the player itself says no; the moment is set all the same.
  video.play().catch(() => {});
}

function onPress(event) {
  const link = event.target.closest(".poster, [data-start]");
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  (video ? seek : embed)(Number(link.dataset.start ?? 0));
  screen.scrollIntoView({ block: "nearest" });
}

// Marks the last chapter and the last line that have begun.
function mark(list, now) {
  let current = null;
  for (const link of list) if (Number(link.dataset.start) <= now) current = link;
  for (const link of list) {
    if (link === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

// Where videos were stopped: address → { at, length, title, image, seen }, of the last twelve. A browser may keep nothing.
const KEY = "videos";
function readKept() {
  try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

function keep(at) {
  const { title, image, length } = video.dataset;
  const all = readKept();
  delete all[location.pathname];
  if (at >= 5 && at < Number(length) - 3) {
    all[location.pathname] = { at: Math.floor(at), length: Number(length), title, image, seen: Date.now() };
  }
  const newest = Object.entries(all).sort(([, a], [, b]) => b.seen - a.seen).slice(0, 12);
  try { localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(newest))); } catch { /* Then there is nothing to go on from. */ }
}

function setUp() {
  const chapters = moments.filter((link) => link.closest(".chapters"));
  const lines = moments.filter((link) => !link.closest(".chapters"));
  const copy = document.querySelector(".player-copy");
  const whole = copy?.dataset.copy;
  const length = Number(video.dataset.length);

  // Players offer chapters where they know of them.
  const track = video.addTextTrack("chapters", "場面", "ja");
  track.mode = "hidden";
  chapters.forEach((link, at) => {
    const end = Number(chapters[at + 1]?.dataset.start ?? length);
    track.addCue(new VTTCue(Number(link.dataset.start), end, link.lastChild.textContent));
  });

  let keptAt = -1;
  const follow = () => {
    const now = video.currentTime;
    mark(chapters, now + 0.05);
    mark(lines, now + 0.05);
    if (copy) copy.dataset.copy = now >= 1 ? `${whole}?t=${Math.floor(now)}` : whole;
  };
  video.addEventListener("timeupdate", () => {
    follow();
    // Every few seconds are enough.
    if (!video.seeking && Math.abs(video.currentTime - keptAt) >= 3) keep(keptAt = video.currentTime);
  });
  video.addEventListener("pause", () => keep(video.currentTime));
  video.addEventListener("ended", () => keep(0));

  const kept = readKept()[location.pathname];
  const resume = document.querySelector("[data-resume]");
  if (kept && !asked) {
    resume.textContent = `続きから見る（${clock(kept.at)}）`;
    resume.hidden = false;
    resume.addEventListener("click", () => { seek(kept.at); video.focus({ preventScroll: true }); });
    video.addEventListener("play", () => { resume.hidden = true; }, { once: true });
  }
  if (asked > 0 && asked < length) {
    video.currentTime = asked;
    mark(chapters, asked);
    mark(lines, asked);
  }
}

if (video) setUp();
if (video || screen?.dataset.embed) document.addEventListener("click", onPress);
if (!video && asked > 0 && screen?.dataset.embed) screen.querySelector(".poster").dataset.start = String(asked);
// Where the player has its chapters beside it, they are open also in browsers that open them by no style.
if (matchMedia("(min-width: 60rem)").matches && !CSS.supports("selector(::details-content)")) {
  for (const details of document.querySelectorAll(".chapters details")) details.open = true;
}
