// base64url without padding, as keys travel.

/** Bytes of a base64url text; bytes pass through. Throws for anything else. */
export function bytesOf(key) {
  if (typeof key !== "string") return key;
  const binary = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

export function base64urlOf(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
