// What the page is told of how things stand; its shape is in docs/scanner-engine.md.

import { needsReview } from "../storage/records.js";
import { judge } from "../rules/verdict.js";

const MEGABYTE = 1024 * 1024;

/** Return a new object. */
export function describeState({ pairings, records, roster, clock, schedule, status }) {
  const { current } = pairings;
  return {
    device: current && { id: current.device, name: current.name },
    about: current && current.about,
    sittings: pairings.windows.map(({ sitting: id, activity, ...times }) => ({ id, label: pairings.labelOf(id), ...times })),
    communes: current ? current.communes : [],
    sitting: pairings.sitting,
    sittingNow: sittingAt(pairings, clock.now()),
    counts: countRecords(records, current && current.activity),
    lastContact: status.lastContact,
    clockOffset: clock.offset,
    online: status.online,
    syncing: schedule.isRunning,
    roster: { size: roster.size, complete: Boolean(current && current.roster.complete), fetchedAt: current && current.roster.fetchedAt },
    storage: { ok: status.storage === null, reason: status.storage, persisted: status.persisted, room: megabytesLeft(status.room) },
    lost: status.lost,
    problem: status.problem || (clock.isJumped ? "clock_jumped" : null) || (current && current.roster.differs ? "roster_differs" : null),
    revoked: Boolean(current && current.revoked),
    ended: Boolean(current && current.ended),
  };
}

/** Return null when the browser does not say, or there is plenty. */
function megabytesLeft(room) {
  return room < 1000 * MEGABYTE ? Math.max(0, Math.floor(room / MEGABYTE)) : null;
}

function countRecords(records, activity) {
  const scans = records.scans().filter((row) => row.activity === activity);
  const waiting = records.waiting();
  return {
    scanned: scans.length,
    waiting: waiting.length,
    confirmed: scans.filter((row) => !row.waiting && !row.refused).length,
    toSee: [...records.scans(), ...records.headcounts()].filter(needsReview).length,
    headcountsWaiting: records.headcounts().filter((row) => row.waiting).length,
    waitingElsewhere: waiting.filter((row) => row.activity !== activity).length,
  };
}

/** Return the sitting that a scan of this moment would count for, or null. */
function sittingAt({ current, windows, sitting, cancelledAt }, at) {
  if (!current) return null;
  const anybody = { registration: 0, activity: current.activity, withdrawals: [], cancelledAt };
  const verdict = judge(anybody, windows, { at, receivedAt: at, sitting });
  return verdict.outcome === null ? verdict.sitting : null;
}
