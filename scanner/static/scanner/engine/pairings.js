// Which activity this phone is for, with its roster: in memory and in the store. Other pairings stay as long as something waits for them.

import { NOTHING_FETCHED } from "../network/roster-download.js";

/** A pairing: {device, name, token, activity, pairedAt, about, sittings, communes, keys, roster (roster-download.js), revoked, ended}. */
export function makePhone({ store, roster }) {
  const pairings = new Map(); // device → pairing
  let current = null;
  let sitting = null; // the one that the usher chose
  let windows = [];

  const use = (pairing) => {
    current = pairing;
    windows = pairing ? pairing.sittings.map((row) => windowOf(row, pairing.activity)) : [];
    if (!windows.some((window) => window.sitting === sitting)) sitting = null;
  };
  const keep = (pairing) => {
    pairings.set(pairing.device, pairing);
    if (current && current.device === pairing.device) use(pairing);
  };

  return {
    get current() {
      return current;
    },
    get windows() {
      return windows;
    },
    get sitting() {
      return sitting;
    },
    get cancelledAt() {
      return current && current.about ? timeOf(current.about.cancelled_at) : null;
    },
    get endsAt() {
      return current && current.about ? timeOf(current.about.ends_at) : null;
    },
    labelOf(id) {
      const found = current && current.sittings.find((row) => row.id === id);
      return found ? found.label : null;
    },
    pairings: () => Array.from(pairings.values()),

    /** What the store holds, anew. */
    async load() {
      const tables = ["pairings", "passes", "facts"];
      const [all, passes, fact] = await store.read(tables, async (rows) => [
        await rows.all("pairings"),
        await rows.all("passes"),
        await rows.get("facts", "current"),
      ]);
      pairings.clear();
      all.forEach((pairing) => pairings.set(pairing.device, pairing));
      sitting = fact ? fact.sitting : null;
      use((fact && pairings.get(fact.device)) || null);
      roster.clear();
      roster.apply(passes);
      roster.entries();
    },

    /** From now on for the activity that the answer to a pairing names; a roster of the same activity stays, another goes. */
    async pairedAs(body, at) {
      const before = Array.from(pairings.values()).filter((pairing) => pairing.activity === body.activity);
      const latest = before.sort((one, other) => other.pairedAt - one.pairedAt)[0];
      const isSame = Boolean(latest && current && latest.activity === current.activity);
      const about = { title: body.title, ends_at: body.ends_at };
      const nothing = { about, sittings: [], communes: [], keys: null, roster: NOTHING_FETCHED };
      const { about: a, sittings: s, communes, keys, roster: fetched } = isSame ? latest : nothing;
      const pairing = {
        device: body.device.id,
        name: body.device.name,
        token: body.token,
        activity: body.activity,
        pairedAt: at,
        ...{ about: a || about, sittings: s, communes, keys, roster: fetched },
        ...{ revoked: false, ended: false },
      };
      await store.change(["pairings", "passes", "facts"], async (rows) => {
        for (const other of await rows.all("pairings")) rows.put("pairings", bare(other));
        rows.put("pairings", pairing);
        rows.put("facts", { name: "current", device: pairing.device, sitting: isSame ? sitting : null });
        if (!isSame) rows.clear("passes");
      });
      if (!isSame) roster.clear();
      for (const other of pairings.values()) pairings.set(other.device, bare(other));
      pairings.set(pairing.device, pairing);
      use(pairing);
    },

    /** A page of the roster that was stored. */
    take({ pairing, passes, removed }) {
      keep(pairing);
      roster.apply(passes, removed);
    },

    /** The roster goes: names, digests, keys. `why`: what becomes true, {revoked} or {ended}. The token stays, for what waits. */
    async forgetRoster(why) {
      const next = { ...bare(current), ...why };
      roster.clear();
      keep(next);
      await store.change(["pairings", "passes"], async (rows) => {
        rows.clear("passes");
        rows.put("pairings", next);
      });
    },

    async choose(id) {
      if (id !== null && !windows.some((window) => window.sitting === id)) throw new RangeError("no such sitting");
      sitting = id;
      const fact = { name: "current", device: current.device, sitting: id };
      await store.change(["facts"], (rows) => rows.put("facts", fact)).catch(() => {}); // then it holds until the page is closed
    },

    /** Pairings of before that are of no more use. */
    async dropOthers(isNeeded) {
      const old = Array.from(pairings.values()).filter((pairing) => pairing !== current && !isNeeded(pairing));
      if (!old.length) return;
      await store.change(["pairings"], async (rows) => old.forEach((pairing) => rows.delete("pairings", pairing.device)));
      old.forEach((pairing) => pairings.delete(pairing.device));
    },

    /** As if it had never been paired. */
    async forget() {
      const tables = ["pairings", "passes", "scans", "headcounts", "facts"];
      await store.change(tables, async (rows) => tables.forEach((table) => rows.clear(table)));
      pairings.clear();
      roster.clear();
      use(null);
    },
  };
}

export function timeOf(text) {
  const at = Date.parse(text);
  return Number.isFinite(at) ? at : null;
}

/** A pairing without its roster. */
function bare(pairing) {
  return { ...pairing, keys: null, communes: [], roster: NOTHING_FETCHED };
}

function windowOf({ id, starts_at, ends_at, opens_at, closes_at }, activity) {
  const [startsAt, endsAt, opensAt, closesAt] = [starts_at, ends_at, opens_at, closes_at].map(timeOf);
  return { sitting: id, activity, opensAt, closesAt, startsAt, endsAt };
}
