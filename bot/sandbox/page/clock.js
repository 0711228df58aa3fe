// The clock of the rehearsal and the controls that move it.

import { fieldTime, hhmm, local, longDate, moment, span } from './dates.js';
import { $, el, reconcile, setText } from './dom.js';
import { two } from './labels.js';
import { attempt, refresh } from './server.js';
import { lang, now, state, t } from './store.js';

const speeds = [0, 1, 60, 600];

export function drawClock() {
  $('clock').hidden = !state.controls;
  document.body.classList.toggle('has-clock', !!state.controls);
  if (!state.controls) return;
  reconcile($('speeds'), speeds.map((n) => ({
    key: n, sign: JSON.stringify([lang, n === state.speed]),
    build: () => el('button', { type: 'button', 'data-testid': `clock-speed-${n}`, 'aria-pressed': String(n === state.speed), onclick: () => attempt('clock', { speed: n }) }, n === 0 ? t('paused') : `${n}×`),
  })));
  $('next').disabled = !state.next;
  if (!$('jump-at').value) $('jump-at').value = fieldTime(Date.parse(state.now));
  tick();
}

let asked = 0; // the next event for which a refresh was asked, ms

function tick() {
  if (!state?.controls) return;
  const ms = now();
  const d = local(ms);
  setText($('clock-date'), longDate(d));
  setText($('clock-time'), state.speed > 60 ? hhmm(d) : `${hhmm(d)}:${two(d.second)}`);
  setText($('clock-pace'), state.speed === 0 ? t('paused') : `${state.speed}×`);
  const echo = Date.parse(`${$('jump-at').value}+07:00`);
  setText($('jump-echo'), Number.isNaN(echo) ? '' : `= ${moment(local(echo))}`);
  if (!state.next) return setText($('next-text'), t('noNext'));
  const at = Date.parse(state.next.at);
  setText($('next-text'), `${t('next', { when: moment(local(at)), what: state.next.what })} ${at > ms ? `(${t('nextIn', { left: span(at - ms) })})` : ''}`.trim());
  if (at <= ms && at !== asked) {
    asked = at;
    refresh();
  }
}

export function wireClock() {
  $('next').addEventListener('click', () => attempt('clock', { next: true }));
  $('jump').addEventListener('submit', (event) => {
    event.preventDefault();
    attempt('clock', { jump: `${$('jump-at').value.slice(0, 16)}:00+07:00` });
  });
  $('clock-toggle').addEventListener('click', () => {
    const open = $('clock').classList.toggle('unfolded');
    $('clock-toggle').setAttribute('aria-expanded', String(open));
  });
  setInterval(tick, 100); // ms; only what changed is written
  setInterval(() => { if (state?.controls && !document.hidden) refresh(); }, 15000); // ms; the next event may change without any message
}
