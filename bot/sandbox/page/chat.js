// The chosen chat: head, topics, pinned message, messages, and what stands between the person and writing.

import { ask } from './dialogs.js';
import { $, el, reconcile, setText } from './dom.js';
import { inTopic, messageItems, preview } from './messages.js';
import { attempt } from './server.js';
import { chatNote, chatTitle, currentChat, draw, general, go, isMember, isPrivate, lang, newest, person, remember, seen, t, view } from './store.js';

export const wide = matchMedia('(min-width: 721px)'); // as in style.css: list and chat side by side

let sticky = true; // the newest message is in sight and shall stay so
export let shown = ''; // chat, person and topic that the message list shows
let newestShown = 0;
let pinnedIndex = 0;

function toBottom() {
  $('scroll').scrollTop = $('scroll').scrollHeight;
}

export function drawChat() {
  const chat = currentChat();
  $('open').hidden = !chat;
  $('nothing').hidden = !!chat;
  if (!chat) { shown = ''; return; }

  const names = isPrivate(chat) ? [] : [chatNote(chat), t('people', { n: (chat.members || []).length })];
  setText($('chat-title'), chatTitle(chat));
  setText($('chat-note'), isPrivate(chat) ? person().name : names.filter(Boolean).join(' · '));
  $('remove').hidden = isPrivate(chat) || !!chat.zalo || !chat.botMember || !isMember(chat);
  drawTopics(chat);
  drawPinned(chat);

  const place = `${view.person}/${chat.id}/${view.topic}`;
  const moved = place !== shown;
  if (moved) {
    $('messages').replaceChildren();
    shown = place;
    pinnedIndex = 0;
  }
  const items = messageItems(chat);
  if (items.length === 0) items.push({ key: 'empty', sign: lang, build: () => el('li', { class: 'empty' }, t('noMessages')) });
  reconcile($('messages'), items);

  const last = newest(chat);
  const wrote = chat.messages.some((m) => m.id > newestShown && m.from?.id === view.person);
  if (moved || sticky || wrote) {
    toBottom();
    sticky = true;
    $('newer').hidden = true;
  } else if (last > newestShown) {
    $('newer').hidden = false;
  }
  if (!moved) announce(chat, newestShown);
  newestShown = last;
  if (inSight()) look(chat, last);
  drawNotice(chat);
}

const inSight = () => !document.hidden && (wide.matches || document.body.classList.contains('in-chat'));

function look(chat, last) {
  if (seen[chat.id] === last) return;
  seen[chat.id] = last;
  remember('loa.seen', seen);
}

function announce(chat, after) {
  const fresh = chat.messages.filter((m) => m.id > after && inTopic(m) && m.from?.id !== view.person);
  if (fresh.length === 0) return;
  const m = fresh.at(-1);
  setText($('announcer'), `${fresh.length > 1 ? `${t('unread', { n: fresh.length })}. ` : ''}${m.from?.name || ''}: ${preview(m)}`);
}

function drawTopics(chat) {
  const row = $('topics');
  row.hidden = !chat.forum;
  if (!chat.forum) return;
  const tabs = [{ id: 0, name: t('allTopics') }, { id: general, name: t('generalTopic') }, ...(chat.topics || [])];
  reconcile(row, tabs.map((x) => ({
    key: x.id, sign: JSON.stringify([x.name, x.id === view.topic]),
    build: () => el('button', { type: 'button', class: 'tab', 'data-testid': `topic-${x.id}`, 'aria-pressed': String(x.id === view.topic), onclick: () => { view.topic = x.id; draw(); } }, x.name),
  })));
}

const pinnedOf = (chat) => chat.messages.filter((m) => m.pinned && inTopic(m)).reverse(); // newest first, as in Telegram

function drawPinned(chat) {
  const list = pinnedOf(chat);
  $('pinned').hidden = list.length === 0;
  if (list.length === 0) return;
  pinnedIndex %= list.length;
  setText($('pinned-label'), list.length > 1 ? t('pinnedOf', { i: pinnedIndex + 1, n: list.length }) : t('pinned'));
  setText($('pinned-text'), preview(list[pinnedIndex]));
}

function showPinned() {
  const chat = currentChat();
  const list = pinnedOf(chat);
  if (list.length === 0) return;
  const node = $(`message-${list[pinnedIndex].id}`);
  sticky = false;
  if (node) {
    $('scroll').scrollTop = node.offsetTop - 24; // not scrollIntoView, which may move the page too
    node.classList.remove('found');
    void node.offsetWidth; // restarts the animation
    node.classList.add('found');
  }
  pinnedIndex = (pinnedIndex + 1) % list.length;
  drawPinned(chat);
}

// drawNotice says what stands between the person and the chat: not started, not a member, or no bot here.
function drawNotice(chat) {
  const member = isMember(chat);
  const fresh = isPrivate(chat) && !chat.messages.some((m) => m.from?.id === view.person);
  const kind = fresh ? 'start' : !member ? 'outside' : !isPrivate(chat) && !chat.botMember ? 'add' : '';
  $('composer').hidden = fresh || !member;
  $('notice').hidden = !kind;
  const builders = {
    start: () => el('div', {}, el('p', {}, t('startNote')), el('button', { type: 'button', class: 'primary wide', 'data-testid': 'start-button', onclick: () => attempt('start', { person: view.person }) }, t('start'))),
    add: () => el('div', {}, el('p', {}, t('addBotNote')), el('button', { type: 'button', class: 'primary', 'data-testid': 'bot-add', onclick: () => attempt('addbot', { person: view.person, chat: chat.id }) }, t('addBot'))),
    outside: () => el('div', {}, el('p', {}, t('notMember', { name: person().name })), el('p', { class: 'stand-ins' }, ...(chat.members || []).map((id) => person(id)).filter(Boolean).slice(0, 4).map((p) => el('button', { type: 'button', onclick: () => go(p.id, chat.id) }, p.name)))),
  };
  reconcile($('notice'), kind ? [{ key: kind, sign: JSON.stringify([lang, chat.id, view.person, chat.members]), build: builders[kind] }] : []);
}

export function wireChat() {
  const box = $('scroll');
  box.addEventListener('scroll', () => {
    sticky = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
    if (sticky) $('newer').hidden = true;
  }, { passive: true });
  box.addEventListener('load', () => { if (sticky) toBottom(); }, true); // a photo has come and takes its room
  new ResizeObserver(() => { if (sticky) toBottom(); }).observe(box);
  $('newer').addEventListener('click', toBottom);
  $('pinned').addEventListener('click', showPinned);
  $('back').addEventListener('click', () => go(view.person, 0));
  $('remove').addEventListener('click', async () => {
    const chat = currentChat();
    const sure = await ask(t('removeSure', { group: chat.title }), [{ text: t('cancel'), value: false }, { text: t('remove'), value: true, primary: true }]);
    if (sure) attempt('removebot', { person: view.person, chat: chat.id });
  });
}
