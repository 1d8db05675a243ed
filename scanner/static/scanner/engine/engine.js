// The scanner without its screen: everything between the page and IndexedDB or the network. Its interface: docs/scanner-engine.md

import { makeClock } from "./clock.js";
import { makeContact } from "../network/schedule.js";
import { lostSince, noteWaiting } from "../storage/loss-detection.js";
import { makePeople } from "./people.js";
import { makePhone } from "./pairings.js";
import { isToSee, makeRecords, newId } from "../storage/records.js";
import { fetchPage } from "../network/roster-download.js";
import { makeRoster } from "./roster.js";
import { rowsFor } from "./record-summaries.js";
import { makeScanning } from "./scanning.js";
import { ask } from "../network/server.js";
import { stateOf } from "./state.js";
import { askToPersist, openStore, roomLeft } from "../storage/database.js";
import { alone, openChannel } from "../storage/tabs.js";
import { makeUpload } from "../network/upload.js";

const BEAT = 5000; // ms
const TALK_EVERY = 15000;
const ROSTER_EVERY = 60000;
const LEASE = 90000;
const PAIRING_TIMEOUT = 20000;
const FORGETTING = { device_revoked: { revoked: true }, activity_ended: { ended: true } };

export async function openScanner({ apiBase, onChange = () => {}, now = Date.now, timeouts = {} }) {
  const steady = () => performance.now();
  const store = await openStore();
  const roster = makeRoster();
  const records = makeRecords(store);
  const phone = makePhone({ store, roster });
  const clock = makeClock({ now, steady, isHidden: () => document.hidden, onMoved: wantContact });
  const contact = makeContact({ round, steady, onChange: changed });
  const tabs = openChannel((word) => reload(word === "roster").catch(() => {}));
  const online = navigator.onLine !== false;
  const told = { storage: store.reason, persisted: null, room: await roomLeft(), problem: null, lastContact: null, online, lost: null };
  const asked = { roster: -Infinity, talk: -Infinity };
  let shown = null;
  let isClosed = false;

  const isInRoster = (registration) => roster.get(registration) !== null;
  const deviceTime = () => new Date(now()).toISOString();
  const upload = makeUpload({ request, records, pairings: phone.pairings, isInRoster, deviceTime, timeout: timeouts.upload });
  const { labelOf } = phone;
  const about = () =>
    phone.current && { pairing: phone.current, windows: phone.windows, sitting: phone.sitting, cancelledAt: phone.cancelledAt, labelOf };
  const people = makePeople({ records, roster, activity: () => phone.current && phone.current.activity });
  const scanning = makeScanning({ records, people, clock, now, steady, current: about, onStored: stored });
  const rows = rowsFor({ names: { ofRegistration: roster.get, ofWalkIn: roster.ofWalkIn }, labelOf });

  // --- talking

  async function request(path, options) {
    const answer = await ask(apiBase + path, { ...options, now, steady });
    told.online = answer.status > 0 && answer.problem !== "bad_answer";
    if (answer.status >= 200 && answer.status < 300 && answer.body) {
      told.lastContact = now();
      clock.measure({ serverTime: Date.parse(answer.body.server_time), sentAt: answer.sentAt, trip: answer.trip });
      const fact = { name: "clock", sample: clock.saved(), lastContact: told.lastContact };
      store.change(["facts"], (facts) => facts.put("facts", fact)).catch(() => {});
    }
    return answer;
  }

  /** One go at everything: what waits, then the roster. */
  async function round(forced) {
    let last = { reached: null, problem: null };
    asked.talk = steady();
    let wasAlone = false;
    try {
      wasAlone = await alone(store, async (renew) => (last = await talk(forced, renew)), { now, leaseFor: LEASE, waits: forced });
    } catch (error) {
      if (!error.reason) throw error;
      told.storage = error.reason; // what was answered could not be written down: it will be asked again
      return { reached: false, problem: null };
    }
    if (wasAlone && last.reached !== null) told.problem = last.problem === "offline" ? null : last.problem;
    return last;
  }

  async function talk(forced, renew) {
    told.room = await roomLeft();
    const sent = await upload(renew);
    if (sent.reached !== null) {
      tabs.tell("records");
      note();
    }
    await forgetIfTold(sent.problem, sent.device);
    if (sent.reached !== false) await tidyUp();
    if (sent.reached === false || !isRosterDue(forced)) return sent;
    const fetched = await fetchRoster(renew);
    return { reached: fetched.reached, problem: sent.problem || fetched.problem };
  }

  function isRosterDue(forced) {
    const pairing = phone.current;
    if (!pairing || isClosed) return false;
    if (forced) return true;
    if (pairing.revoked || pairing.ended) return false;
    return !pairing.roster.complete || clock.isJumped || steady() - asked.roster >= ROSTER_EVERY;
  }

  async function fetchRoster(renew) {
    while (phone.current && (await renew())) {
      const pairing = phone.current;
      const { answer, page } = await fetchPage({ request, store, pairing, fetchedAt: () => clock.now(), timeout: timeouts.roster });
      await forgetIfTold(answer.problem, pairing.device);
      if (answer.problem) return { reached: answer.status > 0 && answer.problem !== "bad_answer", problem: answer.problem };
      if (!page) {
        await reload(true); // another tab was faster, or the phone was paired anew
        return { reached: true, problem: null };
      }
      phone.take(page);
      changed();
      tabs.tell("roster");
      if (!page.more) break;
      const sent = await upload(renew); // what was scanned meanwhile goes between two pages
      if (sent.problem) return sent;
    }
    roster.entries();
    asked.roster = steady();
    return { reached: true, problem: null };
  }

  // --- forgetting

  /** device: the pairing that the answer was for; the phone may have been paired anew meanwhile. */
  async function forgetIfTold(problem, device) {
    if (FORGETTING[problem] && phone.current && phone.current.device === device) await forgetRoster(FORGETTING[problem]);
  }

  async function forgetRoster(why) {
    const { activity } = phone.current;
    await phone.forgetRoster(why);
    await records.forgetConfirmed((row) => row.activity === activity);
    tabs.tell("roster");
    changed();
  }

  /** Pairings and confirmed scans of other activities go when nothing waits for them. */
  async function tidyUp() {
    if (!phone.current || phone.pairings().length < 2) return;
    const unsent = [...records.scans(), ...records.headcounts()].filter((row) => row.waiting);
    await phone.dropOthers((pairing) => unsent.some((row) => row.pairing === pairing.device));
    await records.forgetConfirmed((row) => row.activity !== phone.current.activity);
  }

  async function forgetWhatEnded() {
    const { current, endsAt } = phone;
    const isOver = current && !current.ended && endsAt !== null && clock.offset !== null && !clock.isJumped && clock.now() > endsAt;
    if (isOver) await forgetRoster({ ended: true });
  }

  // --- keeping time

  async function beat() {
    if (isClosed) return;
    clock.check();
    await scanning.letGo(now());
    await forgetWhatEnded();
    if (steady() - asked.talk >= TALK_EVERY && (isSomethingUnsent() || isRosterDue(false))) contact.soon();
    changed();
  }

  function isSomethingUnsent() {
    return [...records.scans(), ...records.headcounts()].some((row) => row.waiting && !row.heldUntil);
  }

  function wantContact() {
    asked.roster = -Infinity;
    if (!isClosed && phone.current) contact.wake();
  }

  function onSight() {
    if (document.hidden) return clock.noteHidden();
    clock.check();
    reload(!self.BroadcastChannel).catch(() => {});
    if (phone.current) contact.wake();
  }

  function onNetwork() {
    told.online = navigator.onLine !== false;
    if (told.online && phone.current) contact.wake();
    changed();
  }

  async function reload(isWhole) {
    if (store.reason === "refused" || isClosed) return;
    await records.load();
    if (isWhole) await phone.load();
    changed();
  }

  // --- telling

  /** Not at every change: a store that was emptied under the page is not an acknowledgement. */
  function note() {
    const waiting = [...records.scans(), ...records.headcounts()].filter((row) => row.waiting).length;
    if (!told.lost) noteWaiting(waiting, clock.now());
  }

  function stored() {
    told.storage = null;
    note();
    tabs.tell("records");
    changed();
    contact.soon();
  }

  function changed() {
    const next = stateOf({ phone, records, roster, clock, told, isTalking: contact.isRunning });
    const isSame = JSON.stringify(next) === JSON.stringify(shown);
    if (isSame || isClosed) return;
    shown = next;
    onChange(next);
  }

  // --- what the page calls

  const api = {
    get state() {
      return shown;
    },

    async pair(code) {
      const pairingCode = String(code)
        .toUpperCase()
        .replace(/[^0-9A-Z]/g, "");
      if (pairingCode.length !== 8) return { ok: false, reason: "not_a_code" };
      if (told.storage) return { ok: false, reason: "storage" };
      const asking = { method: "POST", body: { pairing_code: pairingCode }, timeout: timeouts.upload || PAIRING_TIMEOUT };
      const answer = await request("devices/pair/", asking);
      if (answer.problem) return { ok: false, reason: refusal(answer) };
      if (!answer.body.token || !answer.body.device) return { ok: false, reason: "server_error" };
      try {
        await scanning.letAllGo();
        await phone.pairedAs(answer.body, now());
      } catch {
        return { ok: false, reason: "storage" };
      }
      [asked.roster, told.problem] = [-Infinity, null];
      tabs.tell("roster");
      changed();
      contact.now();
      return { ok: true };
    },

    scan: (text) => noted(scanning.scan(text)),
    scanReading: (reading) => noted(scanning.scanReading(reading)),
    tick: (registration) => noted(scanning.tick(registration)),
    walkIn: (written) => noted(scanning.walkIn(written)),
    confirmCard: (pending, registration) => noted(scanning.confirmCard(pending, registration)),
    keepHolding: (pending) => scanning.keepHolding(pending).catch(() => null),

    async countHeads({ sitting, category, count, basis }) {
      const problem = problemOfCount({ sitting, category, count, basis });
      if (problem) return { kind: "refused", ...problem };
      const id = newId();
      const offset = clock.offset === null ? {} : { clock_offset: clock.offset / 1000 };
      const item = { id, sitting, category: category.trim(), count, basis, counted_at: deviceTime(), ...offset };
      const { device, activity } = phone.current;
      const row = { id, pairing: device, activity, waiting: 1, item, at: clock.now(), sitting, category: item.category, count, basis };
      try {
        await records.add("headcounts", row);
      } catch (error) {
        return noted({ kind: "not_stored", reason: error.reason || "refused" });
      }
      stored();
      return { kind: "stored", id };
    },

    headcounts: () => records.headcounts().sort(latestFirst).map(shortCount),

    search(q, limit = 20) {
      const at = phone.sitting === null ? shown.sittingNow : phone.sitting;
      const found = phone.current ? people.search(q, limit) : [];
      return found.map(({ registration, walkIn, name, hint, status }) => ({
        ...{ registration, walkIn, name, hint, status },
        arrivedAt: people.arrivalOf({ registration, walkIn }, at),
      }));
    },

    recent: (n = 20) => records.scans().sort(latestFirst).slice(0, n).map(rows.ofScan),

    toSee() {
      const [scans, headcounts] = [records.scans().filter(isToSee), records.headcounts().filter(isToSee)];
      return [...scans.map(rows.ofScan), ...headcounts.map(rows.ofHeadcount)].sort(latestFirst);
    },

    async markSeen(ids) {
      await records.markSeen(ids);
      tabs.tell("records");
      changed();
    },

    async chooseSitting(id) {
      const isAnother = id !== phone.sitting;
      await phone.choose(id);
      if (isAnother) scanning.lookAnew();
      tabs.tell("roster");
      changed();
    },

    async sync() {
      await scanning.letGo(now());
      return contact.now();
    },

    async forget() {
      await records.load();
      const all = [...records.scans(), ...records.headcounts()];
      if (all.some((row) => row.waiting)) return { ok: false, reason: "waiting" };
      if (all.some((row) => row.refused && !row.seen)) return { ok: false, reason: "to_see" };
      await phone.forget();
      await records.load();
      tabs.tell("roster");
      changed();
      return { ok: true };
    },

    /** The loss was told to a person: from now on it counts anew. */
    markLossSeen() {
      told.lost = null;
      note();
      changed();
    },

    exportWaiting: () => rows.written(records.scans(), records.headcounts()),

    close() {
      isClosed = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onSight);
      self.removeEventListener("pageshow", onSight);
      for (const name of ["online", "offline"]) self.removeEventListener(name, onNetwork);
      tabs.close();
      store.close();
    },
  };

  /** Full or refused is told on the status line as well. */
  async function noted(coming) {
    const answer = await coming;
    if (answer.kind === "not_stored") told.storage = answer.reason;
    changed();
    return answer;
  }

  function problemOfCount({ sitting, category, count, basis }) {
    if (!phone.windows.some((window) => window.sitting === sitting)) return { field: "sitting", code: "required" };
    if (typeof category !== "string" || !category.trim()) return { field: "category", code: "required" };
    if (!Number.isInteger(count) || count < 0 || count > 1000000) return { field: "count", code: "not_a_count" };
    return ["counted", "estimated"].includes(basis) ? null : { field: "basis", code: "unknown_basis" };
  }

  async function begin() {
    if (store.reason === "refused") return;
    const fact = await store.read(["facts"], (facts) => facts.get("facts", "clock"));
    await records.load();
    await phone.load();
    if (!phone.pairings().length && !records.scans().length && !records.headcounts().length) told.lost = lostSince();
    const scanned = records.scans().map((row) => Date.parse(row.item && row.item.scanned_at) || 0);
    const lastSeen = scanned.reduce((one, other) => Math.max(one, other), fact ? fact.lastContact : 0);
    clock.restore(fact && fact.sample, lastSeen);
    told.lastContact = fact ? fact.lastContact : null;
    await scanning.letAllGo(); // what a page that died had asked
    await forgetWhatEnded();
  }

  try {
    await begin();
  } catch (error) {
    told.storage = error.reason || "refused";
  }
  const timer = setInterval(() => beat().catch(() => {}), BEAT);
  document.addEventListener("visibilitychange", onSight);
  self.addEventListener("pageshow", onSight);
  for (const name of ["online", "offline"]) self.addEventListener(name, onNetwork);
  askToPersist().then((persisted) => {
    told.persisted = persisted;
    changed();
  });
  changed();
  if (phone.current) contact.soon();
  return api;
}

function refusal({ status, problem, body }) {
  const codes = [problem, ...((body && body.errors) || []).map((error) => error.code)];
  if (codes.includes("pairing_code_unknown")) return "pairing_code_unknown";
  return status === 0 ? "offline" : "server_error";
}

function shortCount({ id, sitting, category, count, basis, at, waiting, refused = null }) {
  return { id, sitting, category, count, basis, at, waiting: Boolean(waiting), refused };
}

function latestFirst(one, other) {
  return other.at - one.at;
}
