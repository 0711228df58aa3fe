// Dates and times, always in Asia/Ho_Chi_Minh.

import { labels, two } from './labels.js';
import { lang, now, t } from './store.js';

const offset = 7 * 3600 * 1000; // UTC+7 since 1975, no summer time

export function local(ms) {
  const d = new Date(ms + offset);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(), weekday: d.getUTCDay(), hour: d.getUTCHours(), minute: d.getUTCMinutes(), second: d.getUTCSeconds() };
}

export const hhmm = (d) => `${two(d.hour)}:${two(d.minute)}`;
const date = (d) => labels[lang].date(d);
export const longDate = (d) => `${labels[lang].weekdays[d.weekday]}, ${date(d)}`;
export const moment = (d) => `${hhmm(d)} ${labels[lang].inText(labels[lang].weekdays[d.weekday])} ${date(d)}`;

// stamp is the time for a message of today, the date for an older one.
export function stamp(ms) {
  const [d, today] = [local(ms), local(now())];
  return date(d) === date(today) ? hhmm(d) : labels[lang].shortDate(d);
}

export function span(ms) {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return t('soon');
  const parts = [['days', Math.floor(minutes / 1440)], ['hours', Math.floor(minutes / 60) % 24], ['minutes', minutes % 60]];
  return parts.filter(([, n]) => n > 0).slice(0, 2).map(([key, n]) => t(key, { n })).join(' ');
}

export const fieldTime = (ms) => { const d = local(ms); return `${d.year}-${two(d.month)}-${two(d.day)}T${hhmm(d)}`; };
