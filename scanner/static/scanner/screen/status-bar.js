import { byId, fill, make } from "./dom.js";
import { clockOrDay, day, say } from "./language.js";

const byHand = ({ label, startsAt }) => say("sitting_by_hand", { sitting: label, day: day(startsAt) });

function options(state) {
  const now = state.sittings.find(({ id }) => id === state.sittingNow);
  const own =
    now && state.sitting === null
      ? say("sitting_now", { sitting: now.label })
      : say(now ? "sitting_now" : "sitting_none", { sitting: now ? now.label : "" });
  return [["", own], ...state.sittings.map((one) => [String(one.id), byHand(one)])];
}

// Rewritten only when it says something else: a list that is open on the phone would close.
function drawSittings(state) {
  const select = byId("sitting");
  const wanted = options(state);
  const written = JSON.stringify(wanted);
  if (select.dataset.written !== written) {
    select.dataset.written = written;
    fill(select, ...wanted.map(([value, text]) => make("option", { value, text })));
  }
  select.value = state.sitting === null ? "" : String(state.sitting);
}

export function drawStatus(state, now) {
  byId("title").textContent = state.about ? state.about.title : "";
  document.title = state.about ? `${state.about.title} – ${say("scanner")}` : say("scanner");
  drawSittings(state);
  for (const name of ["scanned", "waiting", "confirmed"]) byId(`count-${name}`).textContent = state.counts[name];
  const status = byId("status");
  status.classList.toggle("waits", state.counts.waiting > 0);
  status.classList.toggle("offline", !state.online);
  byId("last-contact").textContent = state.lastContact ? clockOrDay(state.lastContact, now) : say("never");
  byId("contact-words").textContent = state.syncing ? say("sending") : state.online ? say("last_contact_long") : say("offline");
  const toSee = byId("count-to-see");
  toSee.textContent = state.counts.toSee;
  toSee.hidden = state.counts.toSee === 0;
}
