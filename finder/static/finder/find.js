// Keys of searching: "/" goes to the search box of the page, or else to that of its head; arrows move through results. Letters and signs
// can be switched off (localStorage "shortcuts"), because software that types what is spoken presses them, too.
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.target.closest(TYPING) || localStorage.getItem("shortcuts") === "off") return;
  const boxes = [...document.querySelectorAll("main [data-slash]"), ...document.querySelectorAll("[data-slash]")];
  const box = boxes.find((field) => field.checkVisibility());
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

const results = document.querySelector("[data-results]");
const box = document.querySelector("main [data-slash]");
if (results && box)
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...results.querySelectorAll("[data-result]")];
    const place = links.indexOf(event.target);
    if (!step || (place < 0 && event.target !== box)) return;
    event.preventDefault();
    (place + step < 0 ? box : links[Math.min(place + step, links.length - 1)]).focus();
  });
