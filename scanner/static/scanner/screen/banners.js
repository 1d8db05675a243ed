import { byId, fill, make } from "./dom.js";
import { clockOn, say } from "./language.js";

const CLOCK_TROUBLE = 2 * 60000; // ms
const ROOM_ENOUGH = 20; // MB

function clockWords(offset) {
  const minutes = Math.round(Math.abs(offset) / 60000);
  return minutes < 120 ? say("clock_wrong", { minutes }) : say("clock_wrong_hours", { hours: Math.round(minutes / 60) });
}

const waiting = ({ counts }) => (counts.waiting ? say("still_waiting", { n: counts.waiting }) : say("nothing_waiting"));

// [tone, sentence, its button's key or nothing], the worst first
function troubles(state) {
  const found = [];
  const tell = (tone, sentence, button) => found.push([tone, sentence, button]);
  if (!state.storage.ok) tell("bad", `${say("storage_trouble")} ${say(`storage_${state.storage.reason === "full" ? "full" : "private"}`)}`);
  else if (state.storage.room !== null && state.storage.room < ROOM_ENOUGH) tell("warn", say("room_short", { mb: state.storage.room }));
  if (state.lost) tell("bad", say("lost", { n: state.lost.waiting, time: clockOn(state.lost.at, Date.now()) }), "seen");
  if (state.revoked) tell("bad", `${say("revoked")} ${waiting(state)}`, "pair_to_another");
  else if (state.ended) tell("bad", `${say("ended")} ${waiting(state)}`, "pair_to_another");
  else if (state.problem === "token_unknown") tell("bad", say("token_unknown"), "pair_to_another");
  else if (state.problem === "other_activity") tell("bad", say("other_activity"), "pair_to_another");
  else if (state.problem === "clock_jumped") tell("warn", say("clock_jumped"));
  else if (state.problem === "server_error" || state.problem === "bad_answer") tell("warn", say("server_trouble"));
  if (state.about && state.about.cancelled_at) tell("warn", say("is_cancelled"));
  if (state.clockOffset !== null && Math.abs(state.clockOffset) > CLOCK_TROUBLE) tell("warn", clockWords(state.clockOffset));
  if (state.device && !state.revoked && !state.ended && !state.roster.complete) {
    tell("warn", state.roster.size ? say("roster_loading", { n: state.roster.size }) : say("roster_missing"));
  }
  return found;
}

export function drawBanners(state, { isNewVersion, does }) {
  const wanted = troubles(state);
  if (isNewVersion) wanted.push(["quiet", "", "update"]);
  const place = byId("banners");
  const written = JSON.stringify(wanted);
  if (place.dataset.written === written) return;
  place.dataset.written = written;
  fill(
    place,
    ...wanted.map(([tone, sentence, button]) => {
      const parts = sentence ? [make("span", { text: sentence })] : [];
      if (button) parts.push(make("button", { type: "button", text: say(button), on: () => does(button) }));
      return make("p", { class: tone }, ...parts);
    }),
  );
}
