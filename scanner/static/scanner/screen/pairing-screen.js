import { byId, fill, make, tellAt } from "./dom.js";
import { inAppBrowser } from "../camera/camera.js";
import { isApple, isInstalled } from "./installation.js";
import { read } from "../rules/reading.js";
import { say } from "./language.js";
import { viewfinder } from "../camera/viewfinder.js";

const AGAIN_AFTER = 5000; // ms
const REASONS = { pairing_code_unknown: "pair_unknown", offline: "pair_offline", not_a_code: "pair_short", storage: "storage_trouble" };

// The code that a link brought; it is taken out of the address, so that it stays in no history.
export function codeInAddress() {
  const found = /^#pair=([^&]+)/i.exec(location.hash);
  if (!found) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return decodeURIComponent(found[1]);
}

// The screen of a phone that is not paired, or is to be paired with something else. onPaired() when it was.
export function pairingScreen(scanner, onPaired) {
  const page = byId("pairing");
  const input = byId("pair-code");
  const finder = viewfinder(byId("pair-viewfinder"), { onText: take });
  let isBusy = false;
  let tried = { code: null, at: -Infinity, isUsed: false }; // it may still lie before the camera: not asked again with every frame
  let brought = null; // a code that waits for the person to leave the in-app browser, or to agree

  const tell = (sentence) => tellAt("pair-trouble", sentence, input);

  function take(text) {
    const reading = read(text);
    if (reading.kind !== "pairing") tell(say("pair_not_this"));
    else if (!byId("pair-agree").hidden) {
      if (reading.code !== brought) agree(reading.code);
    } else if (reading.code !== tried.code || performance.now() - tried.at > AGAIN_AFTER) begin(reading.code);
  }

  async function begin(code) {
    if (isBusy) return;
    isBusy = true;
    finder.pause(true);
    tell(say("pairing"));
    const done = await scanner.pair(code).catch(() => ({ ok: false, reason: "failed" }));
    isBusy = false;
    tried = { code, at: performance.now(), isUsed: done.ok };
    finder.pause(false);
    if (!done.ok) {
      tell(say(REASONS[done.reason] || "pair_failed"));
      return;
    }
    tell("");
    input.value = "";
    finder.stop();
    onPaired();
  }

  function agree(code) {
    const { about } = scanner.state;
    brought = code;
    const yes = make("button", { type: "button", class: "primary", text: say("pair_again_yes"), on: () => begin(code) });
    const no = make("button", {
      type: "button",
      text: say("back"),
      on: () => {
        finder.stop();
        onPaired();
      },
    });
    tell("");
    fill(byId("pair-agree"), make("p", { text: say("pair_again", { title: about ? about.title : "" }) }), yes, no);
    byId("pair-agree").hidden = false;
  }

  byId("pair-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const code = input.value.replace(/[^0-9a-z]/gi, "").toUpperCase();
    if (code.length === 8) begin(code);
    else tell(say("pair_short"));
  });
  byId("pair-here").addEventListener("click", () => {
    byId("pair-in-app").hidden = true;
    if (brought) begin(brought);
  });
  byId("pair-copy").addEventListener("click", async () => {
    const address = `${location.origin}${location.pathname}${brought ? `#pair=${brought}` : ""}`;
    await navigator.clipboard.writeText(address).then(
      () => tell(say("copied")),
      () => tell(address),
    );
  });

  return {
    // code: from the address, if it brought one; isSure: this phone is not paired, or the person has agreed
    show({ code = null, isSure = true } = {}) {
      page.hidden = false;
      byId("pair-agree").hidden = true;
      byId("pair-ios").hidden = !isApple() || isInstalled();
      byId("pair-back").hidden = !scanner.state.device;
      byId("pair-in-app").hidden = !inAppBrowser();
      brought = code;
      if (!code) finder.startIfAllowed();
      else if (!isSure) agree(code);
      else if (!inAppBrowser()) begin(code);
    },
    hide() {
      page.hidden = true;
      finder.stop();
      tell("");
    },
    hasUsed: (code) => tried.isUsed && tried.code === code,
    take,
    redraw() {
      finder.redraw();
    },
  };
}
