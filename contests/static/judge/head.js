// The head of the page: which contest, which judge, and whether everything has been sent; below it what stands in the way.

import { byId, fill, make } from "../phone/dom.js";
import { hasSentence, say } from "../phone/language.js";

export function drawHead({ records, status, schedule }) {
  const seat = records.current;
  byId("head").hidden = !seat;
  if (!seat) return;
  byId("contest").textContent = seat.contest;
  byId("judge").textContent = say(seat.sheets?.is_head ? "judge_head" : "judge", { name: seat.name });
  byId("shadow").hidden = !seat.sheets?.is_shadow;
  const waiting = records.waiting(seat.seat).length;
  setText(byId("progress"), sayProgress(waiting, { isSending: schedule.isRunning, isOnline: status.isOnline, isClosed: seat.closed }));
  byId("progress").dataset.state = waiting ? "waiting" : "done";
  byId("send-now").hidden = !waiting || Boolean(seat.closed);
}

function sayProgress(waiting, { isSending, isOnline, isClosed }) {
  if (!waiting) return say(isOnline ? "all_sent" : "all_sent_offline");
  if (isClosed) return say("waiting_closed", { n: waiting });
  if (isSending && isOnline) return say("sending", { n: waiting });
  return say(isOnline ? "waiting" : "waiting_offline", { n: waiting });
}

export function drawBanners({ records, status, store }) {
  const sentences = [];
  const reason = status.storage || store.reason;
  if (reason) sentences.push(say(`store_${reason}`));
  const { problem } = status;
  if (problem && !["offline", "timeout"].includes(problem)) {
    const key = `problem_${problem === "throttled" ? "server_error" : problem}`;
    sentences.push(say(hasSentence(key) ? key : "problem_other", { code: problem }));
  }
  const texts = sentences.join("\n");
  const place = byId("banners");
  if (place.dataset.texts !== texts) fill(place, ...sentences.map((text) => make("p", { class: "trouble", text })));
  place.dataset.texts = texts;
  const seat = records.current;
  const closed = seat?.closed;
  byId("closed").hidden = !closed;
  if (!closed) return;
  const isOpenElsewhere = !["judge_replaced", "seat_ended"].includes(closed);
  setText(byId("closed-why"), say(isOpenElsewhere ? "ended_link_unknown" : `ended_${closed}`));
  byId("again-form").hidden = !isOpenElsewhere;
}

/** Only another text is written: a screen reader would say the same again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
