// What this phone has of its judges: in memory for the screen, in the store for good. Rows:
//   seats    {seat, token, access | null, contest, name, sheets: the last answer of the server | null, fetchedAt, closed: null | a problem}
//   drafts   {id: "seat:performance", seat, performance, points: {criterion: as typed}, at}
//   ballots  {id, seat, performance, team, points, total, at, waiting: 1 until the server has it, refused: null | {code, errors}}

import { newId } from "../phone/ids.js";

export const JUDGE = {
  name: "judge",
  version: 1,
  keys: { seats: "seat", drafts: "id", ballots: "id", facts: "name" },
  queues: ["ballots"],
  upgrade: () => {},
};
const TABLES = ["seats", "drafts", "ballots"];

function draftId(seat, performance) {
  return `${seat}:${performance}`;
}

export class Records {
  constructor(store) {
    this.store = store;
    this.seats = new Map();
    this.drafts = new Map();
    this.ballots = new Map();
    this.current = null; // the seat that the page shows
  }

  /** Read everything again: another tab may have written. A draft that could not be stored stays in memory. */
  async load() {
    const { rows, current } = await this.store.read([...TABLES, "facts"], async (tables) => {
      const rows = {};
      for (const table of TABLES) rows[table] = await tables.all(table);
      return { rows, current: await tables.get("facts", "current") };
    });
    const unstored = [...this.drafts.values()].filter((draft) => draft.isUnstored);
    for (const table of TABLES) this[table] = new Map(rows[table].map((row) => [row[JUDGE.keys[table]], row]));
    for (const draft of unstored) if (!(this.drafts.get(draft.id)?.at > draft.at)) this.drafts.set(draft.id, draft);
    this.current = this.seats.get(current?.seat) || null;
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
  }

  async chooseSeat(seat) {
    await this.store.change(["facts"], (rows) => rows.put("facts", { name: "current", seat }));
    await this.load();
  }

  async changeSeat(seat, change) {
    await this.store.change(["seats"], async (rows) => {
      const row = await rows.get("seats", seat);
      if (row) rows.put("seats", { ...row, ...change });
    });
    await this.load();
  }

  /** Keep what was typed. Rejects when it could not be stored; it is in memory all the same. */
  async keepDraft(performance, points, at) {
    const { seat } = this.current;
    const draft = { id: draftId(seat, performance), seat, performance, points, at };
    this.drafts.set(draft.id, { ...draft, isUnstored: true });
    await this.store.change(["drafts"], (rows) => rows.put("drafts", draft));
    if (this.drafts.get(draft.id)?.at === at) this.drafts.set(draft.id, draft);
  }

  /** Store a sheet to be sent, in place of its draft. */
  async addBallot({ performance, team, points, total }, at) {
    const ballot = { id: newId(), seat: this.current.seat, performance, team, points, total, at, waiting: 1, refused: null };
    await this.store.change(["drafts", "ballots"], async (rows) => {
      const isAnswered = (row) => row.refused && row.seat === ballot.seat && row.performance === performance;
      for (const row of await rows.all("ballots")) if (isAnswered(row)) rows.delete("ballots", row.id);
      rows.put("ballots", ballot);
      rows.delete("drafts", draftId(ballot.seat, performance));
    });
    this.drafts.delete(draftId(ballot.seat, performance));
    await this.load();
  }

  /** The server has the sheet: it stands among the answers of the server from now on. */
  async acknowledge({ id, seat, performance }, sent) {
    await this.store.change(["seats", "ballots"], async (rows) => {
      const row = await rows.get("seats", seat);
      const withSheet = (each) => (each.id === performance ? { ...each, ballot: sent } : each);
      if (row?.sheets) rows.put("seats", { ...row, sheets: { ...row.sheets, performances: row.sheets.performances.map(withSheet) } });
      rows.delete("ballots", id);
    });
    await this.load();
  }

  /** The server will never take this sheet: it stays, for the judge to see why. */
  async refuse({ id }, refused) {
    await this.store.change(["ballots"], async (rows) => {
      const { waiting, ...row } = await rows.get("ballots", id);
      rows.put("ballots", { ...row, refused });
    });
    await this.load();
  }
}
