// What is known (the last answer of /sandbox/state) and what is shown (view). Others read; only the functions here write.

import { labels } from './labels.js';

export function recall(key, otherwise) {
  try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
}

export function remember(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private window: forget at reload */ }
}

export let state = null; // the last answer of /sandbox/state
let received = 0; // performance.now() of that answer, ms
let connected = true;
export let lang = '';
export const general = -1;
export const view = { person: 0, chat: 0, topic: 0 }; // topic: 0 all, general, or a topic's id
export const seen = recall('loa.seen', {}); // chat id → id of the newest message looked at
export const drafts = new Map(); // person/chat → text not sent yet
export const choices = new Map(); // chat/message → options ticked in a poll with several answers, not voted yet

// accept takes over an answer of /sandbox/state.
export function accept(fresh) {
  const first = state === null;
  state = { ...fresh, people: fresh.people || [], chats: (fresh.chats || []).map((c) => ({ ...c, messages: c.messages || [] })) };
  received = performance.now();
  for (const c of state.chats) { // what is there at the first look is not new; a restarted rehearsal counts from one again
    if (first && seen[c.id] === undefined) seen[c.id] = newest(c);
    if (seen[c.id] > newest(c)) seen[c.id] = newest(c);
  }
}

export function setConnected(yes) {
  connected = yes;
}

export function useLang(code) {
  lang = labels[code] ? code : 'vi';
}

export function t(key, data = {}) {
  const all = { bot: state?.bot?.name || 'Loa', ...data };
  return labels[lang][key].replace(/\{(\w+)\}/g, (_, name) => String(all[name] ?? ''));
}

export const person = (id = view.person) => state.people.find((p) => p.id === id);
export const isPrivate = (chat) => chat.type === 'private';
export const isMember = (chat, id = view.person) => isPrivate(chat) ? chat.id === id : (chat.members || []).includes(id);
export const newest = (chat) => chat.messages.reduce((max, m) => Math.max(max, m.id), 0);
export const unread = (chat) => chat.messages.filter((m) => m.id > (seen[chat.id] ?? 0) && m.from?.id !== view.person).length;

// privateChat is the person's chat with the bot, also before it was started.
export function privateChat(id) {
  return state.chats.find((c) => isPrivate(c) && c.id === id) ||
    { id, title: '', type: 'private', topics: [], members: [id], botMember: true, kind_note: '', messages: [] };
}

export function currentChat() {
  if (!state || !view.chat) return null;
  return view.chat === view.person ? privateChat(view.person) : state.chats.find((c) => c.id === view.chat && !isPrivate(c)) || null;
}

export function chatTitle(chat) {
  if (!isPrivate(chat)) return chat.title;
  return chat.id === view.person ? t('withBot') : t('withBotOf', { name: person(chat.id)?.name || chat.title });
}

// chatNote says what kind of group it is: in the server's words, otherwise by its type.
export function chatNote(chat) {
  if (isPrivate(chat)) return '';
  const kind = chat.kind_note || t(chat.forum ? 'kindForum' : chat.type === 'supergroup' ? 'kindSupergroup' : 'kindGroup');
  return chat.botMember ? kind : `${kind} · ${t('withoutBot')}`;
}

// now is the rehearsal's time, carried on from the last answer at its speed; it stands still while the connection is lost.
export function now() {
  const passed = connected ? performance.now() - received : 0;
  return Date.parse(state.now) + passed * (state.speed ?? 1);
}

let drawer = () => {};

// onDraw names the function that brings the page up to date; draw calls it.
export function onDraw(f) {
  drawer = f;
}

export function draw() {
  drawer();
}

// go opens a chat as a person (chat 0: the list); app.js follows the address.
export function go(personID, chatID) {
  const hash = `#${personID}${chatID ? `/${chatID}` : ''}`;
  if (location.hash === hash) dispatchEvent(new Event('hashchange'));
  else location.hash = hash;
}
