// Many small tasks, a few at a time.

import { availableParallelism } from "node:os";

// Two at a time even on one core: while one page paints, the other waits for its files.
export const WORKERS = Math.min(6, Math.max(2, availableParallelism()));

// Runs `task(item, worker)` for every item, `workers` at a time; each worker has a value made by `open` and closed by
// `close`. Gives the results in the order of the items.
export async function forEachOf(items, { workers = WORKERS, open = async () => {}, close = async () => {}, task }) {
  const results = new Array(items.length);
  let next = 0;
  const work = async () => {
    const own = await open();
    try {
      while (next < items.length) {
        const at = next++;
        results[at] = await task(items[at], own);
      }
    } finally {
      await close(own);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, work));
  return results;
}
