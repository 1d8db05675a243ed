// Keys of the live list. One row at a time is in the order of Tab (roving tabindex): arrows move from it, Enter and Space press its button
// "present", a letter begins another search. In a field, a menu or on a button of a row, keys mean what they always mean. "/" is
// finder/find.js's. What a tick came to is said by the server (#live-said); what could not be pressed is said here.
const live = document.getElementById("live");
const search = document.getElementById("live-q");
const help = document.getElementById("live-keys");
const switchBox = document.getElementById("live-keys-on");
const said = document.getElementById("live-keys-said");
const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY };
const FIELDS = "input:not([type=checkbox]), textarea, select, details.menu";
let current = ""; // the id of the row in the order of Tab
let place = 0; // where it stands, for when it leaves the list
let hasFocus = false;

const rows = () => [...live.querySelectorAll('tr[id^="person-"]')];
const isOn = () => localStorage.getItem("shortcuts") !== "off";

const choose = (row) => {
  for (const each of rows()) each.tabIndex = each === row ? 0 : -1;
  current = row.id;
  place = rows().indexOf(row);
};

const focusRow = (row) => {
  choose(row);
  row.focus();
  row.scrollIntoView({ block: "nearest" });
};

// The list was drawn anew: the same person stays chosen, or whoever stands in their place now.
const putBack = () => {
  const all = rows();
  if (all.length === 0) return;
  const row = all.find((each) => each.id === current) ?? all[Math.min(place, all.length - 1)];
  if (hasFocus && [document.body, null].includes(document.activeElement)) focusRow(row);
  else choose(row);
};

const press = (row) => {
  const button = row.querySelector('button[id^="tick-"]');
  if (button) button.click();
  else said.textContent = `${row.cells[0].innerText}: ${row.cells[1].innerText}`.replace(/\s+/g, " ");
};

live.addEventListener("keydown", (event) => {
  const row = event.target.closest('tr[id^="person-"]');
  if (!row || event.ctrlKey || event.altKey || event.metaKey || event.target.closest(FIELDS)) return;
  if (event.key in STEPS) {
    event.preventDefault();
    const all = rows();
    focusRow(all[Math.max(0, Math.min(all.indexOf(row) + STEPS[event.key], all.length - 1))]);
  } else if (event.target === row && [" ", "Enter"].includes(event.key)) {
    event.preventDefault();
    if (!event.repeat) press(row);
  } else if (event.target === row && isOn() && /^[\p{L}\p{N}]$/u.test(event.key)) {
    search.focus();
    search.select(); // the letter itself follows into the field
  }
});

search.addEventListener("keydown", (event) => {
  const row = rows().find((each) => each.tabIndex === 0) ?? rows()[0]; // of a list that has just come none is chosen yet
  if (event.key !== "ArrowDown" || !row) return;
  event.preventDefault();
  focusRow(row);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || !isOn() || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  event.preventDefault();
  help.open = !help.open;
  if (help.open) help.querySelector("summary").focus();
});

live.addEventListener("focusin", (event) => {
  const row = event.target.closest('tr[id^="person-"]');
  hasFocus = event.target === row;
  if (row) choose(row);
});
document.addEventListener("focusin", (event) => {
  if (!live.contains(event.target)) hasFocus = false;
});
document.addEventListener("htmx:afterSettle", putBack);
document.addEventListener("htmx:oobAfterSwap", putBack);

switchBox.checked = isOn();
switchBox.addEventListener("change", () => localStorage.setItem("shortcuts", switchBox.checked ? "on" : "off"));
help.hidden = false;
putBack();
