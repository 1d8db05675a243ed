// Days and times of day are typed as people write them: what is typed is said in full beside the field while it is typed, written in full
// when the field is left, and a day may be picked from the browser's calendar. The rules are those of vietnamese/dates.py, which reads
// the form again; tests/vietnamese/typed_dates_vectors.json holds both.
const SEPARATED_DAY = /^([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2})(?: ?[/.\- ] ?([0-9]{4}|[0-9]{2}))?[/.-]?$/u;
const DIGITS_OF_DAY = /^([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})?$/u;
const DAY_IN_WORDS = /^(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2})(?: năm ([0-9]{4}))?$/u;
const ISO_DAY = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$/u;
const TIME_OF_DAY = /^([0-9]{1,2}) ?(?:[:.hg]|giờ) ?(?:([0-9]{2})(?::([0-9]{2}))?)?(?: ?(?:phút|p))?$/u;
const DIGITS_OF_TIME = /^([0-9]{1,2}?)([0-9]{2})?$/u;
const MOMENT = /^(.+?)(?:, ?|t| (?:lúc )?)([0-9:.hg]+)$/u;

const clean = (text) => text.normalize("NFC").trim().replace(/\s+/gu, " ").toLowerCase();
const pad = (number, length = 2) => String(number).padStart(length, "0");

const fullYear = (year, near) => {
  if (!year || year.length === 4) return Number(year || near);
  const candidates = [0, -100, 100].map((step) => near - (near % 100) + step + Number(year));
  return candidates.reduce((best, candidate) => (Math.abs(candidate - near) < Math.abs(best - near) ? candidate : best));
};

/** Return {year, month, day}, null where `text` means no day. `near`: the year that is meant where none is typed. */
export const readDay = (text, near) => {
  const cleaned = clean(text);
  const iso = ISO_DAY.exec(cleaned);
  const match = iso
    ? [iso[0], iso[3], iso[2], iso[1]]
    : SEPARATED_DAY.exec(cleaned) || DIGITS_OF_DAY.exec(cleaned) || DAY_IN_WORDS.exec(cleaned);
  if (!match) return null;
  const [day, month, year] = [Number(match[1]), Number(match[2]), fullYear(match[3], near)];
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { year, month, day } : null;
};

/** Return {hour, minute, second}, null where `text` means no time of day. */
export const readTime = (text) => {
  const cleaned = clean(text);
  const match = TIME_OF_DAY.exec(cleaned) || DIGITS_OF_TIME.exec(cleaned);
  if (!match) return null;
  const [hour, minute, second] = [1, 2, 3].map((part) => Number(match[part] || 0));
  return hour < 24 && minute < 60 && second < 60 ? { hour, minute, second } : null;
};

/** Return the day and the time that `text` means as one object, null where it means none. */
export const readMoment = (text, near) => {
  const match = MOMENT.exec(clean(text));
  const [day, time] = match ? [readDay(match[1], near), readTime(match[2])] : [null, null];
  return day && time ? { ...day, ...time } : null;
};

const writeDay = ({ year, month, day }) => `${pad(day)}/${pad(month)}/${pad(year, 4)}`;
const writeTime = ({ hour, minute }) => `${pad(hour)}:${pad(minute)}`;
const WRITE = { day: writeDay, time: writeTime, moment: (moment) => `${writeDay(moment)} ${writeTime(moment)}` };

const weekday = ({ year, month, day }) => {
  const names = document.body.dataset.weekdays.split("|"); // Monday first
  return names[(new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7];
};

const read = (input) => {
  if (input.dataset.typed === "time") return readTime(input.value);
  const { near, nearField } = input.dataset;
  const otherDay = nearField && input.form && input.form.elements[nearField];
  const today = new Date().getFullYear();
  const nearYear = near ? Number(near.slice(0, 4)) : today;
  const year = (otherDay && readDay(otherDay.value, nearYear)?.year) || nearYear;
  return input.dataset.typed === "day" ? readDay(input.value, year) : readMoment(input.value, year);
};

const say = (input, { isLeft = false } = {}) => {
  const output = document.getElementById(`${input.id}_said`);
  if (!output) return;
  const value = read(input);
  const isWrong = isLeft && !value && input.value.trim() !== "";
  output.classList.toggle("wrong", isWrong);
  if (isWrong) output.textContent = input.dataset.notUnderstood;
  else if (!value || input.dataset.typed === "time") output.textContent = "";
  else output.textContent = `${weekday(value)}, ${WRITE[input.dataset.typed](value)}`;
};

document.addEventListener("input", (event) => {
  if (event.target.dataset?.typed) say(event.target);
});
// Before others hear of it: a unit picker then sends the day in full.
document.addEventListener(
  "change",
  (event) => {
    const input = event.target;
    if (!input.dataset?.typed) return;
    const value = read(input);
    if (value) input.value = WRITE[input.dataset.typed](value);
    say(input, { isLeft: true });
  },
  { capture: true },
);

const addCalendar = (input) => {
  if (input.dataset.typed !== "day" || input.parentElement.matches(".with-calendar") || !("showPicker" in HTMLInputElement.prototype))
    return;
  const [wrapper, button, calendar] = ["span", "button", "input"].map((tag) => document.createElement(tag));
  wrapper.className = "with-calendar";
  const label = input.labels[0]?.firstChild.textContent.trim();
  Object.assign(button, { type: "button", className: "calendar-button", textContent: "▾", title: document.body.dataset.calendarLabel });
  button.setAttribute("aria-label", `${document.body.dataset.calendarLabel}: ${label}`);
  Object.assign(calendar, { type: "date", tabIndex: -1 }); // without a name: it is not sent
  calendar.setAttribute("aria-hidden", "true");
  input.before(wrapper);
  wrapper.append(input, button, calendar);
  button.addEventListener("click", () => {
    const day = read(input);
    calendar.value = day ? `${pad(day.year, 4)}-${pad(day.month)}-${pad(day.day)}` : "";
    calendar.showPicker();
  });
  calendar.addEventListener("change", (event) => {
    event.stopPropagation();
    const day = readDay(calendar.value, 0);
    if (!day) return;
    input.value = writeDay(day);
    for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
    input.focus();
  });
};

const arm = (root) => root.querySelectorAll("input[data-typed]").forEach(addCalendar);
document.addEventListener("htmx:load", (event) => arm(event.target));
arm(document);
