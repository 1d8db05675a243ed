// What this phone has scanned and counted: in memory for the screen, in the store for good. A row is
//   {id, pairing, activity, waiting: 1 until the server acknowledged it, heldUntil (the usher is being asked), item (as it is sent),
//    at (corrected), method, registration, walkIn, name (of somebody who is not in the roster), code (as read),
//    sitting, outcome, why, refused: {field, code}, seen}
// and loses its item and its person as soon as they are of no more use.

import { timeOf } from "../rules/time.js";
import { copies, copyRows } from "./copies.js";
import { QUEUES } from "./tables.js";

const ARRIVALS = ["welcome", "already"];

const NO_STORE = { get: async () => undefined, put: () => {} };

/** Is it a row that a person has to look at? */
export function needsReview(row) {
  if (row.waiting || row.seen) return false;
  const isHeadcount = row.count !== undefined;
  return Boolean(row.refused) || !(isHeadcount || ARRIVALS.includes(row.outcome));
}

export class Records {
  constructor(store) {
    this.store = store;
    this.tables = { scans: new Map(), headcounts: new Map() };
    this.unstored = new Set(); // ids of rows that the store could not be given back
    this.adding = new Set(); // ids of rows that the store is being given: not to be sent before it has them
    this.arrivals = new Map(); // "person:sitting" → earliest time; a walk-in is entered by both its names
  }

  /** Read everything from the store again: another tab may have written. What waits and is not in it at all was lost there, not sent. */
  async load() {
    const [scans, headcounts] = await this.store.read(QUEUES, async (rows) => [await rows.all("scans"), await rows.all("headcounts")]);
    for (const [table, rows] of [
      ["scans", scans],
      ["headcounts", headcounts],
    ]) {
      const ofMemory = this.rowsOf(table).filter((row) => row.waiting || this.unstored.has(row.id));
      this.tables[table] = new Map([...ofMemory, ...rows].map((row) => [row.id, row]));
    }
    this.recountArrivals();
  }

  scans() {
    return this.rowsOf("scans");
  }

  headcounts() {
    return this.rowsOf("headcounts");
  }

  rowsOf(table) {
    return Array.from(this.tables[table].values());
  }

  isStored(table, id) {
    return this.tables[table].has(id) && !this.unstored.has(id);
  }

  /** Scans and headcounts that the server has not acknowledged. */
  waiting() {
    return [...this.scans(), ...this.headcounts()].filter((row) => row.waiting);
  }

  heldScans() {
    return this.scans().filter((row) => row.heldUntil);
  }

  get(id) {
    return this.tables.scans.get(id) || null;
  }

  arrival(person, sitting) {
    return this.arrivals.get(`${person}:${sitting}`) ?? null;
  }

  /** Rejects with `reason` when it could not be stored, and then nothing has happened. */
  async add(table, row) {
    this.adding.add(row.id);
    this.keep(table, [row]);
    if (table === "scans") this.countArrival(row); // before the store has it: the same person may be read again meanwhile
    try {
      await this.store.change([table], (rows) => rows.put(table, row));
      this.keep(table, [row]);
    } catch (error) {
      this.tables[table].delete(row.id);
      copies.drop(table, row.id);
      this.recountArrivals();
      throw error;
    } finally {
      this.adding.delete(row.id);
    }
  }

  /** Replace a held row by change(row), in one transaction; null when it has been released meanwhile. */
  async settle(id, change) {
    const settled = await this.store.change(["scans"], async (rows) => {
      const row = await rows.get("scans", id);
      if (!row || !row.heldUntil) return null;
      const changed = change(row);
      await rows.put("scans", changed);
      return changed;
    });
    if (settled) this.keep("scans", [settled]);
    this.recountArrivals();
    return settled;
  }

  /** Send held rows as they are. Return how many. */
  async release(isDue) {
    const due = this.heldScans().filter(isDue);
    for (const row of due) await this.settle(row.id, ({ heldUntil, ...released }) => released);
    return due.length;
  }

  /**
   * Read what can be sent from the store, so that of two tabs none sends what the other has had acknowledged; and from memory what the
   * store does not have at all, since it is full or was emptied.
   */
  async unsent() {
    const ofStore = this.store.read(QUEUES, async (rows) => [await this.unsentIn(rows, "scans"), await this.unsentIn(rows, "headcounts")]);
    const ofMemory = () => QUEUES.map((table) => this.sendableIn(table));
    const [scans, headcounts] = await ofStore.catch(ofMemory);
    return { scans: scans.filter((row) => !row.heldUntil).sort((a, b) => a.at - b.at), headcounts };
  }

  async unsentIn(rows, table) {
    const stored = await rows.waiting(table);
    const ids = new Set(stored.map((row) => row.id));
    const missing = [];
    for (const row of this.sendableIn(table)) if (!ids.has(row.id) && !(await rows.get(table, row.id))) missing.push(row);
    return [...stored, ...missing];
  }

  sendableIn(table) {
    return this.rowsOf(table).filter((row) => row.waiting && !this.adding.has(row.id));
  }

  /** changes: {scans, headcounts}, each a list of {id, change: row → row}; rows that wait no more are left as they are. */
  async acknowledge(changes) {
    const changeStored = async (rows) => ({
      scans: await this.changeWaiting(rows, "scans", changes.scans),
      headcounts: await this.changeWaiting(rows, "headcounts", changes.headcounts),
    });
    const isUnstored = [...changes.scans, ...changes.headcounts].every(({ id }) => this.unstored.has(id));
    const changed = isUnstored ? await changeStored(NO_STORE) : await this.store.change(QUEUES, changeStored);
    for (const table of QUEUES) this.keep(table, changed[table]);
    this.recountArrivals();
    return changed.scans.length + changed.headcounts.length;
  }

  async markSeen(ids) {
    const seen = {};
    for (const table of QUEUES) {
      const rows = ids.map((id) => this.tables[table].get(id)).filter((row) => row && !row.waiting);
      seen[table] = rows.map(({ item, ...row }) => ({ ...row, seen: 1 }));
    }
    await this.store.change(QUEUES, async (rows) => QUEUES.forEach((table) => seen[table].forEach((row) => rows.put(table, row))));
    for (const table of QUEUES) this.keep(table, seen[table]);
  }

  /** Delete old rows that were acknowledged and seen; remove the names from the other old rows that were acknowledged. */
  async forgetConfirmed(isOld) {
    await this.store.change(QUEUES, async (rows) => {
      for (const table of QUEUES) {
        for (const row of await rows.all(table)) {
          if (row.waiting || row.item || !isOld(row)) continue;
          if (needsReview(row)) rows.put(table, { ...row, name: null });
          else rows.delete(table, row.id);
        }
      }
    });
    await this.load();
  }

  async changeWaiting(rows, table, changes) {
    const changed = [];
    for (const { id, change } of changes) {
      const row = (await rows.get(table, id)) || this.tables[table].get(id);
      if (!row || !row.waiting) continue;
      changed.push(change(row));
      rows.put(table, changed[changed.length - 1]);
    }
    return changed;
  }

  /** Keep rows that the store cannot take: in memory, and in their second place. */
  keepUnstored(table, rows) {
    for (const row of rows) this.unstored.add(row.id);
    this.keep(table, rows);
    this.recountArrivals();
  }

  keep(table, rows) {
    for (const row of rows) this.tables[table].set(row.id, row);
    copyRows(table, rows);
  }

  recountArrivals() {
    this.arrivals = new Map();
    for (const row of this.tables.scans.values()) this.countArrival(row);
  }

  countArrival(row) {
    if (!ARRIVALS.includes(row.outcome) || row.sitting === null || row.refused) return;
    for (const person of [row.registration, row.walkIn]) {
      const key = `${person}:${row.sitting}`;
      if (person && !(this.arrivals.get(key) <= row.at)) this.arrivals.set(key, row.at);
    }
  }
}

/** Return a scan's row as the server's answer leaves it. isInRoster(registration): then its name need not be kept here. */
export function acknowledgedScan(row, result, isInRoster) {
  const { waiting, item, person, ...acknowledged } = row;
  if (result.status === 400) return { ...acknowledged, item, refused: result.error || { field: "", code: "refused" } };
  const registration = result.registration ?? row.registration;
  const name = (result.person && result.person.full_name) || row.name || null;
  const walkInPerson = row.walkIn && !registration ? { person: item.walk_in } : {};
  return {
    ...acknowledged,
    ...walkInPerson,
    registration,
    name: registration && isInRoster(registration) ? null : name,
    sitting: result.sitting ?? (result.outcome ? null : row.sitting),
    at: timeOf(result.scanned_at) ?? row.at,
    outcome: result.outcome || row.outcome,
    why: result.outcome === row.outcome ? row.why : null,
    ...(result.status === 409 ? { refused: result.error || { field: "id", code: "scan_id_conflict" } } : {}),
  };
}

export function acknowledgedHeadcount(row, result) {
  const { waiting, item, ...acknowledged } = row;
  return result.status === 200 ? acknowledged : { ...acknowledged, item, refused: result.error || { field: "", code: "refused" } };
}
