// From what was read to what the screen says: found in the roster, judged, stored, and only then answered.

import { cardMark, passDigest, shortDigest } from "../crypto/digests.js";
import { clean, fold, nameProblem } from "../rules/names.js";
import { read } from "../rules/reading.js";
import { whyClosed } from "../rules/closed-reason.js";
import { newId } from "../storage/records.js";
import { sealCard } from "../crypto/sealing.js";
import { judge } from "../rules/verdict.js";

const SAME_WITHIN = 3000; // ms
const HELD_FOR = 180000; // ms: the time to fill in a walk-in with gloves on
const STORED = ["pass", "short", "card", "number"]; // kinds of reading; the others are told and forgotten

/**
 * current() → {pairing, windows, sitting (chosen), cancelledAt, labelOf} | null. clock corrects; now is the phone's own, as it is sent.
 * onStored() after every change. What each function answers stands in docs/scanner-engine.md.
 */
export function makeScanning({ records, people, clock, now, steady, current, onStored }) {
  const recent = new Map(); // what was read → {at, answer}: one look at a pass is many readings
  const asked = new Map(); // id of a held scan → {key, reading, sealedCard, mark, answer}; in memory only, and never the number

  const isAnswered = ({ kind }) => kind !== "not_stored"; // what was only told is remembered too, or the phone would buzz with every frame
  const once = (key, work) => {
    const at = steady();
    for (const [old, { at: then }] of recent) if (at - then > SAME_WITHIN) recent.delete(old);
    const before = recent.get(key);
    if (before) {
      before.at = at;
      return before.answer.then((answer) => ({ ...answer, repeated: true }));
    }
    const answer = work().catch((error) => notStored(error));
    recent.set(key, { at, answer });
    answer.then((given) => {
      if (!isAnswered(given)) recent.delete(key);
    });
    return answer;
  };

  // --- judging

  /** {outcome, why, sitting, firstAt, opensAt, closesAt}; person null: nobody knows it, and why says more. */
  const judged = (person, at, { sitting, why = null }) => {
    const { pairing, windows, cancelledAt } = current();
    const nothing = { why, sitting, firstAt: null, opensAt: null, closesAt: null };
    if (!person && (pairing.revoked || pairing.ended)) return { ...nothing, outcome: "closed", why: pairing.revoked ? "revoked" : "ended" };
    if (!person) return { ...nothing, outcome: "unknown", why: pairing.roster.complete ? why : "roster_incomplete" };
    const found = { registration: person.registration, activity: pairing.activity, withdrawn: person.status === "withdrawn", cancelledAt };
    const verdict = judge(found, windows, { at, receivedAt: at, sitting });
    if (verdict.outcome === "withdrawn") return { ...nothing, outcome: "withdrawn", why: "withdrawn" };
    if (verdict.outcome === "closed") {
      const reason = whyClosed(windows, { at, sitting, cancelledAt, clockIsSure: !clock.isJumped });
      return { ...nothing, outcome: "closed", ...reason };
    }
    if (verdict.outcome) return { ...nothing, outcome: verdict.outcome };
    const firstAt = people.arrivalOf(person, verdict.sitting);
    return { ...nothing, why: null, outcome: firstAt === null ? "welcome" : "already", sitting: verdict.sitting, firstAt };
  };

  // --- rows

  const momentOf = () => {
    clock.check();
    const deviceAt = now();
    const { sitting } = current();
    return {
      at: clock.correct(deviceAt),
      sent: {
        scanned_at: new Date(deviceAt).toISOString(),
        ...(clock.offset === null ? {} : { clock_offset: clock.offset / 1000 }),
        ...(sitting === null ? {} : { sitting }),
      },
    };
  };
  const momentOfRow = ({ at, item }) => ({
    at,
    sent: Object.fromEntries(["scanned_at", "clock_offset", "sitting"].filter((name) => name in item).map((name) => [name, item[name]])),
  });

  /** who: one of registration, code, sealed_card, walk_in. more: what the row holds besides. */
  const rowOf = (id, moment, method, who, person, more = {}) => {
    const { pairing } = current();
    const told = judged(person, moment.at, { sitting: moment.sent.sitting ?? null, why: more.why });
    const row = {
      id,
      pairing: pairing.device,
      activity: pairing.activity,
      waiting: 1,
      item: { id, method, ...moment.sent, ...who },
      at: moment.at,
      method,
      registration: person ? person.registration : null,
      walkIn: person ? person.walkIn : null,
      name: null,
      code: null,
      sitting: told.sitting,
      ...more,
      outcome: told.outcome,
      why: told.why,
    };
    return { row, told };
  };
  const whoIs = (person) => (person.registration ? { registration: person.registration } : { walk_in: person.sent });

  const verdictOf = ({ row, told }, person, more = {}) => ({
    kind: "verdict",
    outcome: row.outcome,
    id: row.id,
    name: person ? person.name : null,
    hint: person ? person.hint : "",
    registration: row.registration,
    walkIn: row.walkIn,
    sitting: told.sitting,
    sittingLabel: current().labelOf(told.sitting),
    at: row.at,
    firstAt: told.firstAt,
    method: row.method,
    why: told.why,
    opensAt: told.opensAt,
    closesAt: told.closesAt,
    pending: null,
    offer: null,
    ...more,
  });
  const notStored = (error, person = null) => ({
    kind: "not_stored",
    reason: (error && error.reason) || "refused",
    name: person ? person.name : null,
    registration: person ? person.registration : null,
  });

  /** make() → {row, told}: judged and noted in one breath, for one person may be read two ways at once. Answers when it is on the disk. */
  const store = async (make, person) => {
    await letGo();
    const made = make();
    try {
      await records.add("scans", made.row);
    } catch (error) {
      return notStored(error, person);
    }
    onStored();
    return verdictOf(made, person);
  };

  /** Held scans are let go at the next one. */
  const letGo = async (isDue = () => true) => {
    if (!records.held().some(isDue)) return;
    try {
      if (await records.release(isDue)) onStored();
    } catch {
      // full or refused: it is still held, and the next try comes
    }
    for (const id of asked.keys()) if (!isHeld(id)) asked.delete(id);
  };
  const isHeld = (id) => Boolean((records.get(id) || {}).heldUntil);

  const known = (person, method) => store(() => rowOf(newId(), momentOf(), method, whoIs(person), person, nameOf(person)), person);
  const nameOf = (person) => (people.isInRoster(person) ? {} : { name: person.name, walkIn: person.walkIn });

  const unknownCode = (code) => store(() => rowOf(newId(), momentOf(), "pass", { code }, null, { code, why: "not_in_roster" }), null);

  /** A scan that waits for the usher's word: stored at once, sent when the word is given or not given in time. */
  const hold = async (method, who, about, answer, more = {}) => {
    const verdict = await store(() => rowOf(newId(), momentOf(), method, who, null, { ...more, heldUntil: now() + HELD_FOR }), null);
    if (verdict.kind !== "verdict") return verdict;
    const told = answer({ ...verdict, name: (about.reading && about.reading.fullName) || null }, { id: verdict.id });
    asked.set(verdict.id, { ...about, answer: told });
    return told;
  };

  // --- each kind of reading

  const pass = async ({ code }) => {
    const person = people.ofCode(await passDigest(code));
    return person ? known(person, "pass") : unknownCode(code);
  };

  const short = async ({ code }) => {
    const { pairing } = current();
    const found = pairing.keys ? people.ofShort(await shortDigest(pairing.keys.field, pairing.activity, code)) : [];
    if (found.length === 1) return known(found[0], "pass");
    if (!found.length) return unknownCode(code);
    const question = (_verdict, pending) => ({ kind: "ask", question: "choose", onCard: null, candidates: found.map(candidate), pending });
    return hold("pass", { code }, { key: `short:${code}` }, question, { code, why: "not_in_roster" });
  };

  const card = async (reading) => {
    const { pairing } = current();
    if (!pairing.keys) return { kind: "told", what: pairing.revoked ? "revoked" : pairing.ended ? "ended" : "no_keys" };
    const mark = await cardMark(pairing.keys.field, reading.number);
    const found = people.ofMark(mark);
    const equal = isNameSure(reading) ? found.filter((person) => fold(person.name) === fold(reading.fullName)) : [];
    if (equal.length === 1) return known(equal[0], "card");
    const sealedCard = await sealCard(pairing.keys.seal, reading.number);
    const { number, ...rest } = reading;
    const about = { key: `card:${number}`, reading: { ...born(number), ...definite(rest) }, sealedCard, mark };
    const candidates = (equal.length ? equal : found).map(candidate);
    const question = candidates.length ? whichOf(candidates, equal.length > 1, reading) : cardUnknown(about);
    return hold("card", { sealed_card: sealedCard }, about, question, { why: "card_unknown" });
  };
  const isNameSure = (reading) => reading.kind === "card" && Boolean(reading.fullName) && !reading.nameDoubtful;
  const whichOf = (candidates, isChoice, reading) => (_verdict, pending) => ({
    kind: "ask",
    question: isChoice ? "choose" : isNameSure(reading) ? "card_name" : "card_number",
    onCard: reading.fullName || null,
    candidates,
    pending,
  });
  const cardUnknown = (about) => (verdict, pending) => ({ ...verdict, pending, offer: offerOf(about) });
  const offerOf = ({ reading, sealedCard }) => {
    const { fullName = "", birthYear = null, gender = null, nameDoubtful = false } = reading;
    return {
      walkIn: takesWalkIns() ? { fullName, birthYear, gender, sealedCard, nameDoubtful } : null,
      sameName: fullName ? people.withoutCard(fullName).map(candidate) : [],
    };
  };
  const takesWalkIns = () => {
    const { about } = current().pairing;
    return Boolean(about && about.walk_ins && about.walk_ins !== "none");
  };

  const how = { pass, short, card, number: card };

  return {
    scan(text) {
      return this.scanReading(read(text), `text:${text}`);
    },

    async scanReading(reading, key = `reading:${JSON.stringify(reading)}`) {
      if (!STORED.includes(reading.kind)) {
        const { kind, ...rest } = reading;
        return once(key, async () => ({ ...rest, kind: "told", what: kind }));
      }
      if (!current()) return { kind: "told", what: "not_paired" };
      const question = Array.from(asked).find(([id, { key: held }]) => isHeld(id) && held === keyOf(reading));
      if (question) return { ...question[1].answer, repeated: true };
      return once(key, () => how[reading.kind](reading));
    },

    async tick(id) {
      const person = current() && people.get(id);
      if (!person) return { kind: "told", what: current() ? "nobody" : "not_paired" };
      return once(`tick:${id}`, () => known(person, "list"));
    },

    async confirmCard(pending, registration) {
      if (!current()) return { kind: "told", what: "not_paired" };
      const person = registration === null ? null : people.get(registration);
      const about = asked.get(pending.id);
      if (registration !== null && !person) return { kind: "told", what: "nobody" };
      try {
        return person ? await settleOn(pending.id, person) : await noneOf(pending.id, about);
      } catch (error) {
        return notStored(error, person);
      }
    },

    async walkIn(written) {
      if (!current()) return { kind: "told", what: "not_paired" };
      const problem = problemOf(written);
      if (problem) return { kind: "refused", ...problem };
      const { fullName, birthYear = null, gender = null, unit = null, sealedCard = null } = written;
      const values = { fullName: clean(fullName), birthYear, gender, unit, sealedCard };
      return once(`walk-in:${JSON.stringify(values)}`, () => registered(values));
    },

    letGo: (rawNow) => letGo((row) => row.heldUntil <= rawNow || row.heldUntil > rawNow + HELD_FOR),
    letAllGo: () => letGo(),
    /** What lies before the camera is judged anew. */
    lookAnew: () => recent.clear(),
    /** The form is still open: the held scan waits on. */
    keepHolding: (pending) => records.settle(pending.id, (row) => ({ ...row, heldUntil: now() + HELD_FOR })),
  };

  // --- the usher's word

  /** The held scan becomes this person's; when it has been let go meanwhile, this is another scan. */
  async function settleOn(id, person) {
    const held = records.get(id);
    let made = null;
    const row = await records.settle(id, (before) => {
      made = rowOf(id, momentOfRow(before), before.method, whoIs(person), person, nameOf(person));
      return made.row;
    });
    asked.delete(id);
    if (!row) return known(person, held ? held.method : "card");
    onStored();
    return verdictOf(made, person);
  }

  async function noneOf(id, about) {
    const isCard = Boolean(about && about.sealedCard); // then a walk-in may follow
    const row = await records.settle(id, ({ heldUntil, ...rest }) => (isCard ? { ...rest, heldUntil: now() + HELD_FOR } : rest));
    if (row) onStored();
    const made = row || records.get(id);
    const told = { sitting: made.sitting, firstAt: null, why: made.why, opensAt: null, closesAt: null };
    const verdict = verdictOf({ row: made, told }, null);
    if (!row || !row.heldUntil) return verdict;
    const answer = cardUnknown(about)({ ...verdict, name: about.reading.fullName || null }, { id });
    asked.set(id, { ...about, answer });
    return answer;
  }

  async function registered({ fullName, birthYear, gender, unit, sealedCard }) {
    const sealed = sealedCard ? { sealed_card: sealedCard } : {};
    const { notice } = current().pairing.about || {};
    const told = notice ? { notice: notice.version } : {};
    const sent = { id: newId(), full_name: fullName, birth_year: birthYear, gender, unit, ...sealed, ...told };
    const held = sealedCard ? records.held().find((row) => row.item.sealed_card === sealedCard) : null;
    const { mark = null } = (held && asked.get(held.id)) || {};
    const person = { registration: null, walkIn: sent.id, name: fullName, hint: "", status: "registered", sent };
    const make = (id, moment) => rowOf(id, moment, sealedCard ? "card" : "list", { walk_in: sent }, person, { name: fullName, mark });
    let made = null;
    const settled =
      held &&
      (await records.settle(held.id, (before) => {
        made = make(held.id, momentOfRow(before));
        return made.row;
      }));
    if (!settled) return store(() => make(newId(), momentOf()), person);
    asked.delete(held.id);
    onStored();
    return verdictOf(made, person);
  }

  function problemOf({ fullName, birthYear = null, gender = null }) {
    const name = nameProblem(fullName || "");
    const thisYear = new Date(clock.now()).getFullYear();
    if (name) return { field: "full_name", code: name };
    const isYear = Number.isInteger(birthYear) && birthYear >= 1900 && birthYear <= thisYear;
    if (birthYear !== null && !isYear) return { field: "birth_year", code: "not_a_year" };
    if (![null, "M", "F"].includes(gender)) return { field: "gender", code: "unknown_gender" };
    if (!takesWalkIns()) return { field: "", code: "no_walk_ins" };
    return null;
  }
}

function candidate({ registration, walkIn, name, hint }) {
  return { registration, walkIn, name, hint };
}

function keyOf(reading) {
  return reading.kind === "short" ? `short:${reading.code}` : `card:${reading.number}`;
}

/** Year of birth and sex as the number tells them: for a person to confirm. NĐ 137/2015, article 13. */
function born(number) {
  const century = Number(number[3]);
  return { birthYear: 1900 + 100 * Math.floor(century / 2) + Number(number.slice(4, 6)), gender: "MF"[century % 2] };
}

function definite(reading) {
  return Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== null && value !== undefined));
}
