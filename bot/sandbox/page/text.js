// Texts with entities (Bot API, MessageEntity), links and commands in them.

import { ask, toast } from './dialogs.js';
import { el } from './dom.js';
import { attempt, say } from './server.js';
import { go, isMember, isPrivate, person, state, t, view } from './store.js';

const wrappers = {
  bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote', spoiler: 'span', text_mention: 'b',
};

const blocks = new Set(['pre', 'blockquote', 'expandable_blockquote']);

// What Telegram's clients make tappable without an entity: addresses and commands ("và/hoặc" and "7/5" are none).
const tappable = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])|(?<![\p{L}\p{N}/_:.<])(\/[a-z][a-z0-9_]{0,31}(?:@\w+)?)(?![\p{L}\p{N}/])/gu;

// rich turns a text and its entities (offsets in UTF-16 units, which JavaScript's strings count too) into nodes.
export function rich(text, entities) {
  const sorted = (entities || []).filter((e) => e.length > 0).sort((a, b) => a.offset - b.offset || b.length - a.length);
  const build = (from, to, inner, linked) => {
    const nodes = [];
    let at = from;
    for (let i = 0; i < inner.length;) {
      const e = inner[i];
      const start = Math.max(e.offset, at);
      const end = Math.min(e.offset + e.length, to);
      let next = i + 1;
      while (next < inner.length && inner[next].offset < end) next++;
      if (start < end) {
        nodes.push(...plain(text.slice(at, start), linked));
        nodes.push(wrap(e, text.slice(start, end), (inside) => build(start, end, inner.slice(i + 1, next), inside || linked)));
        at = end;
        if (blocks.has(e.type) && text[at] === '\n') at++; // the block already ends the line
      }
      i = next;
    }
    nodes.push(...plain(text.slice(at, to), linked));
    return nodes;
  };
  return build(0, text.length, sorted, false);
}

function wrap(entity, text, children) {
  if (entity.type === 'text_link') return link(entity.url, children(true));
  if (entity.type === 'url') return link(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`, children(true));
  if (entity.type === 'bot_command') return commandLink(text);
  const tag = wrappers[entity.type];
  return el(tag || 'span', { class: tag ? null : 'entity' }, ...children(tag === 'pre' || tag === 'code'));
}

function plain(text, linked) {
  if (!text) return [];
  if (linked) return [text];
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(tappable)) {
    nodes.push(text.slice(at, match.index), match[1] ? link(match[1], [match[1]]) : commandLink(match[2]));
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((n) => n !== '');
}

function commandLink(command) {
  return el('button', { type: 'button', class: 'inline-command', onclick: () => say(command) }, command);
}

export function link(url, children, attributes = {}) {
  const deep = deepLink(url);
  if (deep) return el('a', { ...attributes, href: '#', onclick: (event) => { event.preventDefault(); follow(deep); } }, ...children);
  if (!/^https?:\/\//i.test(url || '')) return el('span', attributes, ...children);
  return el('a', { ...attributes, href: url, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

// deepLink recognises t.me/<our bot>?start=… and ?startgroup=…, which stay inside the rehearsal.
function deepLink(url) {
  let parsed;
  try { parsed = new URL(url); } catch { return null; }
  if (!['t.me', 'telegram.me'].includes(parsed.hostname)) return null;
  if (parsed.pathname.slice(1).toLowerCase() !== (state.bot?.username || '').toLowerCase()) return null;
  const group = parsed.searchParams.get('startgroup');
  return group === null ? { start: parsed.searchParams.get('start') || '' } : { group };
}

export async function follow(deep) {
  if (deep.group === undefined) {
    go(view.person, view.person);
    await attempt('say', { person: view.person, chat: view.person, topic: 0, text: `/start ${deep.start}`.trim() });
    return;
  }
  const mine = state.chats.filter((c) => !isPrivate(c) && isMember(c));
  if (!mine.length) return toast(t('noGroupToAdd', { name: person().name }), true);
  const chosen = await ask(t('startGroup'), [...mine.map((c) => ({ text: c.title, value: c.id })), { text: t('cancel'), value: 0 }]);
  if (!chosen) return;
  const group = mine.find((c) => c.id === chosen);
  go(view.person, chosen);
  if (!group.botMember && !(await attempt('addbot', { person: view.person, chat: chosen }))) return;
  if (deep.group) await attempt('say', { person: view.person, chat: chosen, topic: 0, text: `/start@${state.bot.username} ${deep.group}` });
}
