// Chosen rows: all of the page by one box, a range by the shift key, how many there are; the choice outlives a list that renews itself.
const boxes = () => [...document.querySelectorAll("input.bulk-choice")];
const bar = (selector) => document.querySelector(`[data-bulk-bar] ${selector}`);
const chosen = new Set();
let action = "";
let isEveryone = false;
let lastClicked = null;

const show = () => {
  const all = boxes();
  const output = bar("output");
  const page = bar("[data-choose-page]");
  if (!output) return;
  output.textContent = output.dataset.chosenCount.replace("%s", all.filter((box) => box.checked).length);
  output.hidden = isEveryone;
  page.closest("label").hidden = false;
  page.checked = all.length > 0 && all.every((box) => box.checked);
  for (const box of all) box.disabled = isEveryone;
};

const remember = () => {
  for (const box of boxes()) {
    if (box.checked) chosen.add(box.value);
    else chosen.delete(box.value);
  }
  isEveryone = Boolean(bar("[name=everyone]")?.checked);
  action = bar("[name=action]")?.value ?? "";
  show();
};

const putBack = () => {
  for (const box of boxes()) box.checked = chosen.has(box.value);
  if (bar("[name=everyone]")) bar("[name=everyone]").checked = isEveryone;
  if (bar("[name=action]")) bar("[name=action]").value = action;
  show();
};

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-page]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.matches("input.bulk-choice") || event.target.closest("[data-bulk-bar]")) remember();
});
document.addEventListener("click", (event) => {
  if (!event.target.matches("input.bulk-choice")) return;
  const all = boxes();
  const [from, to] = [all.findIndex((box) => box.value === lastClicked), all.indexOf(event.target)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
  lastClicked = event.target.value;
  remember();
});
for (const kind of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(kind, putBack);
remember();
