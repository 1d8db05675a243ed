// What is wrong with the phone, in banners above the camera, the worst first.

import { byId, fill, make } from "../../phone/dom.js";
import { formatMoment, hasSentence, say } from "../../phone/language.js";
import { sayPageMissing } from "./readiness.js";

const CLOCK_TROUBLE = 2 * 60000; // ms
const ROOM_ENOUGH = 20; // MB

/** onPress(key): of the banner's button. */
export function drawBanners(state, { isNewVersion, onPress }) {
  const banners = [
    storageBanner(state),
    lossBanner(state),
    serverBanner(state),
    ...clockBanners(state),
    rosterBanner(state),
    pageBanner(state),
  ].filter(Boolean);
  if (isNewVersion) banners.push(["quiet", "", "update"]);
  const place = byId("banners");
  const written = JSON.stringify(banners);
  if (place.dataset.written === written) return;
  place.dataset.written = written;
  fill(place, ...banners.map((banner) => makeBanner(banner, onPress)));
}

function makeBanner([tone, sentence, button], onPress) {
  const parts = sentence ? [make("span", { text: sentence })] : [];
  if (button) parts.push(make("button", { type: "button", text: say(button), on: () => onPress(button) }));
  return make("p", { class: tone }, ...parts);
}

function storageBanner({ storage }) {
  if (storage.reason === "full") return ["bad", say("storage_full")];
  if (!storage.ok) return ["bad", `${say("storage_trouble")} ${say("storage_private")}`];
  return storage.room !== null && storage.room < ROOM_ENOUGH ? ["warn", say("room_short", { mb: storage.room })] : null;
}

function lossBanner({ lost }) {
  return lost && ["bad", say("lost", { n: lost.waiting, time: formatMoment(lost.at, Date.now()) }), "seen"];
}

// What a refusal is called on the screen; what else a server may say is told by its code.
const REFUSALS = {
  captive_portal: "captive_portal",
  timeout: "slow_line",
  server_error: "server_trouble",
  bad_answer: "server_trouble",
  throttled: "throttled",
  too_late: "too_late_to_send",
  clock_jumped: "clock_jumped",
  too_many_unknown: "too_many_unknown",
};
const OF_THE_PHONE = ["token_unknown", "other_activity", "forbidden", "permission_denied", "not_for_devices"]; // pairing anew helps
const SAID_ELSEWHERE = ["device_revoked", "activity_ended", "roster_differs"];

function serverBanner(state) {
  const { problem } = state;
  if (state.revoked) return ["bad", `${say("revoked")} ${sayWaiting(state)}`, "pair_to_another"];
  if (state.ended) return ["bad", `${say("ended")} ${sayWaiting(state)}`, "pair_to_another"];
  if (!problem || SAID_ELSEWHERE.includes(problem)) return null;
  if (OF_THE_PHONE.includes(problem)) return ["bad", say(hasSentence(problem) ? problem : "forbidden"), "pair_to_another"];
  const sentence = REFUSALS[problem] ? say(REFUSALS[problem]) : say("refused_request", { code: problem });
  return problem === "clock_jumped" || problem === "too_many_unknown" ? ["warn", sentence] : ["warn", sentence, "send_now"];
}

function clockBanners({ about, clockOffset }) {
  const banners = [];
  if (about && about.cancelled_at) banners.push(["warn", say("is_cancelled")]);
  if (clockOffset !== null && Math.abs(clockOffset) > CLOCK_TROUBLE) banners.push(["warn", sayClockOffset(clockOffset)]);
  return banners;
}

function rosterBanner({ device, revoked, ended, roster }) {
  if (!device || revoked || ended || roster.complete) return null;
  return ["warn", roster.size ? say("roster_loading", { n: roster.size }) : say("roster_missing")];
}

function pageBanner({ device }) {
  const sentence = device ? sayPageMissing() : "";
  return sentence && ["warn", sentence];
}

function sayWaiting({ counts }) {
  return counts.waiting ? say("still_waiting", { n: counts.waiting }) : say("nothing_waiting");
}

function sayClockOffset(offset) {
  const minutes = Math.round(Math.abs(offset) / 60000);
  return minutes < 120 ? say("clock_wrong", { minutes }) : say("clock_wrong_hours", { hours: Math.round(minutes / 60) });
}
