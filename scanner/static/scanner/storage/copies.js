// A second place for what is not sent: localStorage. IndexedDB may come up empty, on a full disk above all; what stands here is put back.

const ROW = "scanner-copy:"; // before the table and the id of a row, or "pairings" and the device
const CURRENT = "scanner-copy:current"; // the device whose pairing is used
const TABLES = ["scans", "headcounts", "pairings"];

/** Copy the rows that wait, and drop the copies of those that wait no more. */
export function copyRows(table, rows) {
  for (const row of rows) {
    if (row.waiting) write(`${ROW}${table}:${row.id}`, row);
    else dropCopy(table, row.id);
  }
}

export function dropCopy(table, id) {
  try {
    localStorage.removeItem(`${ROW}${table}:${id}`);
  } catch {
    // no second place
  }
}

/** pairing: without its roster, which is fetched again. */
export function copyPairing(pairing, isCurrent) {
  write(`${ROW}pairings:${pairing.device}`, pairing);
  if (isCurrent) write(CURRENT, pairing.device);
}

/** Return {scans, headcounts, pairings, current: device | null}. */
export function readCopies() {
  const copies = { scans: [], headcounts: [], pairings: [], current: read(CURRENT) };
  for (const key of keysOfCopies()) {
    const table = key.slice(ROW.length).split(":")[0];
    const row = TABLES.includes(table) ? read(key) : null;
    if (row) copies[table].push(row);
  }
  return copies;
}

export function dropAllCopies() {
  for (const key of keysOfCopies()) localStorage.removeItem(key);
}

function keysOfCopies() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(ROW));
  } catch {
    return [];
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // the first place has it
  }
}
