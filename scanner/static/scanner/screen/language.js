// Both languages are in the page, so that the choice needs no network. The cookie is the one that the rest of the product reads.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const said = read("words");
export const told = read("told");
const ZONE = "Asia/Ho_Chi_Minh";

function chosen() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith(`${told.languageCookie}=`));
  const language = cookie ? cookie.split("=")[1] : "vi";
  return said[language] ? language : "vi";
}

let language = chosen();

export function say(key, filled = {}) {
  const sentence = said[language][key] || said.vi[key] || key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(filled[name] ?? ""));
}

export const sayInVietnamese = (key) => said.vi[key];

export const knows = (key) => key in said.vi;

export function translate(root) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
}

export function switchLanguage() {
  language = language === "vi" ? "en" : "vi";
  document.cookie = `${told.languageCookie}=${language}; path=/; max-age=31536000; samesite=lax`;
}

const written = (options) => new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, ...options });
const hours = written({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const days = written({ day: "2-digit", month: "2-digit" });

export const clock = (at) => hours.format(at);
export const day = (at) => days.format(at).replace("-", "/");
export const clockOrDay = (at, today) => (day(at) === day(today) ? clock(at) : day(at));
export const clockOn = (at, today) => (day(at) === day(today) ? clock(at) : `${clock(at)} ${day(at)}`);
