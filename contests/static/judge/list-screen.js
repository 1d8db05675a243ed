// The teams in order, round by round, with the state of each sheet.

import { byId, fill, make } from "../phone/dom.js";
import { formatTime, say } from "../phone/language.js";
import { writeMark, parseMark } from "./marks.js";
import { isToBeMarked, stateOf } from "./states.js";

export function startList(page) {
  byId("rounds").addEventListener("click", (event) => {
    const row = event.target.closest("[data-performance]");
    if (row) location.hash = row.dataset.performance;
  });
  byId("others").addEventListener("click", (event) => {
    const { seat } = event.target.closest("button")?.dataset || {};
    if (seat) page.records.chooseSeat(Number(seat)).then(page.draw, page.fail);
  });
}

export function drawList(page) {
  const { current, seats } = page.records;
  const focused = document.activeElement?.dataset?.performance;
  const { sheets } = current;
  byId("list-note").textContent = noteOf(current);
  fillWhenChanged(
    byId("rounds"),
    (sheets?.rounds || []).map((round) => sectionOf(page, round, sheets.performances)),
  );
  if (focused) byId("rounds").querySelector(`[data-performance="${focused}"]`)?.focus({ preventScroll: true });
  const others = [...seats.values()].filter(({ seat }) => seat !== current.seat);
  byId("others-part").hidden = !others.length;
  fillWhenChanged(
    byId("others"),
    others.map((seat) => otherSeat(page, seat)),
  );
}

/** What is under a thumb must not be made anew between its touching and its leaving. */
function fillWhenChanged(element, children) {
  if (make("div", {}, ...children).innerHTML !== element.innerHTML) fill(element, ...children);
}

function noteOf({ sheets, fetchedAt }) {
  if (!sheets) return say("list_loading");
  if (!sheets.rounds.length) return say("rules_not_locked");
  if (!sheets.performances.length) return say("no_performances");
  return say("list_as_of", { time: formatTime(fetchedAt) });
}

function sectionOf(page, round, performances) {
  const rows = performances.filter((performance) => performance.round === round.key);
  const items = rows.map((performance, index) => make("li", {}, rowOf(page, performance, index + 1)));
  return make("section", {}, make("h2", { text: round.name }), make("ol", {}, ...items));
}

function rowOf({ records }, performance, number) {
  const [ballot, draft] = [records.ballotOf(performance.id), records.draftOf(performance.id)];
  const state = stateOf(performance, { ballot, draft });
  const notes = [performance.represents];
  if (performance.status === "waiting" && state === "empty") notes.push(say("not_performed_yet"));
  const reasons = [];
  if (state === "returned") reasons.push(say("reason", { reason: performance.ballot.return_reason }));
  if (draft && state !== "draft" && isToBeMarked(state)) reasons.push(say("state_draft"));
  const texts = [
    make("b", { text: `${number}. ${performance.team}` }),
    ...notes.filter(Boolean).map((text) => make("span", { class: "represents", text })),
    make("span", { class: `state ${state}`, text: sayState(state, performance, ballot) }),
    ...reasons.map((text) => make("span", { class: "reason", text })),
  ];
  if (!isToBeMarked(state) && !ballot && !draft) return make("div", { class: "row out" }, ...texts);
  return make("button", { type: "button", class: "row", "data-performance": performance.id }, ...texts);
}

function sayState(state, performance, ballot) {
  const total = ballot ? ballot.total : performance.ballot && totalAsWritten(performance.ballot.total);
  return say(`state_${state.replace("-", "_")}`, { total: total || "" });
}

function totalAsWritten(total) {
  const mark = parseMark(total);
  return mark === null ? total : writeMark(mark);
}

function otherSeat({ records }, { seat, name, contest }) {
  const waiting = records.waiting(seat).length;
  const text = say("other_seat_waiting", { name, contest, n: waiting });
  return make("li", {}, make("button", { type: "button", class: "plain", "data-seat": seat, text }));
}
