// How a test over many pages tells what is wrong with them.

// So many lines are read by nobody.
const MOST_LINES = 60;

// Fails with the faults, { path, fault } each. The same fault on several pages is told once, with the first of them.
export function assertNoFaults(faults) {
  if (faults.length === 0) return;
  const places = new Map();
  for (const { path, fault } of faults) places.set(fault, [...(places.get(fault) ?? []), path]);
  const lines = [...places].map(([fault, paths]) => {
    const more = paths.length > 1 ? ` and ${paths.length - 1} more` : "";
    return `${paths[0]}${more}: ${fault}`;
  });
  const left = lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} other faults`] : [];
  throw new Error([`${faults.length} faults`, ...lines.slice(0, MOST_LINES), ...left].join("\n"));
}
