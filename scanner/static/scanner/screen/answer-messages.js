// What an answer of the engine says to a person: {tone, word, name, hint, lines}. Touches no browser interface.

import { formatMoment, formatTime, hasSentence, say } from "../../phone/language.js";

const TONES = { welcome: "good", already: "again" };
const QUESTIONS = { card_name: "card_question", choose: "choose_question" };

const CLOSED = {
  too_early: (answer) => ({ word: say("too_early"), lines: [sayHour("opens_at", answer, answer.opensAt)] }),
  too_late: (answer) => ({ word: say("too_late"), lines: [sayHour("closed_at", answer, answer.closesAt)] }),
  no_sitting_today: (answer) => ({
    word: say("closed"),
    lines: [say("no_sitting_today"), ...(answer.opensAt ? [sayHour("opens_at", answer, answer.opensAt)] : [])],
  }),
  cancelled: () => ({ word: say("cancelled"), lines: [say("see_organiser")] }),
  clock: () => ({ word: say("undecided"), lines: [say("clock_do")] }),
};

const UNKNOWN = {
  card_unknown: ({ offer }) => (offer ? [say("card_unknown_do")] : [say("card_unknown_do"), say("ask_the_name")]),
  roster_incomplete: () => [say("undecided_do")],
  revoked: () => [say("revoked")],
  ended: () => [say("ended")],
};

const VERDICTS = {
  welcome: ({ sittingLabel, at }) => ({
    lines: [sittingLabel ? say("sitting_at", { sitting: sittingLabel, time: formatTime(at) }) : formatTime(at)],
  }),
  already: ({ firstAt, at }) => ({ lines: [firstAt ? say("already_at", { time: formatMoment(firstAt, at) }) : say("already_by_all")] }),
  unknown: (answer) => ({
    word: answer.why === "roster_incomplete" ? say("undecided") : say("unknown"),
    lines: UNKNOWN[answer.why] ? UNKNOWN[answer.why](answer) : [say("ask_the_name"), say("kept_for_organiser")],
  }),
  withdrawn: () => ({ lines: [say("see_organiser"), say("kept_for_organiser")] }),
  closed: (answer) => {
    const { word, lines } = CLOSED[answer.why] ? CLOSED[answer.why](answer) : { word: say("closed"), lines: [say("no_sitting")] };
    return { word, lines: answer.why === "clock" ? lines : [...lines, say("kept_for_organiser")] };
  },
  elsewhere: () => ({ lines: [say("elsewhere_do"), say("kept_for_organiser")] }),
};

export function describeAnswer(answer) {
  const { kind, outcome, name, hint } = answer;
  if (kind === "not_stored") return { tone: "bad", word: say("not_stored"), name, lines: [say("not_stored_do")] };
  if (kind === "notice") return describeNotice(answer.garbled ? "garbled" : answer.notice);
  if (kind === "ask") return { tone: "ask", word: say(QUESTIONS[answer.question] || "choose_question"), lines: [] };
  const details = (VERDICTS[outcome] || VERDICTS.unknown)(answer);
  return { tone: TONES[outcome] || "bad", word: say(outcome || "undecided"), name, hint, ...details };
}

/** For what was read and not stored. */
function describeNotice(notice) {
  if (notice === "revoked" || notice === "ended") return { tone: "bad", word: say("told_no_keys"), lines: [say(notice)] };
  const key = hasSentence(`told_${notice}`) ? `told_${notice}` : "told_other";
  return { tone: "ask", word: say(key), lines: [say(hasSentence(`${key}_do`) ? `${key}_do` : "told_do")] };
}

function sayHour(key, { sittingLabel, at }, hour) {
  return hour ? say(key, { sitting: sittingLabel || "", time: formatMoment(hour, at) }) : say("no_sitting");
}
