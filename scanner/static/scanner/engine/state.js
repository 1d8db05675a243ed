// What the page is told of how things stand; its shape is in docs/scanner-engine.md.

import { isToSee } from "../storage/records.js";
import { judge } from "../rules/verdict.js";

const MEGABYTE = 1024 * 1024;

/** told: {storage, persisted, room (bytes), lost, problem, lastContact, online}. Answers a new object. */
export function stateOf({ phone, records, roster, clock, isTalking, told }) {
  const { current } = phone;
  const sittingNow = sittingAt(phone, clock.now());
  return {
    device: current && { id: current.device, name: current.name },
    about: current && current.about,
    sittings: phone.windows.map(({ sitting: id, activity, ...times }) => ({ id, label: phone.labelOf(id), ...times })),
    communes: current ? current.communes : [],
    sitting: phone.sitting,
    sittingNow,
    counts: counts(records, current && current.activity),
    lastContact: told.lastContact,
    clockOffset: clock.offset,
    online: told.online,
    syncing: isTalking,
    roster: { size: roster.size, complete: Boolean(current && current.roster.complete), fetchedAt: current && current.roster.fetchedAt },
    storage: { ok: told.storage === null, reason: told.storage, persisted: told.persisted, room: megabytes(told.room) },
    lost: told.lost,
    problem: told.problem || (clock.isJumped ? "clock_jumped" : null) || (current && current.roster.differs ? "roster_differs" : null),
    revoked: Boolean(current && current.revoked),
    ended: Boolean(current && current.ended),
  };
}

/** null: the browser does not say, or plenty. */
function megabytes(room) {
  return room < 1000 * MEGABYTE ? Math.max(0, Math.floor(room / MEGABYTE)) : null;
}

function counts(records, activity) {
  const [scans, headcounts] = [records.scans(), records.headcounts()];
  const all = [...scans, ...headcounts];
  const own = scans.filter((row) => row.activity === activity);
  const waiting = all.filter((row) => row.waiting);
  return {
    scanned: own.length,
    waiting: waiting.length,
    confirmed: own.filter((row) => !row.waiting && !row.refused).length,
    toSee: all.filter(isToSee).length,
    headcountsWaiting: headcounts.filter((row) => row.waiting).length,
    waitingElsewhere: waiting.filter((row) => row.activity !== activity).length,
  };
}

/** The sitting that a scan of this moment would count for. */
function sittingAt({ current, windows, sitting, cancelledAt }, at) {
  if (!current) return null;
  const anybody = { registration: 0, activity: current.activity, withdrawn: false, cancelledAt };
  const verdict = judge(anybody, windows, { at, receivedAt: at, sitting });
  return verdict.outcome === null ? verdict.sitting : null;
}
