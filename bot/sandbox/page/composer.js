// Writing: the field that never loses what was typed, and the menu of commands.

import { shown } from './chat.js';
import { $, el } from './dom.js';
import { say } from './server.js';
import { currentChat, drafts, isPrivate, state, t } from './store.js';

const commands = [['/homnay', 'homnay'], ['/lich', 'lich'], ['/help', 'help'], ['/start', 'startCommand'], ['/dangky', 'dangky']];

export function showCommands(yes) {
  $('commands').hidden = !yes;
  $('slash').setAttribute('aria-expanded', String(yes));
  if (yes) $('commands').firstElementChild.focus();
}

// choose sends a command; in a group it is addressed to the bot, as Telegram's own menu does, and as people on Zalo must.
function choose(command) {
  showCommands(false);
  $('input').focus();
  const chat = currentChat();
  if (chat?.zalo) return void say(chat.type === 'zalo_group' ? `@${chat.zalo} ${command}` : command);
  say(chat && !isPrivate(chat) && state.bot?.username ? `${command}@${state.bot.username}` : command);
}

let place = ''; // of the text in the field

// drawComposer puts the text away that belongs to the chat left, and brings back that of the chat entered.
export function drawComposer() {
  const chat = currentChat();
  $('input').placeholder = chat?.type === 'zalo_group' ? t('writeZalo', { bot: chat.zalo }) : t('write');
  if (shown === place) return;
  if (place) drafts.set(place, $('input').value);
  place = shown;
  $('input').value = drafts.get(place) || '';
  grow();
}

function grow() {
  const input = $('input');
  input.style.height = 'auto';
  input.style.height = `${Math.min(input.scrollHeight + 2, 160)}px`;
}

let sending = false;

async function submit(event) {
  event?.preventDefault();
  const text = $('input').value;
  if (!text.trim() || sending) return;
  sending = true;
  const from = place;
  if (await say(text.trim())) {
    if (place !== from) drafts.delete(from);
    else if ($('input').value === text) $('input').value = ''; // else: already typing the next one
    grow();
  }
  sending = false;
}

// nameComposer writes the labels in the current language.
export function nameComposer() {
  $('input').placeholder = t('write');
  $('commands').replaceChildren(...commands.map(([command, key]) => el('button', { type: 'button', 'data-testid': `command-${command.slice(1)}`, onclick: () => choose(command) }, el('b', {}, command), el('span', {}, t(key)))));
}

export function wireComposer() {
  $('composer').addEventListener('submit', submit);
  $('input').addEventListener('input', grow);
  $('input').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return; // 229: Telex and other input methods still composing
    submit(event);
  });
  $('slash').addEventListener('click', () => showCommands($('commands').hidden));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !$('commands').hidden) { showCommands(false); $('slash').focus(); }
  });
  document.addEventListener('click', (event) => {
    if (!$('commands').hidden && !$('commands').contains(event.target) && !$('slash').contains(event.target)) showCommands(false);
  });
}
