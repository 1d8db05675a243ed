// Which activity this phone is for, with its roster: in memory and in the store. Other pairings stay as long as something waits for them.

import { NOTHING_FETCHED } from "../network/roster-download.js";
import { timeOf } from "../rules/time.js";
import { copies, copyPairing } from "../storage/copies.js";
import { TABLES } from "../storage/tables.js";

/**
 * A pairing: {device, name, token, activity, pairedAt, about, sittings, communes, keys, headcounts, roster (roster-download.js), revoked,
 * ended, endedByClock: not by the server's word}. headcounts: those that the server has, also of other phones.
 */
export class Pairings {
  constructor({ store, roster }) {
    Object.assign(this, { store, roster });
    this.byDevice = new Map();
    this.current = null;
    this.sitting = null; // the one that the usher chose
    this.windows = []; // of the current activity, as rules/verdict.js takes them
  }

  get cancelledAt() {
    return this.current && this.current.about ? timeOf(this.current.about.cancelled_at) : null;
  }

  get endsAt() {
    return this.current && this.current.about ? timeOf(this.current.about.ends_at) : null;
  }

  labelOf(id) {
    const sitting = this.current && this.current.sittings.find((row) => row.id === id);
    return sitting ? sitting.label : null;
  }

  all() {
    return Array.from(this.byDevice.values());
  }

  /** Read everything from the store again. */
  async load() {
    const [pairings, passes, fact] = await this.store.read(["pairings", "passes", "facts"], async (rows) => [
      await rows.all("pairings"),
      await rows.all("passes"),
      await rows.get("facts", "current"),
    ]);
    this.byDevice = new Map(pairings.map((pairing) => [pairing.device, pairing]));
    this.sitting = fact ? fact.sitting : null;
    this.use((fact && this.byDevice.get(fact.device)) || null);
    this.roster.clear();
    this.roster.apply(passes);
    this.roster.entries();
  }

  /** Begin the pairing that the server's answer names. A roster of the same activity stays, another goes. */
  async begin(body, at) {
    const latest = this.latestOf(body.activity);
    const isSameActivity = Boolean(latest && this.current && latest.activity === this.current.activity);
    const pairing = newPairing(body, at, isSameActivity ? latest : null);
    await this.store.change(["pairings", "passes", "facts"], async (rows) => {
      for (const earlier of await rows.all("pairings")) rows.put("pairings", withoutRoster(earlier));
      rows.put("pairings", pairing);
      rows.put("facts", { name: "current", device: pairing.device, sitting: isSameActivity ? this.sitting : null });
      if (!isSameActivity) rows.clear("passes");
    });
    if (!isSameActivity) this.roster.clear();
    for (const earlier of this.all()) this.byDevice.set(earlier.device, withoutRoster(earlier));
    this.byDevice.set(pairing.device, pairing);
    this.use(pairing);
  }

  latestOf(activity) {
    const pairings = this.all().filter((pairing) => pairing.activity === activity);
    return pairings.sort((a, b) => b.pairedAt - a.pairedAt)[0];
  }

  /** Take over a page of the roster that was stored. */
  takePage({ pairing, passes, removed }) {
    this.replace(pairing);
    this.roster.apply(passes, removed);
  }

  /** Delete names, digests and keys. reason: what becomes true, {revoked} or {ended}. The token stays, for what waits. */
  async forgetRoster(reason) {
    const pairing = { ...withoutRoster(this.current), ...reason };
    this.roster.clear();
    this.replace(pairing);
    await this.store.change(["pairings", "passes"], async (rows) => {
      rows.clear("passes");
      rows.put("pairings", pairing);
    });
  }

  async chooseSitting(id) {
    if (id !== null && !this.windows.some((window) => window.sitting === id)) throw new RangeError("no such sitting");
    this.sitting = id;
    const fact = { name: "current", device: this.current.device, sitting: id };
    await this.store.change(["facts"], (rows) => rows.put("facts", fact)).catch(() => {}); // then it holds until the page is closed
  }

  /** Delete earlier pairings that nothing waits for. */
  async dropOthers(isNeeded) {
    const unneeded = this.all().filter((pairing) => pairing !== this.current && !isNeeded(pairing));
    if (!unneeded.length) return;
    await this.store.change(["pairings"], async (rows) => unneeded.forEach((pairing) => rows.delete("pairings", pairing.device)));
    for (const pairing of unneeded) {
      this.byDevice.delete(pairing.device);
      copies.drop("pairings", pairing.device);
    }
  }

  /** Empty the store and the copies, as if the phone had never been paired. */
  async forgetAll() {
    await this.store.change(TABLES, async (rows) => TABLES.forEach((table) => rows.clear(table)));
    copies.dropAll();
    this.byDevice.clear();
    this.roster.clear();
    this.use(null);
  }

  replace(pairing) {
    this.byDevice.set(pairing.device, pairing);
    if (this.current && this.current.device === pairing.device) this.use(pairing);
  }

  /** Take pairings that could not be stored. */
  takeOver(pairings, device) {
    for (const pairing of pairings) this.byDevice.set(pairing.device, pairing);
    if (!this.current) this.use(this.byDevice.get(device) || null);
  }

  use(pairing) {
    this.current = pairing;
    if (pairing) copyPairing(withoutRoster(pairing));
    this.windows = pairing ? pairing.sittings.map((row) => windowOf(row, pairing.activity)) : [];
    if (!this.windows.some((window) => window.sitting === this.sitting)) this.sitting = null;
  }
}

/** earlier: a pairing of the same activity, whose roster is taken over. */
function newPairing(body, at, earlier) {
  const { about, sittings, communes, keys, roster } = earlier || { sittings: [], communes: [], keys: null, roster: NOTHING_FETCHED };
  return {
    device: body.device.id,
    name: body.device.name,
    token: body.token,
    activity: body.activity,
    pairedAt: at,
    about: about || { title: body.title, ends_at: body.ends_at },
    sittings,
    communes,
    keys,
    roster,
    revoked: false,
    ended: false,
    endedByClock: false,
  };
}

function withoutRoster(pairing) {
  return { ...pairing, keys: null, communes: [], roster: NOTHING_FETCHED };
}

function windowOf({ id, starts_at, ends_at, opens_at, closes_at }, activity) {
  const [startsAt, endsAt, opensAt, closesAt] = [starts_at, ends_at, opens_at, closes_at].map(timeOf);
  return { sitting: id, activity, opensAt, closesAt, startsAt, endsAt };
}
