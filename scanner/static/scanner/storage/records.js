// What this phone has scanned and counted: in memory for the screen, in the store for good. A row is
//   {id, pairing, activity, waiting: 1 until the server named it, heldUntil (the usher is being asked), item (as it is sent),
//    at (corrected), method, registration, walkIn, name (of somebody who is not in the roster), mark (of a walk-in's card), code (as read),
//    sitting, outcome, why, refused: {field, code}, seen}
// and loses its item, its person and its mark as soon as they are of no more use.

const COUNTED = ["welcome", "already"];
const TABLES = ["scans", "headcounts"];

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A row that a person has to look at. */
export function isToSee(row) {
  if (row.waiting || row.seen) return false;
  return Boolean(row.refused) || !(row.count !== undefined || COUNTED.includes(row.outcome));
}

export function makeRecords(store) {
  const memory = { scans: new Map(), headcounts: new Map() };
  let arrivals = new Map(); // "person:sitting" → earliest time; a walk-in goes by both its names

  const arrived = (row) => {
    if (!COUNTED.includes(row.outcome) || row.sitting === null || row.refused) return;
    for (const person of [row.registration, row.walkIn]) {
      const key = `${person}:${row.sitting}`;
      if (person && !(arrivals.get(key) <= row.at)) arrivals.set(key, row.at);
    }
  };
  const recount = () => {
    arrivals = new Map();
    memory.scans.forEach(arrived);
  };
  const keep = (table, rows) => rows.forEach((row) => memory[table].set(row.id, row));

  return {
    /** What the store holds, anew: another tab may have written. */
    async load() {
      const [scans, headcounts] = await store.read(TABLES, async (rows) => [await rows.all("scans"), await rows.all("headcounts")]);
      memory.scans = new Map(scans.map((row) => [row.id, row]));
      memory.headcounts = new Map(headcounts.map((row) => [row.id, row]));
      recount();
    },
    scans: () => Array.from(memory.scans.values()),
    headcounts: () => Array.from(memory.headcounts.values()),
    get: (id) => memory.scans.get(id) || null,
    held: () => Array.from(memory.scans.values()).filter((row) => row.heldUntil),
    arrival(person, sitting) {
      return arrivals.get(`${person}:${sitting}`) ?? null;
    },

    /** Rejects with `reason` when it could not be stored, and then nothing has happened. */
    async add(table, row) {
      keep(table, [row]);
      if (table === "scans") arrived(row); // before the store has it: the same person may be read again meanwhile
      try {
        await store.change([table], (rows) => rows.put(table, row));
        keep(table, [row]);
      } catch (error) {
        memory[table].delete(row.id);
        recount();
        throw error;
      }
    },

    /** The held row becomes another, in one transaction; null when it has been let go meanwhile. */
    async settle(id, change) {
      const row = await store.change(["scans"], async (rows) => {
        const held = await rows.get("scans", id);
        if (!held || !held.heldUntil) return null;
        const settled = change(held);
        await rows.put("scans", settled);
        return settled;
      });
      if (row) keep("scans", [row]);
      recount();
      return row;
    },

    /** Held rows are let go: sent as they are. */
    async release(isDue) {
      const due = this.held().filter(isDue);
      for (const row of due) await this.settle(row.id, ({ heldUntil, ...rest }) => rest);
      return due.length;
    },

    /** What can be sent, from the store, so that of two tabs none sends what the other has had answered. */
    async unsent() {
      const [scans, headcounts] = await store.read(TABLES, async (rows) => [await rows.waiting("scans"), await rows.waiting("headcounts")]);
      return { scans: scans.filter((row) => !row.heldUntil).sort((one, other) => one.at - other.at), headcounts };
    },

    /** changes: {scans, headcounts}, each a list of {id, change: row → row}; rows that wait no more are left as they are. */
    async acknowledge(changes) {
      const done = { scans: [], headcounts: [] };
      await store.change(TABLES, async (rows) => {
        for (const table of TABLES) {
          for (const { id, change } of changes[table]) {
            const row = await rows.get(table, id);
            if (!row || !row.waiting) continue;
            const changed = change(row);
            rows.put(table, changed);
            done[table].push(changed);
          }
        }
      });
      for (const table of TABLES) keep(table, done[table]);
      recount();
      return done.scans.length + done.headcounts.length;
    },

    async markSeen(ids) {
      const seen = TABLES.map((table) => ids.map((id) => memory[table].get(id)).filter((row) => row && !row.waiting));
      const trimmed = seen.map((rows) => rows.map(({ item, ...rest }) => ({ ...rest, seen: 1 })));
      await store.change(TABLES, async (rows) => TABLES.forEach((table, i) => trimmed[i].forEach((row) => rows.put(table, row))));
      TABLES.forEach((table, i) => keep(table, trimmed[i]));
    },

    /** Rows that were acknowledged and seen go; of the others that were acknowledged, the names. What waits stays as it is. */
    async forgetConfirmed(isOld) {
      await store.change(TABLES, async (rows) => {
        for (const table of TABLES) {
          for (const row of await rows.all(table)) {
            if (row.waiting || row.item || !isOld(row)) continue;
            if (isToSee(row)) rows.put(table, { ...row, name: null });
            else rows.delete(table, row.id);
          }
        }
      });
      await this.load();
    },
  };
}

/** A scan's row as the server's answer leaves it. isInRoster(registration): then its name need not be kept here. */
export function answered(row, result, isInRoster) {
  const { waiting, item, mark, person, ...rest } = row;
  if (result.status === 400) return { ...rest, item, mark, refused: result.error || { field: "", code: "refused" } };
  const registration = result.registration ?? row.registration;
  const name = (result.person && result.person.full_name) || row.name || null;
  const walkInPerson = row.walkIn && !registration ? { person: item.walk_in } : {};
  return {
    ...rest,
    ...walkInPerson,
    ...(row.walkIn && mark ? { mark } : {}),
    registration,
    name: registration && isInRoster(registration) ? null : name,
    sitting: result.sitting ?? (result.outcome ? null : row.sitting),
    at: timeOf(result.scanned_at) ?? row.at,
    outcome: result.outcome || row.outcome,
    why: result.outcome === row.outcome ? row.why : null,
    ...(result.status === 409 ? { refused: result.error || { field: "id", code: "scan_id_conflict" } } : {}),
  };
}

function timeOf(text) {
  const at = Date.parse(text);
  return Number.isFinite(at) ? at : null;
}
