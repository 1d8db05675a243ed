// Ticks a line of the printed list by its number and Enter; the focus stays where it is. Anything else typed goes to the preview.
const form = document.getElementById("paper-entry");
const field = form.elements.namedItem("numbers");
const ticked = form.elements.namedItem("ticked");
const message = document.getElementById("paper-said");
const table = document.getElementById("paper-lines");
const rows = new Map([...table.querySelectorAll("tr[data-number]")].map((row) => [Number(row.dataset.number), row]));
const boxes = [...table.querySelectorAll(".tick input")];

const sentence = (name, value) => form.dataset[name].replace("%s", () => value);
const nameIn = (row) => `${row.dataset.number}. ${row.querySelector("label").textContent}`;

const tell = (text, isWrong) => {
  message.textContent = text;
  message.classList.toggle("is-wrong", isWrong);
};

const storeTicks = () => {
  const numbers = boxes.filter((box) => box.checked).map((box) => box.closest("tr").dataset.number);
  ticked.value = numbers.join(" ");
  document.getElementById("paper-counted").textContent = numbers.length ? sentence("counted", numbers.length) : "";
};

const mark = (row) => {
  table.querySelector(".is-last")?.classList.remove("is-last");
  row.classList.add("is-last");
};

const toggle = (number) => {
  const row = rows.get(number);
  if (!row) return tell(sentence("unknown", number), true);
  const box = row.querySelector(".tick input");
  mark(row);
  if (!box) return tell(`${nameIn(row)}: ${row.querySelector(".state").textContent.trim().replace(/\s+/g, " ")}`, true);
  box.checked = !box.checked;
  storeTicks();
  return tell(sentence(box.checked ? "ticked" : "unticked", nameIn(row)), false);
};

field.addEventListener("keydown", (event) => {
  const typed = field.value.trim();
  if (event.key !== "Enter" || event.isComposing || !/^\d{1,9}$/.test(typed)) return;
  event.preventDefault();
  toggle(Number(typed));
  field.value = "";
});
table.addEventListener("change", storeTicks);
window.addEventListener("pageshow", storeTicks); // back from the preview, a browser may show other ticks than the server wrote
document.querySelector("main").classList.add("can-tick");
storeTicks();
