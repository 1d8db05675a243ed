// Scans about which the usher is asked: several may be meant, or nobody has the card.
// phone.questions: id of the held scan → {key, reading, sealedCard, answer}; in memory only, and never the card's number.

import { announceStored } from "../engine/changes.js";
import { newId } from "../../phone/ids.js";
import { makeScan, makeScanOfPerson, momentNow, momentOfRow, verdictOf } from "./scan-rows.js";
import { heldUntil, isHeld, storeScan } from "./scan-storage.js";

/** Store the scan as held and return makeAnswer(verdict, pending). question: {key, …} of what is asked about. */
export async function holdScan(phone, { method, identifier, extra, question, makeAnswer }) {
  const make = () =>
    makeScan(phone, { id: newId(), moment: momentNow(phone), method, identifier, extra: { ...extra, heldUntil: heldUntil(phone) } });
  const verdict = await storeScan(phone, make);
  if (verdict.kind !== "verdict") return verdict;
  const name = (question.reading && question.reading.fullName) || null;
  const answer = makeAnswer({ ...verdict, name }, { id: verdict.id });
  phone.questions.set(verdict.id, { ...question, answer });
  return answer;
}

/** Return the question that is open about the same code or card, or null. */
export function openQuestion(phone, key) {
  for (const [id, question] of phone.questions) if (question.key === key && isHeld(phone, id)) return question;
  return null;
}

/** Make the held scan this person's. When it has been released meanwhile, store another scan. */
export async function settleOnPerson(phone, id, person) {
  const before = phone.records.get(id);
  const { sealedCard = null } = phone.questions.get(id) || {};
  let scan = null;
  const row = await phone.records.settle(id, (heldRow) => {
    scan = makeScanOfPerson(phone, person, { id, moment: momentOfRow(heldRow), method: heldRow.method, sealedCard });
    return scan.row;
  });
  phone.questions.delete(id);
  if (!row) return storeScanOfPerson(phone, person, before ? before.method : "card");
  announceStored(phone);
  return verdictOf(phone, scan, person);
}

/** None of the candidates it was. A card stays held: a walk-in may follow. */
export async function settleOnNobody(phone, id, makeAnswer) {
  const question = phone.questions.get(id);
  const isCard = Boolean(question && question.sealedCard);
  const row = await phone.records.settle(id, ({ heldUntil: before, ...released }) =>
    isCard ? { ...released, heldUntil: heldUntil(phone) } : released,
  );
  if (row) announceStored(phone);
  const current = row || phone.records.get(id);
  const judgement = { sitting: current.sitting, firstAt: null, why: current.why, opensAt: null, closesAt: null };
  const verdict = verdictOf(phone, { row: current, judgement });
  if (!row || !row.heldUntil) return verdict;
  const answer = makeAnswer(question, { ...verdict, name: question.reading.fullName || null }, { id });
  phone.questions.set(id, { ...question, answer });
  return answer;
}

/** Hold the scan for longer: a form for it is open. */
export function keepHolding(phone, pending) {
  return phone.records.settle(pending.id, (row) => ({ ...row, heldUntil: heldUntil(phone) })).catch(() => null);
}

/** sealedCard: of the card that was shown, when it was one. */
export function storeScanOfPerson(phone, person, method, sealedCard = null) {
  return storeScan(phone, () => makeScanOfPerson(phone, person, { id: newId(), moment: momentNow(phone), method, sealedCard }), person);
}
