// What this phone has of its judges: in memory for the screen, in the store for good. Rows:
//   seats    {seat, token, access | null, contest, name, sheets: the last answer of the server | null, fetchedAt, closed: null | a problem}
//   drafts   {id: "seat:performance", seat, performance, points: {criterion: as typed}, at}
//   ballots  {id, seat, performance, team, points, total, at, waiting: 1 until the server has it, refused: null | {code, errors}}

import { Copies } from "../phone/copies.js";
import { newId } from "../phone/ids.js";

const KEYS = { seats: "seat", drafts: "id", ballots: "id", facts: "name" };
export const JUDGE = {
  name: "judge",
  version: 1,
  keys: KEYS,
  queues: ["ballots"],
  upgrade: () => {},
};
const TABLES = Object.keys(KEYS);
const copies = new Copies(JUDGE.name); // of all rows; of a seat not its sheets, which are fetched again

function draftId(seat, performance) {
  return `${seat}:${performance}`;
}

export class Records {
  constructor(store) {
    this.store = store;
    this.seats = new Map();
    this.drafts = new Map();
    this.ballots = new Map();
    this.facts = new Map();
    this.current = null; // the seat that the page shows
  }

  /**
   * Read everything again: another tab may have written. What only its second place has is put back. Rejects when the store cannot be read
   * or given back something; everything that there is on this phone is in memory all the same.
   */
  async load() {
    const failures = [];
    const readAll = (rows) => Promise.all(TABLES.map((table) => rows.all(table)));
    const stored = await this.store.read(TABLES, readAll).catch((error) => failures.push(error) && TABLES.map(() => []));
    const lost = this.lostRows(stored);
    if (lost.length && !failures.length) await this.putBack(lost).catch((error) => failures.push(error));
    const unstored = [...this.drafts.values()].filter((draft) => draft.isUnstored);
    const rows = [...TABLES.flatMap((table, index) => stored[index].map((row) => [table, row])), ...lost];
    for (const table of TABLES) this[table] = new Map();
    for (const [table, row] of [...rows, ...unstored.map((draft) => ["drafts", draft])]) {
      const key = row[KEYS[table]];
      if (!(this[table].get(key)?.at > row.at)) this[table].set(key, row);
    }
    this.current = this.seats.get(this.facts.get("current")?.seat) || null;
    if (failures.length) throw failures[0];
  }

  /** Return [table, row] of what the store does not have although its second place does. */
  lostRows(stored) {
    return TABLES.flatMap((table, index) => {
      const keys = new Set(stored[index].map((row) => row[KEYS[table]]));
      const lost = copies.rowsOf(table).filter((row) => !keys.has(row[KEYS[table]]));
      return lost.map((row) => [table, (table === "seats" && this.seats.get(row.seat)) || row]);
    });
  }

  /** Another tab may have stored it meanwhile, and have gone on. */
  putBack(lost) {
    return this.store.change(TABLES, async (rows) => {
      for (const [table, row] of lost) if (!(await rows.get(table, row[KEYS[table]]))) rows.put(table, row);
    });
  }

  /** Return the sheets that wait, the earliest first: a corrected one is sent after the one that it corrects. */
  waiting(seat) {
    return this.ballotsOf(seat).filter((ballot) => ballot.waiting);
  }

  ballotsOf(seat) {
    return [...this.ballots.values()].filter((ballot) => ballot.seat === seat).sort((a, b) => a.at - b.at);
  }

  /** Return the latest sheet of a performance that is on this phone: it waits or was refused. */
  ballotOf(performance) {
    const ballots = this.current ? this.ballotsOf(this.current.seat) : [];
    return ballots.filter((ballot) => ballot.performance === performance).pop() || null;
  }

  draftOf(performance) {
    return (this.current && this.drafts.get(draftId(this.current.seat, performance))) || null;
  }

  /** Take over a link that was opened: this seat is the one that the page shows. */
  async takeSeat(token, { access, seat, contest, name }) {
    await this.store.change(["seats", "facts"], async (rows) => {
      const before = await rows.get("seats", seat);
      rows.put("seats", { sheets: null, fetchedAt: null, ...before, seat, token, access, contest, name, closed: null });
      rows.put("facts", { name: "current", seat });
    });
    await this.load();
    this.copySeats();
  }

  async chooseSeat(seat) {
    await this.store.change(["facts"], (rows) => rows.put("facts", { name: "current", seat }));
    await this.load();
    this.copySeats();
  }

  async changeSeat(seat, change) {
    await this.store.change(["seats"], async (rows) => {
      const row = await rows.get("seats", seat);
      if (row) rows.put("seats", { ...row, ...change });
    });
    await this.load();
    this.copySeats();
  }

  copySeats() {
    for (const row of this.seats.values()) copies.put("seats", row.seat, { ...row, sheets: null, fetchedAt: null });
    if (this.current) copies.put("facts", "current", { name: "current", seat: this.current.seat });
  }

  /** Keep what was typed. Rejects when it could not be stored; it is in memory all the same. */
  async keepDraft(performance, points, at) {
    const { seat } = this.current;
    const draft = { id: draftId(seat, performance), seat, performance, points, at };
    this.drafts.set(draft.id, { ...draft, isUnstored: true });
    copies.put("drafts", draft.id, draft);
    await this.store.change(["drafts"], (rows) => rows.put("drafts", draft));
    if (this.drafts.get(draft.id)?.at === at) this.drafts.set(draft.id, draft);
  }

  /** Store a sheet to be sent, in place of its draft and of sheets that were refused. */
  async addBallot({ performance, team, points, total }, at) {
    const ballot = { id: newId(), seat: this.current.seat, performance, team, points, total, at, waiting: 1, refused: null };
    const answered = this.ballotsOf(ballot.seat).filter((row) => row.refused && row.performance === performance);
    const draft = draftId(ballot.seat, performance);
    copies.drop("drafts", draft); // before it goes from the store: else another tab would put it back
    for (const { id } of answered) copies.drop("ballots", id);
    await this.store.change(["drafts", "ballots"], (rows) => {
      for (const { id } of answered) rows.delete("ballots", id);
      rows.put("ballots", ballot);
      rows.delete("drafts", draft);
    });
    copies.put("ballots", ballot.id, ballot);
    this.drafts.delete(draft);
    await this.load();
  }

  /** The server has the sheet: it stands among the answers of the server from now on. */
  async acknowledge({ id, seat, performance }, sent) {
    copies.drop("ballots", id);
    await this.store.change(["seats", "ballots"], async (rows) => {
      const row = await rows.get("seats", seat);
      const withSheet = (each) => (each.id === performance ? { ...each, ballot: sent } : each);
      if (row?.sheets) rows.put("seats", { ...row, sheets: { ...row.sheets, performances: row.sheets.performances.map(withSheet) } });
      rows.delete("ballots", id);
    });
    await this.load();
  }

  /** The server will never take this sheet: it stays, for the judge to see why. */
  async refuse(ballot, refused) {
    const { waiting, ...row } = { ...ballot, refused };
    await this.store.change(["ballots"], (rows) => rows.put("ballots", row));
    copies.put("ballots", row.id, row);
    await this.load();
  }
}
