// Identity cards: who it may be is told by the name, the birth year and the sex on the card, or by the usher. The number goes sealed to the
// server, which has the last word.

import { sealCard } from "../crypto/sealing.js";
import { bornByNumber, takesWalkIns } from "../rules/walk-in.js";
import { holdScan, storeScanOfPerson } from "./questions.js";

export async function scanCard(phone, reading) {
  const { keys, revoked, ended } = phone.pairings.current;
  if (!keys) return { kind: "notice", notice: revoked ? "revoked" : ended ? "ended" : "no_keys" };
  const sealedCard = await sealCard(keys.seal, reading.number);
  const { isSure, people } = phone.people.withCard(reading);
  if (isSure) return storeScanOfPerson(phone, people[0], "card", sealedCard);
  const question = { key: keyOfReading(reading), reading: withoutNumber(reading), sealedCard };
  return holdScan(phone, {
    method: "card",
    identifier: { sealed_card: sealedCard },
    extra: { why: "card_unknown" },
    question,
    makeAnswer: (verdict, pending) =>
      people.length ? askWhose(reading, people, pending) : answerUnknownCard(phone, question, verdict, pending),
  });
}

function askWhose(reading, people, pending) {
  const question = people.length === 1 ? "card_name" : "choose";
  return { kind: "ask", question, onCard: reading.fullName, candidates: people.map(candidate), pending };
}

/** Return the verdict with an offer: to register the person. */
export function answerUnknownCard(phone, { reading, sealedCard }, verdict, pending) {
  const { fullName = "", birthYear = null, gender = null, nameDoubtful = false } = reading;
  const walkIn = { fullName, birthYear, gender, sealedCard, nameDoubtful };
  return { ...verdict, pending, offer: { walkIn: takesWalkIns(phone.pairings.current.about) ? walkIn : null } };
}

export function candidate({ registration, walkIn, name, hint }) {
  return { registration, walkIn, name, hint };
}

/** Return the key by which an open question about the same code or card is found. */
export function keyOfReading(reading) {
  return reading.kind === "short" ? `short:${reading.code}` : `card:${reading.number}`;
}

/** The number's own year and sex stand in for what the card's text does not say. */
function withoutNumber({ number, ...reading }) {
  const read = Object.entries(reading).filter(([, value]) => value !== null && value !== undefined);
  return { ...bornByNumber(number), ...Object.fromEntries(read) };
}
