// Who is registered, in memory: found by code, by number, by name, and by what a person types of a name.

import { fold, queryWords, searchedWords } from "../rules/names.js";

const FEW = 100; // changes that are put in their places one by one; more are sorted anew
const alphabet = new Intl.Collator("vi");

/** Rows as the API's passes: {registration, name, hint, code_digest, short_digest, status, walk_in, former: [{code_digest, short_digest}]}. */
export class Roster {
  constructor() {
    this.rows = new Map(); // registration → row
    this.byCode = new Map();
    this.byWalkIn = new Map();
    this.byShort = new Map(); // digest → set of registrations: the digest is short, several may share it
    this.sorted = null; // entries in the order of names; made when first needed after a change
  }

  get size() {
    return this.rows.size;
  }

  apply(passes, removed = []) {
    for (const registration of removed) this.remove(registration);
    for (const pass of passes) this.add(pass);
    const changed = new Set([...removed, ...passes.map((row) => row.registration)]);
    this.sorted = this.sorted && changed.size <= FEW ? withChanges(this.sorted, changed, passes) : null;
  }

  clear() {
    for (const map of [this.rows, this.byCode, this.byWalkIn, this.byShort]) map.clear();
    this.sorted = null;
  }

  get(registration) {
    return this.rows.get(registration) || null;
  }

  ofCode(digest) {
    return this.get(this.byCode.get(digest));
  }

  ofWalkIn(uuid) {
    return this.get(this.byWalkIn.get(uuid));
  }

  ofShort(digest) {
    return Array.from(this.byShort.get(digest) || [], (registration) => this.rows.get(registration));
  }

  ofName(name) {
    const folded = fold(name);
    const entries = this.entries().filter((entry) => entry.folded === folded);
    return entries.map((entry) => entry.row);
  }

  /** Return all in the order of names. Sorting 5,000 takes a moment, so it is called when a roster was loaded. */
  entries() {
    if (!this.sorted) this.sorted = Array.from(this.rows.values(), entryOf).sort(byName);
    return this.sorted;
  }

  /** Every word typed begins a word of the name; those whose given name it begins come first. `walkIns`: people who have no pass yet. */
  search(query, limit, walkIns = []) {
    return search(query, limit, [...walkIns.map(entryOf), ...this.entries()]);
  }

  add(row) {
    this.remove(row.registration);
    this.rows.set(row.registration, row);
    if (row.walk_in) this.byWalkIn.set(row.walk_in, row.registration);
    for (const pass of passesOf(row)) {
      this.byCode.set(pass.code_digest, row.registration);
      if (!pass.short_digest) continue;
      if (!this.byShort.has(pass.short_digest)) this.byShort.set(pass.short_digest, new Set());
      this.byShort.get(pass.short_digest).add(row.registration);
    }
  }

  remove(registration) {
    const row = this.rows.get(registration);
    if (!row) return;
    this.rows.delete(registration);
    if (row.walk_in) this.byWalkIn.delete(row.walk_in);
    for (const pass of passesOf(row)) {
      if (this.byCode.get(pass.code_digest) === registration) this.byCode.delete(pass.code_digest);
      if (this.byShort.has(pass.short_digest)) this.byShort.get(pass.short_digest).delete(registration);
    }
  }
}

/** Return the pass of a row and those of registrations that were merged into it. */
function passesOf(row) {
  return [row, ...(row.former || [])];
}

function search(query, limit, entries) {
  const parts = queryWords(query);
  if (!parts.length) return [];
  const byGivenName = [];
  const byOtherWords = [];
  for (const { row, folded, words } of entries) {
    if (!parts.every((part) => words.some((word) => word.startsWith(part)))) continue;
    const isGivenName = folded.slice(folded.lastIndexOf(" ") + 1).startsWith(parts[parts.length - 1]);
    (isGivenName ? byGivenName : byOtherWords).push(row);
    if (byGivenName.length >= limit) break;
  }
  return [...byGivenName, ...byOtherWords].slice(0, limit);
}

/** By given name, as lists in Vietnam are. */
function byName(a, b) {
  return alphabet.compare(a.givenName, b.givenName) || alphabet.compare(a.row.name, b.row.name);
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
  return { row, folded, words: searchedWords(folded), givenName: row.name.slice(row.name.lastIndexOf(" ") + 1) };
}
