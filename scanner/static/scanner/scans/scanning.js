// From what was read to what the screen says: looked up, judged, stored, and only then answered. The answers: docs/scanner-engine.md

import { passDigest, shortDigest } from "../crypto/digests.js";
import { read } from "../rules/reading.js";
import { newId } from "../../phone/ids.js";
import { answerUnknownCard, candidate, keyOfReading, scanCard } from "./card-scans.js";
import { holdScan, openQuestion, settleOnNobody, settleOnPerson, storeScanOfPerson } from "./questions.js";
import { makeScan, momentNow, notStored } from "./scan-rows.js";
import { storeScan } from "./scan-storage.js";

const NOT_PAIRED = { kind: "notice", notice: "not_paired" };
const NOBODY = { kind: "notice", notice: "nobody" };
const SCANS = { pass: scanPass, short: scanShortCode, card: scanCard, number: scanCard }; // of other kinds of reading the usher gets a notice

export function scanText(phone, text) {
  return scanReading(phone, read(text), `text:${text}`);
}

export async function scanReading(phone, reading, key = `reading:${JSON.stringify(reading)}`) {
  const scan = SCANS[reading.kind];
  if (!scan) {
    const { kind, ...details } = reading;
    return phone.answerOnce(key, async () => ({ ...details, kind: "notice", notice: kind }));
  }
  if (!phone.pairings.current) return NOT_PAIRED;
  const question = openQuestion(phone, keyOfReading(reading));
  if (question) return { ...question.answer, repeated: true };
  return phone.answerOnce(key, () => scan(phone, reading));
}

/** Take somebody from the list. id: the registration, or the walk-in's id. */
export async function tickPerson(phone, id) {
  if (!phone.pairings.current) return NOT_PAIRED;
  const person = phone.people.get(id);
  if (!person) return NOBODY;
  return phone.answerOnce(`tick:${id}`, () => storeScanOfPerson(phone, person, "list"));
}

/** Take the usher's word on a question. registration: of a candidate, or the walk-in's id; null for none of them. */
export async function confirmCard(phone, pending, registration) {
  if (!phone.pairings.current) return NOT_PAIRED;
  const person = registration === null ? null : phone.people.get(registration);
  if (registration !== null && !person) return NOBODY;
  try {
    if (person) return await settleOnPerson(phone, pending.id, person);
    return await settleOnNobody(phone, pending.id, (...details) => answerUnknownCard(phone, ...details));
  } catch (error) {
    return notStored(error, person);
  }
}

async function scanPass(phone, { code }) {
  const person = phone.people.withCode(await passDigest(code));
  return person ? storeScanOfPerson(phone, person, "pass") : storeUnknownCode(phone, code);
}

async function scanShortCode(phone, { code }) {
  const { keys, activity } = phone.pairings.current;
  const people = keys && keys.field ? phone.people.withShortCode(await shortDigest(keys.field, activity, code)) : [];
  if (people.length === 1) return storeScanOfPerson(phone, people[0], "pass");
  if (!people.length) return storeUnknownCode(phone, code);
  return holdScan(phone, {
    method: "pass",
    identifier: { code },
    extra: { code, why: "not_in_roster" },
    question: { key: keyOfReading({ kind: "short", code }) },
    makeAnswer: (_verdict, pending) => ({ kind: "ask", question: "choose", onCard: null, candidates: people.map(candidate), pending }),
  });
}

function storeUnknownCode(phone, code) {
  const extra = { code, why: "not_in_roster" };
  return storeScan(phone, () => makeScan(phone, { id: newId(), moment: momentNow(phone), method: "pass", identifier: { code }, extra }));
}
