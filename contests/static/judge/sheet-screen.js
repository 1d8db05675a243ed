// One sheet: a stepper for each criterion, the running total, and the question before it is sent.

import { byId, fill, make, showNote } from "../phone/dom.js";
import { hasSentence, say } from "../phone/language.js";
import { mostOf, parseMark, problemsWith, problemWith, stepMark, totalOf, writeMark } from "./marks.js";
import { isToBeMarked, pointsOf, stateOf } from "./states.js";

const REPEAT_AFTER = 450; // ms; a step that is held down is repeated
const REPEAT_EVERY = 90;

/** Return {draw(name, isChanged)} for the screens "sheet" and "confirm". */
export function startSheet(page) {
  const sheet = { performance: null, round: null, points: {}, saving: Promise.resolve() };
  byId("sheet-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (isComplete(sheet)) location.hash = `${sheet.performance.id}/send`;
  });
  byId("sheet-back").addEventListener("click", () => leave());
  byId("confirm-back").addEventListener("click", () => history.back());
  byId("confirm-send").addEventListener("click", () => send(page, sheet));
  return {
    draw(name, isChanged) {
      if (isChanged) open(page, sheet);
      if (name === "confirm" && problemsOf(sheet).length) location.hash = sheet.performance.id;
      else if (name === "confirm" && isChanged) drawConfirmation(sheet);
      drawState(page, sheet);
    },
  };
}

function leave() {
  location.hash = "";
}

function open(page, sheet) {
  const { sheets } = page.records.current;
  const id = Number(location.hash.slice(1).split("/")[0]);
  sheet.performance = sheets.performances.find((performance) => performance.id === id);
  sheet.round = sheets.rounds.find(({ key }) => key === sheet.performance.round);
  sheet.points = pointsOf(sheet.performance, { ballot: page.records.ballotOf(id), draft: page.records.draftOf(id) });
  byId("sheet-team").textContent = sheet.performance.team;
  byId("sheet-round").textContent = [sheet.round.name, sheet.performance.represents].filter(Boolean).join(" · ");
  fill(byId("criteria"), ...sheet.round.criteria.map((criterion) => fieldOf(page, sheet, criterion)));
  drawTotal(sheet);
}

function fieldOf(page, sheet, criterion) {
  const id = `mark-${criterion.key}`;
  const hint = say("criterion_hint", { most: commaOf(criterion.max), step: commaOf(criterion.step) });
  const input = make("input", { id, inputmode: "decimal", autocomplete: "off", "aria-describedby": `${id}-wrong ${id}-hint` });
  input.value = sheet.points[criterion.key] || "";
  input.addEventListener("input", () => change(page, sheet, criterion, input.value));
  input.addEventListener("change", () => {
    const mark = parseMark(input.value);
    if (mark !== null) input.value = writeMark(mark);
    change(page, sheet, criterion, input.value);
    showProblem(criterion, input.value);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // on a phone the key means "next", not "send"
    const inputs = [...byId("criteria").querySelectorAll("input")];
    (inputs[inputs.indexOf(input) + 1] || byId("sheet-send")).focus();
  });
  const step = (direction) => {
    input.value = stepMark(criterion, input.value.trim(), direction);
    change(page, sheet, criterion, input.value);
    showProblem(criterion, input.value);
    byId("stepped").textContent = say("stepped", { criterion: criterion.name, mark: input.value });
  };
  return make(
    "div",
    { class: "criterion" },
    make("label", { for: id, text: criterion.name }),
    make("p", { id: `${id}-hint`, class: "hint", text: hint }),
    make("p", { id: `${id}-wrong`, class: "wrong", hidden: true }),
    make(
      "div",
      { class: "stepper" },
      stepButton("−", say("step_down", { criterion: criterion.name }), () => step(-1)),
      input,
      stepButton("+", say("step_up", { criterion: criterion.name }), () => step(1)),
    ),
  );
}

/** A press is one step; held down, it goes on. */
function stepButton(sign, label, step) {
  let timer = null;
  let isRepeated = false; // then the click at its end is no step of its own
  const button = make("button", { type: "button", class: "step", "aria-label": label, text: sign, on: () => isRepeated || step() });
  const stop = () => clearTimeout(timer);
  const repeat = () => {
    isRepeated = true;
    step();
    timer = setTimeout(repeat, REPEAT_EVERY);
  };
  button.addEventListener("keydown", () => {
    isRepeated = false;
  });
  button.addEventListener("pointerdown", () => {
    stop();
    isRepeated = false;
    timer = setTimeout(repeat, REPEAT_AFTER);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) button.addEventListener(name, stop);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  return button;
}

function change(page, sheet, criterion, written) {
  sheet.points = { ...sheet.points, [criterion.key]: written.trim() };
  if (!problemWith(criterion, written.trim())) showProblem(criterion, written.trim());
  drawTotal(sheet);
  const { performance, points } = sheet;
  sheet.saving = page.records.keepDraft(performance.id, points, page.now()).then(
    () => {
      page.status.storage = page.store.reason;
      drawState(page, sheet);
    },
    (error) => page.fail(error),
  );
  drawState(page, sheet);
}

function drawTotal({ round, points }) {
  byId("total").textContent = say("total", { total: totalOf(round.criteria, points), most: mostOf(round.criteria) });
}

function drawState(page, sheet) {
  const { performance } = sheet;
  const current = page.records.current.sheets?.performances.find(({ id }) => id === performance.id) || performance;
  const [ballot, draft] = [page.records.ballotOf(performance.id), page.records.draftOf(performance.id)];
  const state = stateOf(current, { ballot, draft });
  const sentences = [];
  if (ballot?.refused) sentences.push(...sentencesOf(ballot.refused, sheet.round));
  if (state === "returned") sentences.push(say("returned_why", { reason: current.ballot.return_reason }));
  if (["verified", "sent"].includes(state) || (state === "saved" && !draft)) sentences.push(say(`sheet_${state}`));
  if (!isToBeMarked(state)) sentences.push(say("sheet_out"));
  const text = sentences.join(" ");
  if (byId("sheet-note").textContent !== text) byId("sheet-note").textContent = text;
  byId("sheet-note").hidden = !text;
  const isUnstored = draft?.isUnstored;
  byId("sheet-kept").textContent = draft ? say(!isUnstored ? "draft_kept" : page.status.storage ? "draft_unstored" : "draft_keeping") : "";
  byId("sheet-send").disabled = !isToBeMarked(state);
}

/** Return what the server said against a sheet, each in its sentence. */
function sentencesOf({ code, errors }, round) {
  if (!errors.length) return [say(hasSentence(`refused_${code}`) ? `refused_${code}` : "refused_other", { code })];
  return errors.map((error) => {
    const criterion = round.criteria.find(({ key }) => error.field === `points.${key}`);
    const known = criterion ? `mark_${error.code}` : `refused_${error.code}`;
    const words = criterion ? wordsOf(criterion) : {};
    const sentence = hasSentence(known) ? say(known, words) : error.message;
    return criterion ? `${criterion.name}: ${sentence}` : sentence;
  });
}

function problemsOf({ round, points }) {
  return Object.keys(problemsWith(round.criteria, points));
}

function showProblem(criterion, written) {
  const problem = problemWith(criterion, written);
  const sentence = problem && say(`mark_${problem}`, wordsOf(criterion));
  showNote(`mark-${criterion.key}-wrong`, sentence, byId(`mark-${criterion.key}`));
}

function wordsOf(criterion) {
  return { criterion: criterion.name, most: commaOf(criterion.max), step: commaOf(criterion.step) };
}

/** Show each problem at its field and go to the first; return true without any. */
function isComplete(sheet) {
  const problems = problemsOf(sheet);
  for (const criterion of sheet.round.criteria) showProblem(criterion, sheet.points[criterion.key]);
  if (problems.length) {
    byId(`mark-${problems[0]}`).focus();
    byId("stepped").textContent = say("not_complete", { n: problems.length });
  }
  return !problems.length;
}

function drawConfirmation({ performance, round, points }) {
  byId("confirm-team").textContent = `${performance.team} – ${round.name}`;
  const rows = round.criteria.map((criterion) =>
    make("tr", {}, make("th", { scope: "row", text: criterion.name }), make("td", { text: writeMark(parseMark(points[criterion.key])) })),
  );
  fill(byId("confirm-marks"), ...rows);
  byId("confirm-kept").textContent = "";
  byId("confirm-total").textContent = say("total", { total: totalOf(round.criteria, points), most: mostOf(round.criteria) });
}

async function send(page, sheet) {
  const { performance, round, points } = sheet;
  const button = byId("confirm-send");
  button.disabled = true; // of two taps one sends
  byId("confirm-kept").textContent = say("draft_keeping");
  try {
    await sheet.saving;
    const total = totalOf(round.criteria, points);
    const marks = Object.fromEntries(round.criteria.map(({ key }) => [key, points[key]]));
    await page.records.addBallot({ performance: performance.id, team: performance.team, points: marks, total }, page.now());
  } catch (error) {
    byId("confirm-kept").textContent = say("draft_unstored");
    page.fail(error);
    return;
  } finally {
    button.disabled = false;
  }
  page.tabs.tell("records");
  leave();
  page.schedule.now();
}

function commaOf(number) {
  return String(number).replace(".", ",");
}
