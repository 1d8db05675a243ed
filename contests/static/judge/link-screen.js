// The judge's link: the PIN is asked for once; then the address loses its secret, and the store has what the phone needs.

import { config } from "../phone/config.js";
import { byId, showNote } from "../phone/dom.js";
import { hasSentence, say } from "../phone/language.js";
import { ask } from "../phone/requests.js";

const TIMEOUT = 30_000; // ms

/** Return the token that stands in the address, or "". */
export function tokenOfAddress() {
  return location.pathname.slice(config.page.length).replace(/\/$/, "");
}

export function startLinkScreen(page) {
  const forms = [
    [byId("link-form"), tokenOfAddress],
    [byId("again-form"), () => page.records.current.token],
  ];
  for (const [form, tokenOf] of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      openLink(page, form, tokenOf());
    });
  }
  const draw = () => {
    const hasToken = tokenOfAddress() !== "";
    byId("link-form").hidden = !hasToken;
    byId("link-missing").hidden = hasToken;
  };
  return { draw };
}

async function openLink(page, form, token) {
  const [field, button] = [form.querySelector("input"), form.querySelector("button")];
  const note = form.querySelector(".wrong").id;
  const pin = field.value.replace(/\s/g, "");
  if (!pin) {
    showNote(note, say("pin_empty"), field);
    field.focus();
    return;
  }
  button.disabled = true;
  const answer = await ask(page, "judge/open/", { method: "POST", body: { token, pin }, timeout: TIMEOUT });
  button.disabled = false;
  showNote(note, sentenceOf(answer), field);
  if (answer.status !== 200) {
    field.focus();
    return;
  }
  field.value = "";
  try {
    await page.records.takeSeat(token, answer.body);
  } catch (error) {
    page.fail(error);
    return;
  }
  history.replaceState(null, "", config.page);
  page.draw();
  page.schedule.now();
}

function sentenceOf({ status, body, problem }) {
  if (status === 200 && body?.access) return "";
  const code = problem === "timeout" ? "offline" : body?.errors?.[0]?.code || problem;
  if (code === "captive_portal") return say("problem_captive_portal");
  const key = [`link_${code}`, `ended_${code}`].find(hasSentence);
  return say(key || "link_failed");
}
