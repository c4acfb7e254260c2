// Seats that are left: puts what the server says now in the place of what the page was made with, for each event that is
// registered for here, once it comes near the screen. What is shown when stands in the markup, which
// templates/components/event_seats.html writes and explains. Where no server answers, the page stays as it is.

const eventsAddress = document.currentScript.dataset.events;

// What was asked on this page, by event: an event is asked for once, however often it is shown.
const seatAnswers = new Map();

function askForSeats(event) {
  if (!seatAnswers.has(event)) {
    const answer = fetch(`${eventsAddress}/${encodeURIComponent(event)}/seats`, { headers: { accept: "application/json" } });
    // Where no server is, a host says so in its own way: with an error, or with a page.
    seatAnswers.set(event, answer.then((said) => (said.ok ? said.json() : null)).catch(() => null));
  }
  return seatAnswers.get(event);
}

// Whether it says of a place what the server says: a number for capacity and left, or null for both where there is no limit.
function isPlace(place) {
  const isCount = (number) => Number.isSafeInteger(number) && number >= 0;
  if (!place || !isCount(place.waiting)) return false;
  return place.capacity === null ? place.left === null : isCount(place.capacity) && isCount(place.left);
}

// Who comes while others wait gets in line behind them.
const isFull = ({ left, waiting }) => left === 0 || waiting > 0;

// As in templates/components/event_state.html: a quarter or less.
const isFew = ({ capacity, left }) => capacity !== null && left * 4 <= capacity;

// An event is full when all its places are, and has few seats when that holds for each place that has any.
function stateOf(places) {
  const open = places.filter((place) => !isFull(place));
  if (!open.length) return "waitlist";
  return open.every(isFew) ? "few" : "open";
}

// The words that hold, by which the markup says what is shown.
function wordsOf(places, state) {
  const words = new Set([state]);
  for (const [name, place] of places) {
    const isLimited = place.capacity !== null;
    words.add(`${name}-${isLimited ? "limited" : "unlimited"}`);
    if (isLimited && !isFull(place)) words.add(`${name}-left`);
    if (isFull(place) && state !== "waitlist") words.add(`${name}-full`);
    if (!isLimited && !isFull(place) && places.some(([, other]) => isFull(other))) words.add(`${name}-open`);
  }
  return words;
}

async function showSeats(box) {
  const said = await askForSeats(box.dataset.seatsOf);
  // An event may be shown inside of another one's page.
  const own = (selector) => [...box.querySelectorAll(selector)].filter((node) => node.closest("[data-seats-of]") === box);
  const numbers = own("[data-seats-number]").map((node) => [node, ...node.dataset.seatsNumber.split("-")]);
  const names = [...new Set(numbers.map(([, name]) => name))];
  if (!said || !names.length || !names.every((name) => isPlace(said[name]))) return;
  const places = names.map((name) => [name, said[name]]);
  const state = stateOf(places.map(([, place]) => place));
  const words = wordsOf(places, state);
  for (const node of own("[data-seats-when]")) node.hidden = !node.dataset.seatsWhen.split(" ").some((word) => words.has(word));
  for (const [node, name, key] of numbers) node.textContent = said[name][key] ?? "";
  for (const node of own("[data-seats-bar]")) {
    const { capacity, left } = said[node.dataset.seatsBar];
    node.setAttribute("width", capacity ? Math.floor((Math.max(capacity - left, 0) * 100) / capacity) : 100);
  }
  // What other scripts read of it, on itself or on its item of a list.
  const holder = [box, box.parentElement].find(({ dataset }) => "eventState" in dataset);
  if (!holder) return;
  holder.dataset.eventState = state === "few" ? "open" : state;
  // Of two places it is the first, the room, of which the entry speaks.
  const { capacity, left } = places[0][1];
  if (capacity === null) return;
  if ("seats" in holder.dataset) holder.dataset.seats = capacity;
  holder.dataset.seatsLeft = left;
}

const seatsObserver = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seatsObserver.unobserve(target);
    showSeats(target);
  }
}, { rootMargin: "200px 0px" });

for (const box of document.querySelectorAll("[data-seats-of]")) {
  if (!(new Date(box.dataset.deadline) < new Date())) seatsObserver.observe(box);
}
