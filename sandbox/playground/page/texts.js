/** @typedef {import('../page-data.ts').PageLocale} PageLocale */

const STORED = 'qyraghy-locale';
/** @type {readonly PageLocale[]} */
export const LOCALES = ['kk', 'ru', 'en'];
const LOCALE_NAMES = { kk: 'Қазақша', ru: 'Русский', en: 'English' };
/** Browsers often come without Kazakh dates, so the months are our own. */
const KAZAKH_MONTHS = ['қаңтар', 'ақпан', 'наурыз', 'сәуір', 'мамыр', 'маусым', 'шілде', 'тамыз', 'қыркүйек', 'қазан', 'қараша', 'желтоқсан'];
const FORMAT_LOCALES = { kk: 'ru-KZ', ru: 'ru-KZ', en: 'en-GB' };

/** @type {Record<string, Record<string, string>>} */
let catalogues = {};
/** @type {PageLocale} */
let current = 'ru';
let zone = 'Asia/Almaty';

export async function loadTexts() {
  const response = await fetch('/playground/texts.json');
  catalogues = await response.json();
}

/** @param {PageLocale} locale */
export function localeName(locale) {
  return LOCALE_NAMES[locale];
}

/** @param {PageLocale} locale */
export function localeShortName(locale) {
  return LOCALE_NAMES[locale].slice(0, 3);
}

export function locale() {
  return current;
}

/**
 * Takes the language that was chosen before, or the given one.
 * @param {PageLocale} otherwise
 * @param {string} timeZone
 */
export function startLocale(otherwise, timeZone) {
  const stored = LOCALES.find((one) => one === localStorage.getItem(STORED));
  zone = timeZone;
  setLocale(stored ?? otherwise);
}

/** @param {PageLocale} locale */
export function setLocale(locale) {
  current = locale;
  document.documentElement.lang = locale;
  document.title = t('title');
}

/** @param {PageLocale} locale */
export function rememberLocale(locale) {
  localStorage.setItem(STORED, locale);
  setLocale(locale);
}

/**
 * The text of a key in the current language; a missing one shows its key.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = catalogues[current]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/gu, (whole, name) => String(values[name] ?? whole));
}

/** @param {string} key */
export function hasText(key) {
  return catalogues[current]?.[key] !== undefined;
}

/** @param {number} value */
export function number(value) {
  return new Intl.NumberFormat(FORMAT_LOCALES[current]).format(value);
}

/** @param {string} iso */
export function clock(iso) {
  return new Intl.DateTimeFormat('ru-KZ', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date(iso));
}

/** @param {string} iso */
export function moment(iso) {
  if (current === 'kk') return `${kazakhDay(iso)}, ${clock(iso)}`;
  const options = /** @type {const} */ ({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone });
  return new Intl.DateTimeFormat(FORMAT_LOCALES[current], options).format(new Date(iso));
}

/**
 * The day as a messenger heads it: today, yesterday, or the date.
 * @param {string} iso
 */
export function day(iso) {
  const key = dayKey(iso);
  const now = Date.now();
  if (key === dayKey(new Date(now).toISOString())) return t('today');
  if (key === dayKey(new Date(now - 86_400_000).toISOString())) return t('yesterday');
  if (current === 'kk') return kazakhDay(iso);
  return new Intl.DateTimeFormat(FORMAT_LOCALES[current], { day: 'numeric', month: 'long', timeZone: zone }).format(new Date(iso));
}

/**
 * A calendar day (YYYY-MM-DD), which is the same in every zone.
 * @param {string} date
 */
export function calendarDay(date) {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  if (current === 'kk') return `${year} ж. ${dayOfMonth} ${KAZAKH_MONTHS[month - 1]}`;
  const options = /** @type {const} */ ({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return new Intl.DateTimeFormat(FORMAT_LOCALES[current], options).format(Date.UTC(year, month - 1, dayOfMonth));
}

/** @param {string} iso */
function kazakhDay(iso) {
  const [, month = 1, date = 1] = dayKey(iso).split('-').map(Number);
  return `${date} ${KAZAKH_MONTHS[month - 1]}`;
}

/** @param {string} iso */
export function dayKey(iso) {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(iso));
}

/** @param {number} bytes */
export function fileSize(bytes) {
  const units = { kk: ['Б', 'КБ', 'МБ'], ru: ['Б', 'КБ', 'МБ'], en: ['B', 'KB', 'MB'] }[current];
  const power = bytes < 1024 ? 0 : bytes < 1024 * 1024 ? 1 : 2;
  return `${number(Math.round((bytes / 1024 ** power) * 10) / 10)} ${units[power]}`;
}
