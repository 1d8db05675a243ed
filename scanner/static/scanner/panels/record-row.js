import { clockOn, knows, say } from "../screen/language.js";
import { make } from "../screen/dom.js";
import { sayAnswer } from "../screen/answer-messages.js";

function called(row) {
  if (row.name) return row.hint ? `${row.name} (${row.hint})` : row.name;
  if (row.headcount) return say("item_headcount", { category: row.headcount.category, n: row.headcount.count });
  return row.code ? say("item_code", { code: row.code }) : say(row.method === "card" ? "item_card" : "unknown");
}

function cameTo(row) {
  if (row.refused)
    return [knows(`refused_${row.refused.code}`) ? say(`refused_${row.refused.code}`) : say("refused_item", { why: row.refused.code })];
  if (!row.outcome) return [];
  const { word, lines } = sayAnswer({ kind: "verdict", ...row });
  return [word, ...(row.why === "too_early" || row.why === "too_late" ? lines.slice(0, 1) : [])];
}

// One scan as a row: who, what came of it, when, and whether it has been sent.
export function drawRecord(row, now, ...buttons) {
  const when = [clockOn(row.at, now), row.sittingLabel, row.waiting ? say("not_sent_yet") : ""].filter(Boolean).join(" · ");
  return make(
    "li",
    { class: "record" },
    make("b", { text: called(row) }),
    ...cameTo(row).map((text) => make("span", { text })),
    make("small", { text: when }),
    ...buttons,
  );
}
