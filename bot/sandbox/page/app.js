// The chat page of the rehearsal: shows /sandbox/state, follows /sandbox/events and posts what the person at the screen does.
//
// Promises kept here:
//  - what comes from the server is only ever set as text, never as HTML, and links are opened only if they are http(s);
//  - drawing is by difference (reconcile), so that scroll position, focus and what is being typed survive every refresh;
//  - nothing typed is lost: a refused message stays in the field with the reason above it.

import { drawChat, wide, wireChat } from './chat.js';
import { drawClock, wireClock } from './clock.js';
import { drawComposer, nameComposer, showCommands, wireComposer } from './composer.js';
import { drawToasts, forgetToasts, problem } from './dialogs.js';
import { $, setText } from './dom.js';
import { labels } from './labels.js';
import { drawList, drawPeople } from './list.js';
import { connect } from './server.js';
import { accept, currentChat, draw, go, isMember, isPrivate, lang, onDraw, person, privateChat, recall, remember, state, t, useLang, view } from './store.js';
import { follow } from './text.js';

// take shows a new state of the sandbox; the first one also decides where we are and in which language.
function take(fresh) {
  const first = state === null;
  accept(fresh);
  if (!first) return draw();
  setLang(recall('loa.lang', null) || state.lang || navigator.language.slice(0, 2));
  forgetToasts();
  readRoute();
  openLink();
}

// openLink follows the deep link that the address carries, as a QR code of the rehearsal does: ?start=…
function openLink() {
  const payload = new URLSearchParams(location.search).get('start');
  if (payload === null || !person()) return;
  history.replaceState(null, '', location.pathname + location.hash);
  follow({ start: payload });
}

// readRoute goes where the address says: #<person>/<chat>.
function readRoute() {
  if (!state?.people.length) return;
  const [who, where] = location.hash.slice(1).split('/').map(Number);
  view.person = person(who)?.id ?? person(recall('loa.person', 0))?.id ?? state.people[0].id;
  remember('loa.person', view.person);
  const before = view.chat;
  view.chat = where || 0;
  const open = !!currentChat();
  document.body.classList.toggle('in-chat', open);
  if (!open) { // on a wide window something is always open
    const first = state.chats.find((c) => !isPrivate(c) && isMember(c)) || privateChat(view.person);
    view.chat = wide.matches ? first.id : 0;
  }
  if (view.chat !== before) {
    view.topic = 0;
    problem('');
    showCommands(false);
  }
  draw();
}

function drawAll() {
  if (!state?.people.length) return;
  if (!person()) return readRoute();
  if (view.chat && !currentChat()) return go(view.person, 0); // the group has gone, or moved to another id
  drawPeople();
  drawChat();
  drawComposer();
  drawList();
  drawClock();
  drawToasts();
}

function setLang(code) {
  useLang(code);
  document.documentElement.lang = lang;
  document.title = t('title');
  for (const node of document.querySelectorAll('[data-label]')) setText(node, t(node.dataset.label));
  for (const node of document.querySelectorAll('[data-aria]')) node.setAttribute('aria-label', t(node.dataset.aria));
  for (const id of ['back', 'send', 'slash', 'clock-toggle']) $(id).title = $(id).getAttribute('aria-label');
  for (const each of Object.keys(labels)) $(`lang-${each}`).setAttribute('aria-pressed', String(each === lang));
  nameComposer();
}

// become changes the person and stays in the chat where that makes sense: in a group, or in the private chat as one's own.
function become(id) {
  const chat = document.body.classList.contains('in-chat') ? currentChat() : null;
  go(id, !chat ? 0 : isPrivate(chat) ? id : chat.id);
}

onDraw(drawAll);
setLang(recall('loa.lang', null) || navigator.language.slice(0, 2));
for (const code of Object.keys(labels)) {
  $(`lang-${code}`).addEventListener('click', () => { remember('loa.lang', code); setLang(code); draw(); });
}
$('person').addEventListener('change', (event) => become(Number(event.target.value)));
addEventListener('hashchange', readRoute);
document.addEventListener('visibilitychange', draw);
wide.addEventListener('change', readRoute);
wireChat();
wireComposer();
wireClock();
connect(take);
