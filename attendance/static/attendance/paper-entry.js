// A number and Enter ticks that line of the printed list, and the focus stays where it is; anything else typed goes to the preview.
const form = document.getElementById("paper-entry");
const field = form.elements.namedItem("numbers");
const ticked = form.elements.namedItem("ticked");
const said = document.getElementById("paper-said");
const table = document.getElementById("paper-lines");
const rows = new Map([...table.querySelectorAll("tr[data-number]")].map((row) => [Number(row.dataset.number), row]));
const boxes = [...table.querySelectorAll(".tick input")];

const words = (name, what) => form.dataset[name].replace("%s", () => what);
const nameIn = (row) => `${row.dataset.number}. ${row.querySelector("label").textContent}`;

const tell = (sentence, isWrong) => {
  said.textContent = sentence;
  said.classList.toggle("is-wrong", isWrong);
};

const keep = () => {
  const numbers = boxes.filter((box) => box.checked).map((box) => box.closest("tr").dataset.number);
  ticked.value = numbers.join(" ");
  document.getElementById("paper-counted").textContent = numbers.length ? words("counted", numbers.length) : "";
};

const mark = (row) => {
  table.querySelector(".is-last")?.classList.remove("is-last");
  row.classList.add("is-last");
};

const toggle = (number) => {
  const row = rows.get(number);
  if (!row) return tell(words("unknown", number), true);
  const box = row.querySelector(".tick input");
  mark(row);
  if (!box) return tell(`${nameIn(row)}: ${row.querySelector(".state").textContent.trim().replace(/\s+/g, " ")}`, true);
  box.checked = !box.checked;
  keep();
  return tell(words(box.checked ? "ticked" : "unticked", nameIn(row)), false);
};

field.addEventListener("keydown", (event) => {
  const typed = field.value.trim();
  if (event.key !== "Enter" || event.isComposing || !/^\d{1,9}$/.test(typed)) return;
  event.preventDefault();
  toggle(Number(typed));
  field.value = "";
});
table.addEventListener("change", keep);
window.addEventListener("pageshow", keep); // back from the preview, a browser may show other ticks than the server wrote
document.querySelector("main").classList.add("can-tick");
keep();
