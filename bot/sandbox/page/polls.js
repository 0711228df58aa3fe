// Polls and quizzes: options to tap, then counts, and in a quiz what was right.

import { el } from './dom.js';
import { attempt } from './server.js';
import { choices, draw, isMember, person, t, view } from './store.js';

export const choiceKey = (chat, m) => `${view.person}/${chat.id}/${m.id}`;

export function pollNode(chat, m) {
  const p = m.poll;
  const chosen = p.chosen || {};
  const mine = chosen[view.person] || [];
  const voting = !p.closed && mine.length === 0 && isMember(chat);
  const voters = p.voters ?? Object.values(chosen).filter((list) => list.length > 0).length;
  const votes = p.options.reduce((sum, o) => sum + o.votes, 0);
  const total = p.multiple && voters ? voters : votes;
  const ticked = choices.get(choiceKey(chat, m)) || new Set();
  const kind = [t(p.quiz ? (p.anonymous ? 'quizAnonymous' : 'quizPublic') : (p.anonymous ? 'pollAnonymous' : 'pollPublic')), p.multiple && t('multiple'), p.closed && t('closed')];
  const vote = (options) => attempt('vote', { person: view.person, chat: chat.id, message: m.id, options });
  const tick = (i) => {
    if (!ticked.delete(i)) ticked.add(i);
    choices.set(choiceKey(chat, m), ticked);
    draw();
  };
  return el('div', { class: 'poll' },
    el('p', { class: 'question' }, p.question),
    el('p', { class: 'kind' }, kind.filter(Boolean).join(' · ')),
    el('ul', { class: 'options' }, ...p.options.map((o, i) => el('li', {}, voting
      ? el('button', {
        type: 'button', class: `option${p.multiple ? ' square' : ''}`, 'data-testid': `poll-${m.id}-${i}`,
        'aria-pressed': p.multiple ? String(ticked.has(i)) : null, onclick: () => (p.multiple ? tick(i) : vote([i])),
      }, el('span', { class: 'pick', 'aria-hidden': 'true' }), el('span', {}, o.text))
      : resultNode(p, m, o, i, total, mine, chosen)))),
    voting && p.multiple && el('button', { type: 'button', class: 'primary vote', 'data-testid': `vote-${m.id}`, disabled: ticked.size === 0, onclick: () => vote([...ticked].sort((a, b) => a - b)) }, t('vote')),
    mine.length > 0 && !p.quiz && !p.closed && el('button', { type: 'button', class: 'quiet', 'data-testid': `retract-${m.id}`, onclick: () => vote([]) }, t('retract')),
    !voting && p.quiz && p.explanation && el('p', { class: 'explanation' }, p.explanation),
    el('p', { class: 'kind' }, total === 0 ? t('noVotes') : t(p.multiple && !voters ? 'votes' : 'answers', { n: total })));
}

function resultNode(p, m, option, i, total, mine, chosen) {
  const percent = total ? Math.round(option.votes * 100 / total) : 0;
  const right = p.quiz && [].concat(p.correct ?? []).includes(i);
  const picked = mine.includes(i);
  const names = p.anonymous ? [] : Object.entries(chosen).filter(([, list]) => list.includes(i)).map(([id]) => person(Number(id))?.name).filter(Boolean);
  const mark = p.quiz && picked && !right ? '✗' : right || picked ? '✓' : '';
  const said = [right && t('right'), p.quiz && picked && !right && t('wrong'), picked && t('yourChoice')].filter(Boolean).join(', ');
  const bar = el('span', { class: 'bar', 'aria-hidden': 'true' }, el('span', {}));
  bar.firstChild.style.width = `${percent}%`;
  return el('div', { class: `result${right ? ' right' : ''}${p.quiz && picked && !right ? ' wrong' : ''}${picked ? ' picked' : ''}`, 'data-testid': `poll-${m.id}-${i}` },
    el('span', { class: 'percent' }, `${percent}%`),
    el('span', { class: 'result-text' },
      el('span', {}, mark && el('b', { class: 'verdict', 'aria-hidden': 'true' }, `${mark} `), option.text, said && el('span', { class: 'said' }, ` (${said})`)),
      bar,
      names.length > 0 && el('span', { class: 'names' }, names.slice(0, 4).join(', '), names.length > 4 && ` ${t('andMore', { n: names.length - 4 })}`)),
    el('span', { class: 'count' }, String(option.votes)));
}
