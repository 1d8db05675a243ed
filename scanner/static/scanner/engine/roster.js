// Who is registered, in memory: found by code, by card, by number, and by what a person types of a name.

import { fold } from "../rules/names.js";

const FEW = 100; // changes that are put in their places one by one; more are sorted anew
const alphabet = new Intl.Collator("vi");

/** Rows as the API's passes: {registration, name, hint, code_digest, short_digest, card_digest, status, walk_in}. */
export function makeRoster() {
  const rows = new Map(); // registration → row
  const byCode = new Map();
  const byWalkIn = new Map();
  const byShort = new Map(); // digest → set of registrations: the digest is short, several may share it
  const byMark = new Map();
  let entries = null; // in the order of names; made when first needed after a change

  const lists = [
    [byShort, "short_digest"],
    [byMark, "card_digest"],
  ];
  const remove = (registration) => {
    const row = rows.get(registration);
    if (!row) return;
    rows.delete(registration);
    if (byCode.get(row.code_digest) === registration) byCode.delete(row.code_digest);
    if (row.walk_in) byWalkIn.delete(row.walk_in);
    for (const [map, field] of lists) if (map.has(row[field])) map.get(row[field]).delete(registration);
  };
  const add = (row) => {
    remove(row.registration);
    rows.set(row.registration, row);
    byCode.set(row.code_digest, row.registration);
    if (row.walk_in) byWalkIn.set(row.walk_in, row.registration);
    for (const [map, field] of lists) {
      if (!row[field]) continue;
      if (!map.has(row[field])) map.set(row[field], new Set());
      map.get(row[field]).add(row.registration);
    }
  };
  const among = (map, digest) => Array.from(map.get(digest) || [], (registration) => rows.get(registration));

  return {
    get size() {
      return rows.size;
    },
    apply(passes, removed = []) {
      removed.forEach(remove);
      passes.forEach(add);
      const changed = new Set([...removed, ...passes.map((row) => row.registration)]);
      entries = entries && changed.size <= FEW ? withChanges(entries, changed, passes) : null;
    },
    clear() {
      for (const map of [rows, byCode, byWalkIn, byShort, byMark]) map.clear();
      entries = null;
    },
    get: (registration) => rows.get(registration) || null,
    ofCode: (digest) => rows.get(byCode.get(digest)) || null,
    ofWalkIn: (uuid) => rows.get(byWalkIn.get(uuid)) || null,
    ofShort: (digest) => among(byShort, digest),
    ofMark: (mark) => among(byMark, mark),
    ofName(name) {
      const asked = fold(name);
      return this.entries()
        .filter((entry) => entry.folded === asked)
        .map((entry) => entry.row);
    },
    /** In the order of names; sorting 5,000 takes a moment, so it is called when a roster was loaded. */
    entries: () => (entries = entries || inOrder(rows.values())),
    /** Every word typed begins a word of the name; those whose given name it begins come first. `others`: rows that are no pass yet. */
    search(q, limit, others = []) {
      return search(q, limit, [...others.map(entryOf), ...this.entries()]);
    },
  };
}

function search(q, limit, entries) {
  const asked = fold(q).split(" ").filter(Boolean);
  if (!asked.length) return [];
  const first = [];
  const then = [];
  for (const entry of entries) {
    if (!asked.every((part) => entry.words.some((word) => word.startsWith(part)))) continue;
    (entry.words[entry.words.length - 1].startsWith(asked[asked.length - 1]) ? first : then).push(entry.row);
    if (first.length >= limit) break;
  }
  return [...first, ...then].slice(0, limit);
}

/** By given name, as lists in Vietnam are. */
function inOrder(rows) {
  return Array.from(rows, entryOf).sort(byName);
}

function byName(one, other) {
  return alphabet.compare(one.given, other.given) || alphabet.compare(one.row.name, other.row.name);
}

function withChanges(entries, changed, passes) {
  const next = entries.filter((entry) => !changed.has(entry.row.registration));
  for (const entry of passes.map(entryOf)) next.splice(placeOf(entry, next), 0, entry);
  return next;
}

function placeOf(entry, entries) {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byName(entries[middle], entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function entryOf(row) {
  const folded = fold(row.name);
  return { row, folded, words: folded.split(" "), given: row.name.slice(row.name.lastIndexOf(" ") + 1) };
}
