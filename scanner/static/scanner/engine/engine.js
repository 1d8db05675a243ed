// The scanner without its screen: everything between the page and IndexedDB or the network. Its interface: docs/scanner-engine.md

import { Schedule } from "../../phone/schedule.js";
import { syncOnce } from "../network/sync.js";
import { newUploadMemory } from "../network/upload.js";
import { keepHolding } from "../scans/questions.js";
import { RecentReadings } from "../scans/recent-readings.js";
import { exportWaiting, summariseHeadcount, summariseScan } from "../scans/record-summaries.js";
import { notStored } from "../scans/scan-rows.js";
import { releaseAllScans, releaseOverdueScans } from "../scans/scan-storage.js";
import { confirmCard, scanReading, scanText, tickPerson } from "../scans/scanning.js";
import { scanWalkIn } from "../scans/walk-ins.js";
import { askToPersist, openStore, roomLeft } from "../../phone/database.js";
import { SCANNER } from "../storage/tables.js";
import { readLoss } from "../storage/loss-detection.js";
import { Records, needsReview } from "../storage/records.js";
import { openChannel } from "../../phone/tabs.js";
import { announceRosterChange, noteUnsent, publishState, reload } from "./changes.js";
import { Clock } from "./clock.js";
import { forgetEverything, forgetRosterWhenOver } from "./forgetting.js";
import { latestHeadcount, listHeadcounts, storeHeadcount } from "./headcounts.js";
import { startHeartbeat } from "./heartbeat.js";
import { pairPhone } from "./pair.js";
import { Pairings } from "./pairings.js";
import { People } from "./people.js";
import { recoverFromCopies } from "./recovery.js";
import { Roster } from "./roster.js";

export async function openScanner({ apiBase, onChange = () => {}, now = Date.now, timeouts = {} }) {
  const phone = await assemble({ apiBase, onChange, now, timeouts });
  try {
    await restore(phone);
  } catch (error) {
    phone.status.storage = error.reason || "refused";
  }
  const stopHeartbeat = startHeartbeat(phone);
  askToPersist().then((persisted) => {
    phone.status.persisted = persisted;
    publishState(phone);
  });
  publishState(phone);
  if (phone.pairings.current) phone.schedule.soon();
  return interfaceOf(phone, stopHeartbeat);
}

/** Return the phone: one object with everything that the functions of the engine share. */
async function assemble({ apiBase, onChange, now, timeouts }) {
  const steady = () => performance.now();
  const store = await openStore(SCANNER);
  const phone = { apiBase, onChange, now, steady, timeouts, store, state: null, isClosed: false, isUncompressed: false };
  phone.status = await initialStatus(store);
  phone.lastTried = { roster: -Infinity, contact: -Infinity };
  phone.upload = newUploadMemory();
  phone.questions = new Map(); // scans/questions.js
  phone.roster = new Roster();
  phone.records = new Records(store);
  phone.pairings = new Pairings(phone);
  phone.people = new People({ ...phone, activity: () => phone.pairings.current && phone.pairings.current.activity });
  phone.clock = new Clock({ now, steady, isHidden: () => document.hidden, onMoved: () => askForTheTime(phone) });
  phone.schedule = new Schedule({ sync: (isForced) => syncOnce(phone, isForced), steady, onChange: () => publishState(phone) });
  phone.tabs = openChannel(store.name, (word) => reload(phone, word === "roster").catch(() => {}));
  const recent = new RecentReadings(steady);
  phone.answerOnce = (key, work) => recent.answerOnce(key, () => work().catch((error) => notStored(error)));
  phone.judgeAnew = () => recent.clear();
  return phone;
}

async function initialStatus(store) {
  return {
    storage: store.reason,
    persisted: null,
    room: await roomLeft(),
    problem: null,
    lastContact: null,
    online: navigator.onLine !== false,
    lost: null,
  };
}

async function restore(phone) {
  const { records, pairings, clock, status } = phone;
  const fact = status.storage === "refused" ? null : await readStore(phone);
  const isEmpty = !pairings.all().length && !records.scans().length && !records.headcounts().length;
  const loss = isEmpty ? readLoss() : null;
  await recoverFromCopies(phone);
  const missing = loss ? loss.waiting - records.waiting().length : 0;
  if (missing > 0) status.lost = { ...loss, waiting: missing };
  const scanTimes = records.scans().map((row) => Date.parse(row.item && row.item.scanned_at) || 0);
  const lastSeen = scanTimes.reduce((latest, at) => Math.max(latest, at), fact ? fact.lastContact : 0);
  clock.restore(fact && fact.sample, lastSeen);
  clock.notePast(fact ? fact.serverTime : null);
  for (const row of records.scans()) if (isTimeSure(row)) clock.notePast(row.at);
  status.lastContact = fact ? fact.lastContact : null;
  await releaseAllScans(phone); // held when the page was closed or killed
  await forgetRosterWhenOver(phone);
}

/** Read records, pairings and roster. Return what was stored of the clock; null when the store cannot be read. */
async function readStore({ store, records, pairings, status }) {
  try {
    const fact = await store.read(["facts"], (facts) => facts.get("facts", "clock"));
    await records.load();
    await pairings.load();
    return fact;
  } catch (error) {
    status.storage = error.reason || "refused";
    return null;
  }
}

/** Was the row counted, and at a time of which the phone or the server was sure? */
function isTimeSure({ outcome, item }) {
  return ["welcome", "already"].includes(outcome) && !(item && item.clock_unsure);
}

function askForTheTime(phone) {
  phone.lastTried.roster = -Infinity;
  if (!phone.isClosed && phone.pairings.current) phone.schedule.wake();
}

function interfaceOf(phone, stopHeartbeat) {
  return {
    get state() {
      return phone.state;
    },
    pair: (code) => pairPhone(phone, code),
    scan: (text) => announceAnswer(phone, scanText(phone, text)),
    scanReading: (reading) => announceAnswer(phone, scanReading(phone, reading)),
    tick: (registration) => announceAnswer(phone, tickPerson(phone, registration)),
    walkIn: (form) => announceAnswer(phone, scanWalkIn(phone, form)),
    confirmCard: (pending, registration) => announceAnswer(phone, confirmCard(phone, pending, registration)),
    keepHolding: (pending) => keepHolding(phone, pending),
    countHeads: (count) => announceAnswer(phone, storeHeadcount(phone, count)),
    headcounts: () => listHeadcounts(phone),
    latestHeadcount: (place) => latestHeadcount(phone, place),
    search: (query, limit = 20) => search(phone, query, limit),
    recent: (n = 20) =>
      phone.records
        .scans()
        .sort(latestFirst)
        .slice(0, n)
        .map((row) => summariseScan(phone, row)),
    toSee: () => listForReview(phone),
    markSeen: (ids) => markSeen(phone, ids),
    chooseSitting: (id) => chooseSitting(phone, id),
    sync: () => releaseOverdueScans(phone).then(() => phone.schedule.now()),
    forget: () => forgetEverything(phone),
    markLossSeen: () => markLossSeen(phone),
    exportWaiting: () => exportWaiting(phone),
    close: () => close(phone, stopHeartbeat),
  };
}

/** A store that is full or refuses is said on the status line as well. */
async function announceAnswer(phone, promise) {
  const answer = await promise;
  if (answer.kind === "not_stored") phone.status.storage = answer.reason;
  publishState(phone);
  return answer;
}

function search({ pairings, people, state }, query, limit) {
  if (!pairings.current) return [];
  const sitting = pairings.sitting === null ? state.sittingNow : pairings.sitting;
  return people.search(query, limit).map(({ registration, walkIn, name, hint, status }) => {
    const arrivedAt = people.arrivalOf({ registration, walkIn }, sitting);
    return { registration, walkIn, name, hint, status, arrivedAt };
  });
}

function listForReview(phone) {
  const scans = phone.records.scans().filter(needsReview);
  const headcounts = phone.records.headcounts().filter(needsReview);
  const rows = [...scans.map((row) => summariseScan(phone, row)), ...headcounts.map((row) => summariseHeadcount(phone, row))];
  return rows.sort(latestFirst);
}

async function markSeen(phone, ids) {
  await phone.records.markSeen(ids);
  phone.tabs.tell("records");
  publishState(phone);
}

async function chooseSitting(phone, id) {
  const isAnother = id !== phone.pairings.sitting;
  await phone.pairings.chooseSitting(id);
  if (isAnother) phone.judgeAnew();
  announceRosterChange(phone);
}

/** A person has been told of the loss: from now on what waits is noted again. */
function markLossSeen(phone) {
  phone.status.lost = null;
  noteUnsent(phone);
  publishState(phone);
}

function close(phone, stopHeartbeat) {
  phone.isClosed = true;
  stopHeartbeat();
  phone.tabs.close();
  phone.store.close();
}

function latestFirst(a, b) {
  return b.at - a.at;
}
