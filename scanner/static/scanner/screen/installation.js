import { told } from "./language.js";

let waitingWorker = null;
let offered = null; // the browser's own offer to install
let tell = () => {};

export const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
export const isNewVersion = () => Boolean(waitingWorker);
export const mayInstall = () => Boolean(offered);
export const isApple = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

export async function install() {
  const offer = offered;
  offered = null;
  if (offer) await offer.prompt();
}

// The new version takes over now, and the page is opened again with it. Without a press it does so when the page was closed.
export function takeOver() {
  if (!waitingWorker) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waitingWorker.postMessage("take-over");
}

function follow(registration) {
  const look = () => {
    waitingWorker = navigator.serviceWorker.controller ? registration.waiting : null;
    tell();
  };
  look();
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    if (coming) coming.addEventListener("statechange", look);
  });
  // A phone that stays open all day hears of a new version too.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}

export async function keepOnThePhone(whenChanged) {
  tell = whenChanged;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event;
    tell();
  });
  window.addEventListener("appinstalled", () => {
    offered = null;
    tell();
  });
  if (!navigator.serviceWorker) return;
  try {
    follow(await navigator.serviceWorker.register(told.serviceWorker, { scope: told.page }));
  } catch (error) {
    console.warn("The page is not kept on this phone:", error); // it works all the same while there is a network
  }
}
