// The messages of a chat.

import { hhmm, local, longDate } from './dates.js';
import { el, icon } from './dom.js';
import { choiceKey, pollNode } from './polls.js';
import { attempt } from './server.js';
import { choices, general, isMember, lang, state, t, view } from './store.js';
import { link, rich } from './text.js';

export function preview(message) {
  if (message.poll) return `${t('poll')}: ${message.poll.question}`;
  if (message.text) return message.text.replace(/\s+/g, ' ').slice(0, 120);
  if (message.photo) return t('photo');
  return message.document ? `${t('file')}: ${message.document.name}` : '';
}

// tone is one of the five colours of style.css.
export const tone = (id) => Math.abs(id) % 5;
const initial = (name) => (name.trim().split(/\s+/).at(-1)?.[0] || '?').toUpperCase(); // Vietnamese given names come last

export function inTopic(message) {
  if (view.topic === 0) return true;
  return view.topic === general ? !message.topic : message.topic === view.topic;
}

// messageItems are the rows of a chat: separators of days and messages; a message soon after one of the same sender is drawn without name.
export function messageItems(chat) {
  const items = [];
  let day = '';
  let before = null;
  for (const m of chat.messages.filter(inTopic)) {
    const at = Date.parse(m.at);
    const heading = longDate(local(at));
    if (heading !== day) {
      day = heading;
      before = null;
      items.push({ key: `day-${heading}`, sign: heading, build: () => el('li', { class: 'day' }, el('span', {}, heading)) });
    }
    const follows = before && m.from && before.from && before.from.id === m.from.id && before.topic === m.topic && at - Date.parse(before.at) < 5 * 60000;
    const mine = !!m.from && !m.from.bot && m.from.id === view.person;
    items.push({
      key: m.id,
      sign: JSON.stringify([m, follows, mine, lang, view.person, view.topic, isMember(chat), m.poll?.chosen ? state.people.length : 0, [...choices.get(choiceKey(chat, m)) || []]]),
      build: () => messageNode(chat, m, { follows, mine, at }),
    });
    before = m;
  }
  return items;
}

function messageNode(chat, m, { follows, mine, at }) {
  const topic = view.topic === 0 && m.topic ? (chat.topics || []).find((x) => x.id === m.topic) : null;
  const quoted = m.replyTo ? chat.messages.find((x) => x.id === m.replyTo) : null;
  const bot = !!m.from?.bot;
  const name = m.from?.name || '';
  return el('li', { class: `message${mine ? ' mine' : ''}${bot ? ' from-bot' : ''}${follows ? ' follows' : ''}${m.from ? '' : ' service'}`, 'data-testid': `message-${m.id}`, id: `message-${m.id}` },
    !mine && m.from && el('span', { class: `avatar ${bot ? 'bot' : `tone-${tone(m.from.id)}`}`, 'aria-hidden': 'true' }, bot ? icon('loa') : initial(name)),
    el('div', { class: 'body' },
      el('div', { class: 'bubble' },
        !mine && !follows && name && el('p', { class: 'sender' }, name, bot && el('span', { class: 'tag' }, t('bot')), topic && el('span', { class: 'tag topic' }, topic.name)),
        mine && topic && el('p', { class: 'sender' }, el('span', { class: 'tag topic' }, topic.name)),
        mine && el('span', { class: 'hidden' }, `${t('you')}: `),
        quoted && el('p', { class: 'quoted' }, el('b', {}, quoted.from?.name || ''), el('span', {}, preview(quoted))),
        m.photo && photoNode(m, name),
        m.document && documentNode(m.document),
        m.text && el('div', { class: 'text', dir: 'auto' }, ...rich(m.text, m.entities)),
        m.poll && pollNode(chat, m),
        el('p', { class: 'meta' },
          m.pinned && el('span', { class: 'mark', title: t('isPinned') }, icon('pin'), el('span', { class: 'hidden' }, t('isPinned'))),
          m.silent && el('span', { class: 'mark', title: t('isSilent') }, icon('silent'), el('span', { class: 'hidden' }, t('isSilent'))),
          m.edited && el('span', {}, t('isEdited')),
          el('time', { datetime: m.at }, hhmm(local(at))))),
      (m.buttons || []).length > 0 && el('div', { class: 'keyboard' }, ...m.buttons.map((row, r) => el('div', { class: 'keys' }, ...(row || []).map((b, c) => buttonNode(chat, m, b, r, c)))))));
}

function photoNode(m, name) {
  return el('a', { class: 'photo', href: m.photo, target: '_blank', rel: 'noopener' }, el('img', { src: m.photo, alt: t('photoFrom', { name }) }));
}

function documentNode(doc) {
  return el('a', { class: 'document', href: doc.url, download: doc.name }, el('span', { class: 'document-icon' }, icon('file')),
    el('span', {}, el('span', { class: 'document-name' }, doc.name), el('span', { class: 'document-hint' }, t('download'))));
}

function buttonNode(chat, m, button, row, column) {
  const attributes = { class: 'key', 'data-testid': `button-${m.id}-${row}-${column}` };
  if (button.url) return link(button.url, [button.text, el('span', { 'aria-hidden': 'true' }, ' ↗')], attributes);
  return el('button', {
    ...attributes, type: 'button', disabled: !isMember(chat),
    onclick: async ({ currentTarget }) => {
      currentTarget.setAttribute('aria-busy', 'true');
      await attempt('tap', { person: view.person, chat: chat.id, message: m.id, data: button.data });
      currentTarget?.removeAttribute('aria-busy');
    },
  }, button.text);
}
