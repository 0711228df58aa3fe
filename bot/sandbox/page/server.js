// Talking to the sandbox: posting what the person does, fetching the state, following its events.

import { $ } from './dom.js';
import { problem, toast } from './dialogs.js';
import { labels } from './labels.js';
import { currentChat, lang, setConnected, t, view } from './store.js';

async function post(path, body) {
  let answer;
  try {
    answer = await fetch(`/sandbox/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Loa-Sandbox': '1' }, body: JSON.stringify(body) });
  } catch {
    throw new Error(t('unreachable'));
  }
  if (answer.ok) return;
  const reason = await answer.json().then((r) => r.error, () => '');
  throw new Error(labels[lang].errors[reason] || reason || t('refused', { status: answer.status }));
}

// attempt posts, shows what went wrong as a toast, and tells whether it went well.
export async function attempt(path, body) {
  try {
    await post(path, body);
    refresh();
    return true;
  } catch (error) {
    toast(error.message, true);
    return false;
  }
}

// say sends a text as the current person to the current chat and topic; what went wrong appears above the field.
export async function say(text) {
  const chat = currentChat();
  if (!chat) return false;
  problem('');
  try {
    await post('say', { person: view.person, chat: chat.id, topic: view.topic > 0 ? view.topic : 0, text });
  } catch (error) {
    problem(error.message);
    return false;
  }
  refresh();
  return true;
}

let accept = () => {};

// connect calls onState with each new state from now on.
export function connect(onState) {
  accept = onState;
  refresh();
  listen();
}

let fetching = false;
let wanted = false;
const pause = 200; // ms between two fetches of the state: at most five per second

export async function refresh() {
  wanted = true;
  if (fetching) return;
  fetching = true;
  while (wanted) {
    wanted = false;
    try {
      const answer = await fetch('/sandbox/state', { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      accept(await answer.json());
      online(true);
    } catch (error) {
      console.error(error);
      online(false);
      setTimeout(refresh, 2000);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  fetching = false;
}

function online(yes) {
  setConnected(yes);
  $('offline').hidden = yes;
}

function listen() {
  const source = new EventSource('/sandbox/events');
  source.addEventListener('changed', refresh);
  source.onopen = refresh;
  source.onerror = () => {
    online(false);
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    setTimeout(listen, 2000);
  };
}
