// Questions of the scanner to the server.

import { ask, isReached } from "../../phone/requests.js";

/** Ask the API, as `ask` does: a good answer also sets the clock. */
export async function request(phone, path, options) {
  const { clock, status, store } = phone;
  const answer = await ask(phone, path, options);
  status.online = isReached(answer);
  if (answer.status >= 200 && answer.status < 300 && answer.body) {
    status.lastContact = phone.now();
    clock.measure({ serverTime: Date.parse(answer.body.server_time), sentAt: answer.sentAt, trip: answer.trip });
    const fact = { name: "clock", sample: clock.bestSample(), lastContact: status.lastContact, serverTime: clock.pastUntil };
    store.change(["facts"], (rows) => rows.put("facts", fact)).catch(() => {});
  }
  return answer;
}
