// The list of chats, and the people one may be.

import { stamp } from './dates.js';
import { $, el, icon, reconcile, signatures } from './dom.js';
import { preview, tone } from './messages.js';
import { chatNote, chatTitle, go, isMember, isPrivate, lang, person, privateChat, state, t, unread, view } from './store.js';

function chatItem(chat, others) {
  const last = chat.messages.at(-1);
  const count = unread(chat);
  const name = chatTitle(chat);
  const line = last ? `${last.from && last.from.id === view.person ? `${t('you')}: ` : ''}${preview(last)}` : t('noMessage');
  const when = last ? stamp(Date.parse(last.at)) : '';
  const current = view.chat === chat.id;
  const note = others ? t('otherPrivateNote') : chatNote(chat);
  return {
    key: chat.id,
    sign: JSON.stringify([name, note, line, when, count, current, lang, others, view.person, chat.botMember]),
    build: () => el('li', {},
      el('button', {
        type: 'button', class: `chat-item${current ? ' current' : ''}`, 'data-testid': `chat-${chat.id}`,
        'aria-current': current ? 'true' : null, onclick: () => go(others ? chat.id : view.person, chat.id),
      },
      chat.type === 'private' ? el('span', { class: 'avatar bot', 'aria-hidden': 'true' }, icon('loa')) : el('span', { class: `avatar tone-${tone(chat.id)}`, 'aria-hidden': 'true' }, icon('group')),
      el('span', { class: 'chat-item-text' },
        el('span', { class: 'chat-item-top' }, el('span', { class: 'chat-item-title' }, name), el('time', {}, when)),
        note && el('span', { class: 'chat-item-note' }, note),
        el('span', { class: 'chat-item-last' }, line)),
      count > 0 && el('span', { class: 'dot' }, el('span', { 'aria-hidden': 'true' }, count > 99 ? '99+' : String(count)), el('span', { class: 'hidden' }, t('unread', { n: count }))))),
  };
}

export function drawList() {
  const me = person();
  const groups = state.chats.filter((c) => !isPrivate(c));
  const mine = groups.filter((c) => isMember(c));
  const sections = [
    ['groups', mine, false],
    ['privateChat', [privateChat(me.id)], false],
    ['otherGroups', groups.filter((c) => !isMember(c)), false],
    ['otherPrivate', state.chats.filter((c) => isPrivate(c) && c.id !== me.id && c.messages.length > 0), true],
  ].filter(([key, chats]) => key === 'groups' || chats.length > 0);
  reconcile($('chats'), sections.map(([key]) => ({
    key, sign: JSON.stringify([lang, me.name, key === 'groups' && mine.length > 0]),
    build: () => el('section', {}, el('h2', { id: `list-${key}` }, t(key, { name: me.name })),
      key === 'groups' && mine.length === 0 && el('p', { class: 'lonely' }, t('inNoGroup', { name: me.name })),
      el('ul', { 'aria-labelledby': `list-${key}` })),
  })));
  sections.forEach(([, chats, others], i) => reconcile($('chats').children[i].querySelector('ul'), chats.map((c) => chatItem(c, others))));
}

export function drawPeople() {
  const select = $('person');
  const sign = JSON.stringify(state.people);
  if (signatures.get(select) !== sign) {
    signatures.set(select, sign);
    select.replaceChildren(...state.people.map((p) => el('option', { value: p.id }, p.name)));
  }
  if (select.value !== String(view.person)) select.value = String(view.person);
}
