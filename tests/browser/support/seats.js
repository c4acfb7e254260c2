// What the server behind the forms says of seats.

export const place = (capacity, left, waiting = 0) => ({ capacity, left, waiting });

// For tests of something else: every event has seats left, wherever it takes place.
export function someSeats(path) {
  return /^\/api\/events\/[^/]+\/seats$/.test(path) ? { venue: place(40, 12), online: place(null, null) } : undefined;
}
