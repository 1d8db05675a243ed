// A scan as a row of the store, and as the answer that the page gets.

import { judgeOnPhone } from "../rules/judgement.js";
import { timeOf } from "../rules/time.js";

/** Return {at: corrected epoch ms, sent: what is sent of it}. */
export function momentNow({ clock, now, pairings }) {
  clock.check();
  const phoneTime = now();
  const sent = { scanned_at: new Date(phoneTime).toISOString() };
  if (clock.offset !== null) sent.clock_offset = clock.offset / 1000;
  if (clock.isSure) clock.notePast(clock.correct(phoneTime));
  else Object.assign(sent, whatIsKnown(clock));
  if (pairings.sitting !== null) sent.sitting = pairings.sitting;
  return { at: clock.correct(phoneTime), sent };
}

/** The server measures the clock itself, and takes no time before one that the phone knew to be past. */
function whatIsKnown({ pastUntil }) {
  return pastUntil === null ? { clock_unsure: true } : { clock_unsure: true, not_before: new Date(pastUntil).toISOString() };
}

/** Return the moment of a row that is stored already. */
export function momentOfRow({ at, item }) {
  const names = ["scanned_at", "clock_offset", "clock_unsure", "not_before", "sitting"].filter((name) => name in item);
  return { at, sent: Object.fromEntries(names.map((name) => [name, item[name]])) };
}

/** identifier: one of {registration, sealed_card?}, {code}, {sealed_card}, {walk_in}, as it is sent. extra: what the row holds besides. Return {row, judgement}. */
export function makeScan(phone, { id, moment, method, identifier, person = null, extra = {} }) {
  const { current } = phone.pairings;
  const judgement = judgePerson(phone, person, moment, extra.why);
  const row = {
    id,
    pairing: current.device,
    activity: current.activity,
    waiting: 1,
    item: { id, method, ...moment.sent, ...identifier },
    at: moment.at,
    method,
    registration: person ? person.registration : null,
    walkIn: person ? person.walkIn : null,
    name: null,
    code: null,
    sitting: judgement.sitting,
    ...extra,
    outcome: judgement.outcome,
    why: judgement.why,
  };
  return { row, judgement };
}

/** Return a scan of somebody who is known. sealedCard: of the card by whose name they were found; the server compares the number. */
export function makeScanOfPerson(phone, person, { id, moment, method, sealedCard = null }) {
  const card = sealedCard ? { sealed_card: sealedCard } : {};
  const identifier = person.registration ? { registration: person.registration, ...card } : { walk_in: person.sent };
  const extra = phone.people.isInRoster(person) ? {} : { name: person.name, walkIn: person.walkIn };
  return makeScan(phone, { id, moment, method, identifier, person, extra });
}

/** Return the answer to a scan that is stored. */
export function verdictOf(phone, { row, judgement }, person = null) {
  return {
    kind: "verdict",
    outcome: row.outcome,
    id: row.id,
    name: person ? person.name : null,
    hint: person ? person.hint : "",
    registration: row.registration,
    walkIn: row.walkIn,
    sitting: judgement.sitting,
    sittingLabel: phone.pairings.labelOf(judgement.sitting),
    at: row.at,
    firstAt: judgement.firstAt,
    method: row.method,
    why: judgement.why,
    opensAt: judgement.opensAt,
    closesAt: judgement.closesAt,
    pending: null,
    offer: null,
  };
}

export function notStored(error, person = null) {
  return {
    kind: "not_stored",
    reason: (error && error.reason) || "refused",
    name: person ? person.name : null,
    registration: person ? person.registration : null,
  };
}

function judgePerson({ pairings, people, clock }, person, { at, sent }, unknownWhy = null) {
  const { activity, revoked, ended, roster } = pairings.current;
  const registrant = person && { registration: person.registration, isWithdrawn: person.status === "withdrawn" };
  return judgeOnPhone(registrant, {
    at,
    sitting: sent.sitting ?? null,
    pairing: { activity, revoked, ended, isRosterComplete: roster.complete },
    windows: pairings.windows,
    cancelledAt: pairings.cancelledAt,
    notBefore: timeOf(sent.not_before),
    isClockSure: !clock.isJumped && (clock.isSure || !clock.isCorrected),
    unknownWhy,
    arrivalAt: (sitting) => people.arrivalOf(person, sitting),
  });
}
