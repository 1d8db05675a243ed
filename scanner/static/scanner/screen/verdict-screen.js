// The verdict over the camera, which goes on reading. It stays until the next scan or a tap.

import { describeAnswer } from "./answer-messages.js";
import { fill, make, byId } from "../../phone/dom.js";
import { signal } from "./feedback.js";
import { icon } from "./icons.js";
import { say } from "../../phone/language.js";

const FRESH_FOR = 250; // ms; the next person's green must not look like the last one's
const place = byId("verdict");
let current = null;
let freshTimer = null;

export function currentAnswer() {
  return current;
}

/** onPick(registration | null, pending); onRegister(walkIn, pending), or null where nobody may. */
export function showAnswer(answer, { onPick, onRegister }) {
  const message = describeAnswer(answer);
  const isQuestion = answer.kind === "ask";
  place.className = isQuestion || answer.offer ? `${message.tone} asks` : message.tone;
  place.setAttribute("role", "alert");
  fill(place, ...makeMessage(message), ...makeButtons(answer, { onPick, onRegister }));
  place.hidden = false;
  place.scrollTop = 0;
  current = answer;
  clearTimeout(freshTimer);
  place.classList.add("fresh");
  freshTimer = setTimeout(() => place.classList.remove("fresh"), FRESH_FOR);
  signal(message.tone);
  if (isQuestion) place.focus({ preventScroll: true });
}

export function hideAnswer() {
  place.hidden = true;
  place.textContent = "";
  current = null;
}

function makeMessage({ tone, word, name, hint, lines }) {
  const parts = [make("h2", {}, icon(tone), make("span", { text: word }))];
  if (name) parts.push(make("p", { class: "name", text: name }));
  if (hint) parts.push(make("p", { class: "hint", text: hint }));
  return [...parts, ...lines.map((line) => make("p", { text: line }))];
}

function makeButtons(answer, { onPick, onRegister }) {
  const pick = (registration) => onPick(registration, answer.pending);
  if (answer.kind === "ask") return makeQuestion(answer, pick);
  const goOn = make("button", { type: "button", class: "go-on", text: say("tap_to_go_on"), on: hideAnswer });
  if (!answer.offer) return [goOn];
  const register = onRegister && ((walkIn) => onRegister(walkIn, answer.pending));
  return [...makeOffer(answer.offer, register), goOn];
}

function makeQuestion({ question, candidates, onCard }, pick) {
  const isSureOfName = question === "card_name" && candidates.length === 1;
  const label = say(isSureOfName ? "yes_same" : "yes_this_one");
  const rows = candidates.map((candidate) => makeCandidate(candidate, label, () => pick(candidate.registration ?? candidate.walkIn)));
  const parts = [
    make("ul", { class: "candidates" }, ...rows),
    make("button", { type: "button", class: "plain", text: say("no_other"), on: () => pick(null) }),
  ];
  if (!onCard) return parts;
  const nameOnCard = make("p", { class: "on-card" }, make("span", { text: `${say("on_the_card")}: ` }), make("b", { text: onCard }));
  return [nameOnCard, make("p", { class: "on-card", text: `${say("in_the_list")}:` }), ...parts];
}

function makeOffer({ walkIn }, register) {
  if (!walkIn || !register) return [];
  return [make("button", { type: "button", class: "candidate", text: say("register_here"), on: () => register(walkIn) })];
}

function makeCandidate({ name, hint }, label, onPick) {
  const parts = [make("b", { text: name }), make("span", { text: hint || "" }), make("em", { text: label })];
  return make("li", {}, make("button", { type: "button", class: "candidate", on: onPick }, ...parts));
}

place.addEventListener("click", (event) => {
  if (current && current.kind !== "ask" && !event.target.closest("button")) hideAnswer();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !current) return;
  event.preventDefault(); // a panel beneath stays open
  hideAnswer();
});
