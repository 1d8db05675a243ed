import { byId, fill, make } from "./dom.js";
import { feel } from "./feedback.js";
import { icon } from "./icons.js";
import { sayAnswer } from "./answer-messages.js";
import { say } from "./language.js";

// Stays until the next scan or a tap; covers the camera, which goes on reading.
const place = byId("verdict");
let shown = null;
let shownAgain = null;

function choice(candidate, what, onPick) {
  const text = [make("b", { text: candidate.name }), make("span", { text: candidate.hint || "" }), make("em", { text: what })];
  return make("li", {}, make("button", { type: "button", class: "candidate", on: onPick }, ...text));
}

function candidates(answer, pick) {
  const isOne = answer.question !== "choose" && answer.candidates.length === 1;
  const what = isOne ? say(answer.question === "card_name" ? "yes_same" : "yes_this_one") : say("yes_this_one");
  const rows = answer.candidates.map((one) => choice(one, what, () => pick(one.registration ?? one.walkIn)));
  const parts = [
    make("ul", { class: "candidates" }, ...rows),
    make("button", { type: "button", class: "plain", text: say("no_other"), on: () => pick(null) }),
  ];
  if (answer.onCard) {
    const onCard = make("p", { class: "on-card" }, make("span", { text: `${say("on_the_card")}: ` }), make("b", { text: answer.onCard }));
    parts.unshift(onCard, make("p", { class: "on-card", text: `${say("in_the_list")}:` }));
  }
  return parts;
}

function offered(answer, { pick, register }) {
  const { walkIn, sameName } = answer.offer;
  const parts = [];
  if (sameName && sameName.length) {
    const rows = sameName.map((one) => choice(one, say("yes_this_one"), () => pick(one.registration)));
    parts.push(make("p", { class: "on-card", text: say("namesakes") }), make("ul", { class: "candidates" }, ...rows));
  }
  if (walkIn && register)
    parts.push(make("button", { type: "button", class: "candidate", text: say("register_here"), on: () => register(walkIn) }));
  return parts;
}

// does: {pick(registration | null, pending), register(walkIn, pending) or null where nobody may}
export function showAnswer(answer, does) {
  const said = sayAnswer(answer);
  const pick = (registration) => does.pick(registration, answer.pending);
  const register = does.register && ((walkIn) => does.register(walkIn, answer.pending));
  const parts = [make("h2", {}, icon(said.tone), make("span", { text: said.word }))];
  if (said.name) parts.push(make("p", { class: "name", text: said.name }));
  if (said.hint) parts.push(make("p", { class: "hint", text: said.hint }));
  parts.push(...said.lines.map((line) => make("p", { text: line })));
  if (answer.kind === "ask") parts.push(...candidates(answer, pick));
  if (answer.offer) parts.push(...offered(answer, { pick, register }));
  if (answer.kind !== "ask") parts.push(make("button", { type: "button", class: "go-on", text: say("tap_to_go_on"), on: hideAnswer }));
  place.className = answer.kind === "ask" || answer.offer ? `${said.tone} asks` : said.tone;
  place.setAttribute("role", "alert");
  fill(place, ...parts);
  place.hidden = false;
  place.scrollTop = 0;
  shown = answer;
  clearTimeout(shownAgain);
  place.classList.add("fresh"); // the next person's green must not look like the last one's
  shownAgain = setTimeout(() => place.classList.remove("fresh"), 250);
  feel(said.tone);
  if (answer.kind === "ask") place.focus({ preventScroll: true });
}

export function hideAnswer() {
  place.hidden = true;
  place.textContent = "";
  shown = null;
}

export const answerShown = () => shown;

place.addEventListener("click", (event) => {
  if (shown && shown.kind !== "ask" && !event.target.closest("button")) hideAnswer();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !shown) return;
  event.preventDefault(); // a panel beneath stays open
  hideAnswer();
});
