// The screen of a phone that is not paired, or is to be paired with something else.

import { inAppBrowser } from "../camera/camera.js";
import { Viewfinder } from "../camera/viewfinder.js";
import { PAIRING_LENGTH } from "../rules/limits.js";
import { read } from "../rules/reading.js";
import { byId, fill, make, showNote } from "../../phone/dom.js";
import { isApple, isInstalled } from "./installation.js";
import { say } from "../../phone/language.js";

const RETRY_AFTER = 5000; // ms
const REASONS = {
  pairing_code_unknown: "pair_unknown",
  offline: "pair_offline",
  not_a_code: "pair_short",
  storage: "storage_trouble",
  full: "storage_full",
  captive_portal: "captive_portal",
  forbidden: "pair_forbidden",
  throttled: "pair_throttled",
};

/** Return the code that a link brought, or null. It is taken out of the address, so that it stays in no history. */
export function takeCodeFromAddress() {
  const match = /^#pair=([^&]+)/i.exec(location.hash);
  if (!match) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return decodeURIComponent(match[1]);
}

/** onPaired(): also when the person goes back. */
export class PairingScreen {
  constructor(scanner, onPaired) {
    Object.assign(this, { scanner, onPaired });
    this.input = byId("pair-code");
    this.finder = new Viewfinder(byId("pair-viewfinder"), { onText: (text) => this.takeText(text) });
    this.isBusy = false;
    this.lastTry = { code: null, at: -Infinity, isUsed: false }; // it may still lie before the camera: not tried again with every frame
    this.codeOfLink = null; // waits for the person to leave the in-app browser, or to agree
    byId("pair-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    byId("pair-here").addEventListener("click", () => {
      byId("pair-in-app").hidden = true;
      if (this.codeOfLink) this.pair(this.codeOfLink);
    });
    byId("pair-copy").addEventListener("click", () => this.copyAddress());
  }

  /** code: from the address, if it brought one; isSure: this phone is not paired, or the person has agreed. */
  show({ code = null, isSure = true } = {}) {
    byId("pairing").hidden = false;
    byId("pair-agree").hidden = true;
    byId("pair-ios").hidden = !isApple() || isInstalled();
    byId("pair-back").hidden = !this.scanner.state.device;
    byId("pair-in-app").hidden = !inAppBrowser();
    this.codeOfLink = code;
    if (!code) this.finder.startIfAllowed();
    else if (!isSure) this.askToAgree(code);
    else if (!inAppBrowser()) this.pair(code);
  }

  hide() {
    byId("pairing").hidden = true;
    this.finder.stop();
    this.showTrouble("");
  }

  hasUsed(code) {
    return this.lastTry.isUsed && this.lastTry.code === code;
  }

  takeText(text) {
    const { kind, code } = read(text);
    if (kind !== "pairing") {
      this.showTrouble(say("pair_not_this"));
      return;
    }
    if (!byId("pair-agree").hidden) {
      if (code !== this.codeOfLink) this.askToAgree(code);
      return;
    }
    if (code !== this.lastTry.code || performance.now() - this.lastTry.at > RETRY_AFTER) this.pair(code);
  }

  redraw() {
    this.finder.redraw();
  }

  submit() {
    const code = this.input.value.replace(/[^0-9a-z]/gi, "").toUpperCase();
    if (code.length === PAIRING_LENGTH) this.pair(code);
    else this.showTrouble(say("pair_short"));
  }

  async pair(code) {
    if (this.isBusy) return;
    this.isBusy = true;
    this.finder.pause(true);
    this.showTrouble(say("pairing"));
    const result = await this.scanner.pair(code).catch(() => ({ ok: false, reason: "failed" }));
    this.isBusy = false;
    this.lastTry = { code, at: performance.now(), isUsed: result.ok };
    this.finder.pause(false);
    if (!result.ok) {
      const isFull = result.reason === "storage" && this.scanner.state.storage.reason === "full";
      this.showTrouble(say(REASONS[isFull ? "full" : result.reason] || "pair_failed"));
      return;
    }
    this.showTrouble("");
    this.input.value = "";
    this.leave();
  }

  /** A phone that is paired already changes its activity only when the person agrees. */
  askToAgree(code) {
    const { about } = this.scanner.state;
    this.codeOfLink = code;
    this.showTrouble("");
    fill(
      byId("pair-agree"),
      make("p", { text: say("pair_again", { title: about ? about.title : "" }) }),
      make("button", { type: "button", class: "primary", text: say("pair_again_yes"), on: () => this.pair(code) }),
      make("button", { type: "button", text: say("back"), on: () => this.leave() }),
    );
    byId("pair-agree").hidden = false;
  }

  async copyAddress() {
    const address = `${location.origin}${location.pathname}${this.codeOfLink ? `#pair=${this.codeOfLink}` : ""}`;
    await navigator.clipboard.writeText(address).then(
      () => this.showTrouble(say("copied")),
      () => this.showTrouble(address),
    );
  }

  leave() {
    this.finder.stop();
    this.onPaired();
  }

  showTrouble(sentence) {
    showNote("pair-trouble", sentence, this.input);
  }
}
