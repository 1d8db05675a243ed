// One scan or headcount as a row: who, what came of it, when, and whether it has been sent.

import { describeAnswer } from "../screen/answer-messages.js";
import { make } from "../../phone/dom.js";
import { formatMoment, hasSentence, say } from "../../phone/language.js";

export function makeRecordRow(record, now, ...buttons) {
  const time = [formatMoment(record.at, now), record.sittingLabel, record.waiting ? say("not_sent_yet") : ""];
  return make(
    "li",
    { class: "record" },
    make("b", { text: titleOf(record) }),
    ...outcomeLines(record).map((text) => make("span", { text })),
    make("small", { text: time.filter(Boolean).join(" · ") }),
    ...buttons,
  );
}

function titleOf({ name, hint, headcount, code, method }) {
  if (name) return hint ? `${name} (${hint})` : name;
  if (headcount) return say("item_headcount", { category: headcount.category, n: headcount.count });
  return code ? say("item_code", { code }) : say(method === "card" ? "item_card" : "unknown");
}

function outcomeLines(record) {
  if (record.refused) {
    const { code } = record.refused;
    return [hasSentence(`refused_${code}`) ? say(`refused_${code}`) : say("refused_item", { why: code })];
  }
  if (!record.outcome) return [];
  const { word, lines } = describeAnswer({ kind: "verdict", ...record });
  return record.why === "too_early" || record.why === "too_late" ? [word, ...lines.slice(0, 1)] : [word];
}
