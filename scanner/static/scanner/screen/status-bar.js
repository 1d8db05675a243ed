// The bar at the top: the activity, its sittings, how many were scanned and sent, and when the server was last reached.

import { byId, fill, make } from "../../phone/dom.js";
import { formatDay, formatTimeOrDay, say } from "../../phone/language.js";

export function drawStatus(state, now) {
  byId("title").textContent = state.about ? state.about.title : "";
  document.title = state.about ? `${state.about.title} – ${say("scanner")}` : say("scanner");
  drawSittings(state);
  for (const name of ["scanned", "waiting", "confirmed"]) byId(`count-${name}`).textContent = state.counts[name];
  const status = byId("status");
  status.classList.toggle("waits", state.counts.waiting > 0);
  status.classList.toggle("offline", !state.online);
  byId("last-contact").textContent = state.lastContact ? formatTimeOrDay(state.lastContact, now) : say("never");
  byId("contact-words").textContent = say(state.syncing ? "sending" : state.online ? "last_contact_long" : "offline");
  const toSee = byId("count-to-see");
  toSee.textContent = state.counts.toSee;
  toSee.hidden = state.counts.toSee === 0;
}

/** Rewritten only when it says something else: a list that is open on the phone would close. */
function drawSittings(state) {
  const select = byId("sitting");
  const options = sittingOptions(state);
  const written = JSON.stringify(options);
  if (select.dataset.written !== written) {
    select.dataset.written = written;
    fill(select, ...options.map(([value, text]) => make("option", { value, text })));
  }
  select.value = state.sitting === null ? "" : String(state.sitting);
}

function sittingOptions({ sittings, sittingNow }) {
  const current = sittings.find(({ id }) => id === sittingNow);
  const automatic = say(current ? "sitting_now" : "sitting_none", { sitting: current ? current.label : "" });
  const byHand = sittings.map(({ id, label, startsAt }) => {
    const day = formatDay(startsAt);
    return [String(id), label.endsWith(` ${day}`) ? label : say("sitting_by_hand", { sitting: label, day })];
  });
  return [["", automatic], ...byHand];
}
