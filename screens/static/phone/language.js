// Sentences and times in the person's language. Both languages are in the page, so that the choice needs no network.

import { config, sentences } from "./config.js";

const ZONE = "Asia/Ho_Chi_Minh";
const hours = timeFormat({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const days = timeFormat({ day: "2-digit", month: "2-digit" });
let language = languageOfCookie();

/** Return the sentence with {braces} filled. */
export function say(key, values = {}) {
  const sentence = sentences[language][key] || sentences.vi[key] || key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

export function sayInVietnamese(key) {
  return sentences.vi[key];
}

export function hasSentence(key) {
  return key in sentences.vi;
}

export function translate(root) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
}

/** Choose the other language. The cookie is the one that the rest of the product reads. */
export function switchLanguage() {
  language = language === "vi" ? "en" : "vi";
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${config.languageCookie}=${language}; path=/; max-age=31536000; samesite=lax${secure}`;
}

export function formatTime(at) {
  return hours.format(at);
}

export function formatDay(at) {
  return days.format(at).replace("-", "/");
}

export function formatTimeOrDay(at, today) {
  return formatDay(at) === formatDay(today) ? formatTime(at) : formatDay(at);
}

/** Return the time, and the day too where it is another. */
export function formatMoment(at, today) {
  return formatDay(at) === formatDay(today) ? formatTime(at) : `${formatTime(at)} ${formatDay(at)}`;
}

function languageOfCookie() {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith(`${config.languageCookie}=`));
  const code = cookie ? cookie.split("=")[1] : "vi";
  return sentences[code] ? code : "vi";
}

function timeFormat(options) {
  return new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, ...options });
}
