// What an answer of the engine says to a person: {tone, word, name, hint, lines}. Touches no browser interface.
import { clock, clockOn, knows, say } from "./language.js";

const TONES = { welcome: "good", already: "again" };

const inSitting = (key, a, at) => say(key, { sitting: a.sittingLabel || "", time: clockOn(at, a.at) });

const CLOSED = {
  too_early: (a) => ({ word: say("too_early"), lines: [a.opensAt ? inSitting("opens_at", a, a.opensAt) : say("no_sitting")] }),
  too_late: (a) => ({ word: say("too_late"), lines: [a.closesAt ? inSitting("closed_at", a, a.closesAt) : say("no_sitting")] }),
  no_sitting_today: (a) => ({
    word: say("closed"),
    lines: [say("no_sitting_today"), ...(a.opensAt ? [inSitting("opens_at", a, a.opensAt)] : [])],
  }),
  cancelled: () => ({ word: say("cancelled"), lines: [say("see_organiser")] }),
  clock: () => ({ word: say("undecided"), lines: [say("clock_do")] }),
};

const UNKNOWN = {
  card_unknown: (a) => (a.offer ? [say("card_unknown_do")] : [say("card_unknown_do"), say("ask_the_name")]),
  roster_incomplete: () => [say("undecided_do")],
  revoked: () => [say("revoked")],
  ended: () => [say("ended")],
};

const VERDICTS = {
  welcome: (a) => ({ lines: a.sittingLabel ? [say("sitting_at", { sitting: a.sittingLabel, time: clock(a.at) })] : [clock(a.at)] }),
  already: (a) => ({ lines: [a.firstAt ? say("already_at", { time: clockOn(a.firstAt, a.at) }) : say("already_by_all")] }),
  unknown: (a) => ({
    word: a.why === "roster_incomplete" ? say("undecided") : say("unknown"),
    lines: UNKNOWN[a.why] ? UNKNOWN[a.why](a) : [say("ask_the_name"), say("kept_for_organiser")],
  }),
  withdrawn: () => ({ lines: [say("see_organiser"), say("kept_for_organiser")] }),
  closed: (a) => {
    const told = CLOSED[a.why] ? CLOSED[a.why](a) : { word: say("closed"), lines: [say("no_sitting")] };
    return a.why === "clock" ? told : { ...told, lines: [...told.lines, say("kept_for_organiser")] };
  },
  elsewhere: () => ({ lines: [say("elsewhere_do"), say("kept_for_organiser")] }),
};

const QUESTIONS = { card_name: "card_question", card_number: "typed_question", choose: "choose_question" };

function sayTold(what) {
  if (what === "revoked" || what === "ended") return { tone: "bad", word: say("told_no_keys"), lines: [say(what)] };
  const key = knows(`told_${what}`) ? `told_${what}` : "told_other";
  return { tone: "ask", word: say(key), lines: [say(knows(`${key}_do`) ? `${key}_do` : "told_do")] };
}

export function sayAnswer(a) {
  if (a.kind === "not_stored") return { tone: "bad", word: say("not_stored"), name: a.name, lines: [say("not_stored_do")] };
  if (a.kind === "told") return sayTold(a.garbled ? "garbled" : a.what);
  if (a.kind === "ask") return { tone: "ask", word: say(QUESTIONS[a.question] || "choose_question"), lines: [] };
  const said = (VERDICTS[a.outcome] || VERDICTS.unknown)(a);
  return { tone: TONES[a.outcome] || "bad", word: say(a.outcome || "undecided"), name: a.name, hint: a.hint, ...said };
}
