// What appears over the chat: the bot's answers to taps, what went wrong, and questions.

import { $, el, setText } from './dom.js';
import { state, t, view } from './store.js';

const toldToasts = new Set();

// forgetToasts takes what is there at the first look for told.
export function forgetToasts() {
  for (const x of state.toasts || []) toldToasts.add(x.id);
}

export function drawToasts() {
  for (const x of state.toasts || []) {
    if (toldToasts.has(x.id)) continue;
    toldToasts.add(x.id);
    if (x.person !== view.person || !x.text) continue;
    if (x.alert) ask(x.text, [{ text: t('ok'), value: true, primary: true }], 'toast');
    else toast(x.text, false);
  }
}

export function toast(text, error) {
  const node = el('p', { class: `toast${error ? ' error' : ''}`, 'data-testid': 'toast' }, text);
  $('toasts').append(node);
  while ($('toasts').children.length > 3) $('toasts').firstElementChild.remove();
  setTimeout(() => node.remove(), error ? 9000 : 5000);
}

let asking = Promise.resolve();

// ask shows a dialog, one after the other, and resolves to the value of the button pressed (undefined for Escape).
export function ask(text, answers, testid = 'dialog-text') {
  const shownDialog = asking.then(() => new Promise((resolve) => {
    const dialog = $('dialog');
    let answer;
    setText($('dialog-text'), text);
    $('dialog-text').dataset.testid = testid;
    $('dialog-actions').replaceChildren(...answers.map((a, i) => el('button', {
      type: 'button', class: a.primary ? 'primary' : null, autofocus: !!a.primary, 'data-testid': `dialog-${i}`, onclick: () => { answer = a.value; dialog.close(); },
    }, a.text)));
    dialog.addEventListener('close', () => resolve(answer), { once: true });
    dialog.showModal();
  }));
  asking = shownDialog;
  return shownDialog;
}

// problem shows what went wrong above the field; an empty text takes it away.
export function problem(text) {
  setText($('problem'), text);
  $('problem').hidden = !text;
}
