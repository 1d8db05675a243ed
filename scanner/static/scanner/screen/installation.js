// The browser's offer to install the page on the home screen.

let installOffer = null;

export function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
}

export function canInstall() {
  return Boolean(installOffer);
}

export function isApple() {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
}

export async function install() {
  const offer = installOffer;
  installOffer = null;
  if (offer) await offer.prompt();
}

export function listenForOffer(whenChanged) {
  const setOffer = (offer) => {
    installOffer = offer;
    whenChanged();
  };
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    setOffer(event);
  });
  window.addEventListener("appinstalled", () => setOffer(null));
}
