// The button that gives the projector the whole screen.
const button = document.getElementById("full-screen");
button.hidden = !document.fullscreenEnabled;
button.addEventListener("click", () => document.documentElement.requestFullscreen());
