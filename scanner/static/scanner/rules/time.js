/** Return epoch ms of an ISO time as the server writes it; null for anything else. */
export function timeOf(text) {
  const at = Date.parse(text);
  return Number.isFinite(at) ? at : null;
}
