// Identity cards: by the mark of the number the roster tells who it may be; the name on the card decides, or the usher.

import { cardMark } from "../crypto/digests.js";
import { sealCard } from "../crypto/sealing.js";
import { fold } from "../rules/names.js";
import { bornByNumber, takesWalkIns } from "../rules/walk-in.js";
import { holdScan, storeScanOfPerson } from "./questions.js";

export async function scanCard(phone, reading) {
  const { keys, revoked, ended } = phone.pairings.current;
  if (!keys) return { kind: "notice", notice: revoked ? "revoked" : ended ? "ended" : "no_keys" };
  const mark = await cardMark(keys.field, reading.number);
  const sameMark = phone.people.withCard(mark);
  const sameName = hasSureName(reading) ? sameMark.filter((person) => fold(person.name) === fold(reading.fullName)) : [];
  if (sameName.length === 1) return storeScanOfPerson(phone, sameName[0], "card");
  const sealedCard = await sealCard(keys.seal, reading.number);
  const question = { key: keyOfReading(reading), reading: withoutNumber(reading), sealedCard, mark };
  const people = sameName.length ? sameName : sameMark;
  return holdScan(phone, {
    method: "card",
    identifier: { sealed_card: sealedCard },
    extra: { why: "card_unknown" },
    question,
    makeAnswer: (verdict, pending) =>
      people.length
        ? {
            kind: "ask",
            question: kindOfQuestion(reading, sameName),
            onCard: reading.fullName || null,
            candidates: people.map(candidate),
            pending,
          }
        : answerUnknownCard(phone, question, verdict, pending),
  });
}

/** Return the verdict with an offer: to register the person, or to choose somebody of the same name who has no card on record. */
export function answerUnknownCard(phone, { reading, sealedCard }, verdict, pending) {
  const { fullName = "", birthYear = null, gender = null, nameDoubtful = false } = reading;
  const walkIn = { fullName, birthYear, gender, sealedCard, nameDoubtful };
  const offer = {
    walkIn: takesWalkIns(phone.pairings.current.about) ? walkIn : null,
    sameName: fullName ? phone.people.namedWithoutCard(fullName).map(candidate) : [],
  };
  return { ...verdict, pending, offer };
}

export function candidate({ registration, walkIn, name, hint }) {
  return { registration, walkIn, name, hint };
}

/** Return the key by which an open question about the same code or card is found. */
export function keyOfReading(reading) {
  return reading.kind === "short" ? `short:${reading.code}` : `card:${reading.number}`;
}

function hasSureName(reading) {
  return reading.kind === "card" && Boolean(reading.fullName) && !reading.nameDoubtful;
}

function kindOfQuestion(reading, sameName) {
  if (sameName.length > 1) return "choose";
  return hasSureName(reading) ? "card_name" : "card_number";
}

/** The number's own year and sex stand in for what the card's text does not say. */
function withoutNumber({ number, ...reading }) {
  const read = Object.entries(reading).filter(([, value]) => value !== null && value !== undefined);
  return { ...bornByNumber(number), ...Object.fromEntries(read) };
}
