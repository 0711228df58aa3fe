// The chat page of the rehearsal: shows /sandbox/state, follows /sandbox/events and posts what the person at the screen does.
//
// Promises kept here:
//  - what comes from the server is only ever set as text, never as HTML, and links are opened only if they are http(s);
//  - drawing is by difference (reconcile), so that scroll position, focus and what is being typed survive every refresh;
//  - nothing typed is lost: a refused message stays in the field with the reason above it.

// ---------------------------------------------------------------- Labels

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n) => String(n).padStart(2, '0');

const labels = {
  vi: {
    title: 'Loa – chạy thử',
    tagline: 'chạy thử',
    rehearsal: 'Chạy thử trên máy này – không có tin nào gửi ra ngoài',
    offline: 'Mất kết nối với chương trình – đang thử lại…',
    unreachable: 'Không gửi được: mất kết nối với chương trình. Nội dung vẫn còn ở đây.',
    refused: 'Không thực hiện được (mã {status}).',
    language: 'Ngôn ngữ',
    youAre: 'Bạn là',
    inNoGroup: '{name} chưa ở trong nhóm nào.',
    chats: 'Các cuộc trò chuyện',
    groups: 'Nhóm của {name}',
    privateChat: 'Chat riêng',
    withBot: 'Chat riêng với {bot}',
    withBotOf: '{bot} và {name}',
    otherGroups: 'Nhóm khác (chỉ xem)',
    otherPrivate: 'Chat riêng của người khác',
    otherPrivateNote: 'Bấm để đóng vai người này',
    people: '{n} người',
    topics: 'Chủ đề',
    allTopics: 'Tất cả',
    generalTopic: 'Chung',
    messages: 'Tin nhắn',
    noMessages: 'Chưa có tin nhắn nào.',
    noMessage: 'Chưa có tin nhắn',
    chooseChat: 'Chọn một cuộc trò chuyện để xem.',
    unread: '{n} tin mới',
    newer: 'Tin mới',
    back: 'Về danh sách',
    pinned: 'Tin ghim',
    pinnedOf: 'Tin ghim {i}/{n}',
    isPinned: 'đã ghim',
    isEdited: 'đã sửa',
    isSilent: 'gửi không chuông',
    bot: 'bot',
    you: 'Bạn',
    photo: 'Ảnh',
    photoFrom: 'Ảnh do {name} gửi',
    file: 'Tệp',
    download: 'Tải về',
    write: 'Viết tin nhắn…',
    writeCommand: 'Viết tin nhắn hoặc lệnh, ví dụ /homnay',
    send: 'Gửi',
    commands: 'Các lệnh',
    homnay: 'Hôm nay có gì',
    lich: 'Lịch những ngày tới',
    help: 'Hướng dẫn',
    startCommand: 'Bắt đầu',
    dangky: 'Gắn nhóm này với đơn vị',
    start: 'Bắt đầu',
    startNote: 'Bot không tự nhắn trước được: bấm “Bắt đầu” để mở chat riêng với {bot}.',
    addBot: 'Thêm {bot} vào nhóm',
    addBotNote: '{bot} chưa ở trong nhóm này.',
    removeBot: 'Gỡ {bot}',
    removeSure: 'Gỡ {bot} khỏi nhóm “{group}”? Nhóm sẽ không nhận tin nữa.',
    remove: 'Gỡ',
    cancel: 'Thôi',
    ok: 'OK',
    notMember: '{name} không ở trong nhóm này nên chỉ xem được. Đóng vai:',
    startGroup: 'Thêm {bot} vào nhóm nào?',
    noGroupToAdd: '{name} chưa ở trong nhóm nào để thêm {bot}.',
    poll: 'Bình chọn',
    pollAnonymous: 'Bình chọn ẩn danh',
    pollPublic: 'Bình chọn công khai',
    quizAnonymous: 'Câu đố ẩn danh',
    quizPublic: 'Câu đố, hiện tên người trả lời',
    multiple: 'chọn nhiều',
    closed: 'đã đóng',
    vote: 'Bỏ phiếu',
    votes: '{n} phiếu',
    answers: '{n} người trả lời',
    noVotes: 'Chưa có ai trả lời',
    right: 'đáp án đúng',
    wrong: 'chưa đúng',
    yourChoice: 'bạn chọn',
    andMore: 'và {n} người nữa',
    clock: 'Đồng hồ của buổi chạy thử',
    speed: 'Tốc độ',
    paused: 'Tạm dừng',
    next: 'Kế tiếp: {when} – {what}',
    nextIn: 'còn {left}',
    noNext: 'Chưa có sự kiện nào đang chờ.',
    toNext: 'Đến sự kiện kế tiếp',
    adjust: 'Chỉnh đồng hồ',
    jumpTo: 'Chuyển tới ngày giờ (giờ Việt Nam)',
    jump: 'Chuyển',
    days: '{n} ngày', hours: '{n} giờ', minutes: '{n} phút', soon: 'chưa đến 1 phút',
    guide: 'Thử thế nào',
    guide1: 'Chọn người bạn muốn đóng vai ở ô “Bạn là”, rồi mở một nhóm.',
    guide2: 'Bấm “Đến sự kiện kế tiếp”: đồng hồ nhảy tới lúc đó và Loa tự đăng bài.',
    guide3: 'Gõ /homnay hoặc /lich trong nhóm, bấm các nút, trả lời câu đố.',
    guide4: 'Mở chat riêng với Loa để xem những gì Loa chỉ nói với một người.',
    weekdays: ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
    inText: (weekday) => weekday[0].toLowerCase() + weekday.slice(1),
    date: (d) => `${two(d.day)}/${two(d.month)}/${d.year}`,
    shortDate: (d) => `${two(d.day)}/${two(d.month)}`,
  },
  en: {
    title: 'Loa – rehearsal',
    tagline: 'rehearsal',
    rehearsal: 'A rehearsal on this computer – no message leaves it',
    offline: 'Connection to the program lost – trying again…',
    unreachable: 'Not sent: the connection to the program is lost. Your text is still here.',
    refused: 'That did not work (status {status}).',
    language: 'Language',
    youAre: 'You are',
    inNoGroup: '{name} is in no group yet.',
    chats: 'Chats',
    groups: 'Groups of {name}',
    privateChat: 'Private chat',
    withBot: 'Private chat with {bot}',
    withBotOf: '{bot} and {name}',
    otherGroups: 'Other groups (view only)',
    otherPrivate: 'Other people’s private chats',
    otherPrivateNote: 'Open to become this person',
    people: '{n} people',
    topics: 'Topics',
    allTopics: 'All',
    generalTopic: 'General',
    messages: 'Messages',
    noMessages: 'No messages yet.',
    noMessage: 'No messages yet',
    chooseChat: 'Choose a chat to read.',
    unread: '{n} new',
    newer: 'New messages',
    back: 'Back to the list',
    pinned: 'Pinned message',
    pinnedOf: 'Pinned message {i}/{n}',
    isPinned: 'pinned',
    isEdited: 'edited',
    isSilent: 'sent without sound',
    bot: 'bot',
    you: 'You',
    photo: 'Photo',
    photoFrom: 'Photo sent by {name}',
    file: 'File',
    download: 'Download',
    write: 'Write a message…',
    writeCommand: 'Write a message or a command such as /homnay',
    send: 'Send',
    commands: 'Commands',
    homnay: 'What is on today',
    lich: 'Calendar of the coming days',
    help: 'Help',
    startCommand: 'Start',
    dangky: 'Bind this group to a unit',
    start: 'Start',
    startNote: 'A bot cannot write first: press “Start” to open your private chat with {bot}.',
    addBot: 'Add {bot} to the group',
    addBotNote: '{bot} is not in this group yet.',
    removeBot: 'Remove {bot}',
    removeSure: 'Remove {bot} from “{group}”? The group will get no more posts.',
    remove: 'Remove',
    cancel: 'Cancel',
    ok: 'OK',
    notMember: '{name} is not in this group and can only look on. Become:',
    startGroup: 'Add {bot} to which group?',
    noGroupToAdd: '{name} is in no group to add {bot} to.',
    poll: 'Poll',
    pollAnonymous: 'Anonymous poll',
    pollPublic: 'Public poll',
    quizAnonymous: 'Anonymous quiz',
    quizPublic: 'Quiz, names are shown',
    multiple: 'several answers',
    closed: 'closed',
    vote: 'Vote',
    votes: '{n} votes',
    answers: '{n} answered',
    noVotes: 'Nobody has answered yet',
    right: 'right answer',
    wrong: 'not right',
    yourChoice: 'your choice',
    andMore: 'and {n} more',
    clock: 'Clock of the rehearsal',
    speed: 'Speed',
    paused: 'Pause',
    next: 'Next: {when} – {what}',
    nextIn: 'in {left}',
    noNext: 'Nothing is waiting yet.',
    toNext: 'Go to the next event',
    adjust: 'Adjust the clock',
    jumpTo: 'Go to date and time (Viet Nam)',
    jump: 'Go',
    days: '{n} d', hours: '{n} h', minutes: '{n} min', soon: 'less than a minute',
    guide: 'How to try it',
    guide1: 'Choose whom you want to be at “You are”, then open a group.',
    guide2: 'Press “Go to the next event”: the clock jumps there and Loa posts by itself.',
    guide3: 'Type /homnay or /lich in a group, press the buttons, answer the quiz.',
    guide4: 'Open the private chat with Loa to see what it tells one person only.',
    weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
    inText: (weekday) => weekday,
    date: (d) => `${d.day} ${months[d.month - 1]} ${d.year}`,
    shortDate: (d) => `${d.day} ${months[d.month - 1]}`,
  },
};

const commands = [['/homnay', 'homnay'], ['/lich', 'lich'], ['/help', 'help'], ['/start', 'startCommand'], ['/dangky', 'dangky']];
const speeds = [0, 1, 60, 600];

// ---------------------------------------------------------------- What is known and what is shown

let state = null; // the last answer of /sandbox/state
let received = 0; // performance.now() of that answer, ms
let connected = true;
let lang = '';
const view = { person: 0, chat: 0, topic: 0 }; // topic: 0 all, general, or a topic's id
const general = -1;
const seen = recall('loa.seen', {}); // chat id → id of the newest message looked at
const drafts = new Map(); // person/chat → text not sent yet
const choices = new Map(); // chat/message → options ticked in a poll with several answers, not voted yet
const toldToasts = new Set();
const wide = matchMedia('(min-width: 721px)'); // as in style.css: list and chat side by side

const $ = (id) => document.getElementById(id);

function t(key, data = {}) {
  const all = { bot: state?.bot?.name || 'Loa', ...data };
  return labels[lang][key].replace(/\{(\w+)\}/g, (_, name) => String(all[name] ?? ''));
}

function recall(key, otherwise) {
  try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
}

function remember(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private window: forget at reload */ }
}

const person = (id = view.person) => state.people.find((p) => p.id === id);
const isPrivate = (chat) => chat.type === 'private';
const isMember = (chat, id = view.person) => isPrivate(chat) ? chat.id === id : (chat.members || []).includes(id);
const newest = (chat) => chat.messages.reduce((max, m) => Math.max(max, m.id), 0);
const unread = (chat) => chat.messages.filter((m) => m.id > (seen[chat.id] ?? 0) && m.from?.id !== view.person).length;

// privateChat is the person's chat with the bot, also before it was started.
function privateChat(id) {
  return state.chats.find((c) => isPrivate(c) && c.id === id) ||
    { id, title: '', type: 'private', topics: [], members: [id], botMember: true, kind_note: '', messages: [] };
}

function currentChat() {
  if (!state || !view.chat) return null;
  return view.chat === view.person ? privateChat(view.person) : state.chats.find((c) => c.id === view.chat && !isPrivate(c)) || null;
}

function chatTitle(chat) {
  if (!isPrivate(chat)) return chat.title;
  return chat.id === view.person ? t('withBot') : t('withBotOf', { name: person(chat.id)?.name || chat.title });
}

// ---------------------------------------------------------------- DOM helpers

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== false && c !== ''));
  return node;
}

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const signatures = new WeakMap();

// reconcile makes parent's children the given items ({key, sign, build}), touching only those whose sign changed.
function reconcile(parent, items) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = String(item.key);
    const before = old.get(key);
    old.delete(key);
    if (before && signatures.get(before) === item.sign) {
      if (before === place) place = place.nextElementSibling;
      else parent.insertBefore(before, place);
      continue;
    }
    const node = item.build();
    node.dataset.key = key;
    signatures.set(node, item.sign);
    if (!before) {
      parent.insertBefore(node, place);
      continue;
    }
    const focused = before.contains(document.activeElement) && document.activeElement.dataset.testid;
    if (before === place) place = place.nextElementSibling;
    before.remove();
    parent.insertBefore(node, place);
    if (focused) (node.dataset.testid === focused ? node : node.querySelector(`[data-testid="${CSS.escape(focused)}"]`))?.focus({ preventScroll: true });
  }
  for (const node of old.values()) node.remove();
}

// ---------------------------------------------------------------- Dates, always in Asia/Ho_Chi_Minh

const offset = 7 * 3600 * 1000; // UTC+7 since 1975, no summer time

function local(ms) {
  const d = new Date(ms + offset);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(), weekday: d.getUTCDay(), hour: d.getUTCHours(), minute: d.getUTCMinutes(), second: d.getUTCSeconds() };
}

const hhmm = (d) => `${two(d.hour)}:${two(d.minute)}`;
const date = (d) => labels[lang].date(d);
const longDate = (d) => `${labels[lang].weekdays[d.weekday]}, ${date(d)}`;
const moment = (d) => `${hhmm(d)} ${labels[lang].inText(labels[lang].weekdays[d.weekday])} ${date(d)}`;

function span(ms) {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return t('soon');
  const parts = [['days', Math.floor(minutes / 1440)], ['hours', Math.floor(minutes / 60) % 24], ['minutes', minutes % 60]];
  return parts.filter(([, n]) => n > 0).slice(0, 2).map(([key, n]) => t(key, { n })).join(' ');
}

// now is the rehearsal's time, carried on from the last answer at its speed; it stands still while the connection is lost.
function now() {
  const passed = connected ? performance.now() - received : 0;
  return Date.parse(state.now) + passed * (state.speed ?? 1);
}

// ---------------------------------------------------------------- Text with entities

const wrappers = {
  bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote', spoiler: 'span', text_mention: 'b',
};
const blocks = new Set(['pre', 'blockquote', 'expandable_blockquote']);

// What Telegram's clients make tappable without an entity: addresses and commands ("và/hoặc" and "7/5" are none).
const tappable = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])|(?<![\p{L}\p{N}/_:.<])(\/[a-z][a-z0-9_]{0,31}(?:@\w+)?)(?![\p{L}\p{N}/])/gu;

// rich turns a text and its entities (offsets in UTF-16 units, which JavaScript's strings count too) into nodes.
function rich(text, entities) {
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

function link(url, children, attributes = {}) {
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

async function follow(deep) {
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

// ---------------------------------------------------------------- The list of chats

function preview(message) {
  if (message.poll) return `${t('poll')}: ${message.poll.question}`;
  if (message.text) return message.text.replace(/\s+/g, ' ').slice(0, 120);
  if (message.photo) return t('photo');
  return message.document ? `${t('file')}: ${message.document.name}` : '';
}

function chatItem(chat, others) {
  const last = chat.messages.at(-1);
  const count = unread(chat);
  const name = chatTitle(chat);
  const line = last ? `${last.from && last.from.id === view.person ? `${t('you')}: ` : ''}${preview(last)}` : t('noMessage');
  const when = last ? stamp(Date.parse(last.at)) : '';
  const current = view.chat === chat.id;
  const note = others ? t('otherPrivateNote') : chat.kind_note;
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

// stamp is the time for a message of today, the date for an older one.
function stamp(ms) {
  const [d, today] = [local(ms), local(now())];
  return date(d) === date(today) ? hhmm(d) : labels[lang].shortDate(d);
}

const tone = (id) => Math.abs(id) % 5;

function drawList() {
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

function drawPeople() {
  const select = $('person');
  const sign = JSON.stringify(state.people);
  if (signatures.get(select) !== sign) {
    signatures.set(select, sign);
    select.replaceChildren(...state.people.map((p) => el('option', { value: p.id }, p.name)));
  }
  if (select.value !== String(view.person)) select.value = String(view.person);
}

// ---------------------------------------------------------------- Messages

function inTopic(message) {
  if (view.topic === 0) return true;
  return view.topic === general ? !message.topic : message.topic === view.topic;
}

// messageItems are the rows of a chat: separators of days and messages; a message soon after one of the same sender is drawn without name.
function messageItems(chat) {
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
  const bot = !!m.from?.bot;
  const name = m.from?.name || '';
  return el('li', { class: `message${mine ? ' mine' : ''}${bot ? ' from-bot' : ''}${follows ? ' follows' : ''}${m.from ? '' : ' service'}`, 'data-testid': `message-${m.id}`, id: `message-${m.id}` },
    !mine && m.from && el('span', { class: `avatar ${bot ? 'bot' : `tone-${tone(m.from.id)}`}`, 'aria-hidden': 'true' }, bot ? icon('loa') : initial(name)),
    el('div', { class: 'body' },
      el('div', { class: 'bubble' },
        !mine && !follows && name && el('p', { class: 'sender' }, name, bot && el('span', { class: 'tag' }, t('bot')), topic && el('span', { class: 'tag topic' }, topic.name)),
        mine && topic && el('p', { class: 'sender' }, el('span', { class: 'tag topic' }, topic.name)),
        mine && el('span', { class: 'hidden' }, `${t('you')}: `),
        m.photo && photoNode(m, name),
        m.document && documentNode(m.document),
        m.text && el('div', { class: 'text', dir: 'auto' }, ...rich(m.text, m.entities)),
        m.poll && pollNode(chat, m),
        el('p', { class: 'meta' },
          m.pinned && el('span', { class: 'mark', title: t('isPinned') }, icon('pin'), el('span', { class: 'hidden' }, t('isPinned'))),
          m.silent && el('span', { class: 'mark', title: t('isSilent') }, icon('silent'), el('span', { class: 'hidden' }, t('isSilent'))),
          m.edited && el('span', {}, t('isEdited')),
          el('time', { datetime: m.at }, hhmm(local(at))))),
      (m.buttons || []).length > 0 && el('div', { class: 'keyboard' }, ...m.buttons.map((row, r) => el('div', { class: 'keys' }, ...row.map((b, c) => buttonNode(chat, m, b, r, c)))))));
}

const initial = (name) => (name.trim().split(/\s+/).at(-1)?.[0] || '?').toUpperCase(); // Vietnamese given names come last

function photoNode(m, name) {
  const image = el('img', { src: m.photo, alt: t('photoFrom', { name }), loading: 'eager' });
  image.addEventListener('load', () => { if (sticky) toBottom(); });
  return el('a', { class: 'photo', href: m.photo, target: '_blank', rel: 'noopener' }, image);
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

// ---------------------------------------------------------------- Polls

const choiceKey = (chat, m) => `${view.person}/${chat.id}/${m.id}`;

function pollNode(chat, m) {
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

// ---------------------------------------------------------------- The chosen chat

let sticky = true; // the newest message is in sight and shall stay so
let shown = ''; // chat, person and topic that the message list shows
let newestShown = 0;
let pinnedIndex = 0;

function toBottom() {
  $('scroll').scrollTop = $('scroll').scrollHeight;
}

function drawChat() {
  const chat = currentChat();
  $('open').hidden = !chat;
  $('nothing').hidden = !!chat;
  if (!chat) { shown = ''; return; }

  const names = isPrivate(chat) ? [] : [chat.kind_note, t('people', { n: (chat.members || []).length })];
  setText($('chat-title'), chatTitle(chat));
  setText($('chat-note'), isPrivate(chat) ? person().name : names.filter(Boolean).join(' · '));
  $('remove').hidden = isPrivate(chat) || !chat.botMember || !isMember(chat);
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
  if (moved || sticky) {
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
    build: () => el('button', { type: 'button', class: 'tab', 'data-testid': `topic-${x.id}`, 'aria-pressed': String(x.id === view.topic), onclick: () => { keepDraft(); view.topic = x.id; draw(); } }, x.name),
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

// ---------------------------------------------------------------- The clock

function drawClock() {
  $('clock').hidden = !state.controls;
  document.body.classList.toggle('has-clock', !!state.controls);
  if (!state.controls) return;
  reconcile($('speeds'), speeds.map((n) => ({
    key: n, sign: JSON.stringify([lang, n === state.speed]),
    build: () => el('button', { type: 'button', 'data-testid': `clock-speed-${n}`, 'aria-pressed': String(n === state.speed), onclick: () => attempt('clock', { speed: n }) }, n === 0 ? t('paused') : `${n}×`),
  })));
  $('next').disabled = !state.next;
  if (!$('jump-at').value) $('jump-at').value = fieldTime(Date.parse(state.now));
  tick();
}

const fieldTime = (ms) => { const d = local(ms); return `${d.year}-${two(d.month)}-${two(d.day)}T${hhmm(d)}`; };

let asked = 0; // the next event for which a refresh was asked, ms

function tick() {
  if (!state?.controls) return;
  const ms = now();
  const d = local(ms);
  setText($('clock-date'), longDate(d));
  setText($('clock-time'), state.speed > 60 ? hhmm(d) : `${hhmm(d)}:${two(d.second)}`);
  setText($('clock-pace'), state.speed === 0 ? t('paused') : `${state.speed}×`);
  const echo = Date.parse(`${$('jump-at').value}+07:00`);
  setText($('jump-echo'), Number.isNaN(echo) ? '' : `= ${moment(local(echo))}`);
  if (!state.next) return setText($('next-text'), t('noNext'));
  const at = Date.parse(state.next.at);
  setText($('next-text'), `${t('next', { when: moment(local(at)), what: state.next.what })} ${at > ms ? `(${t('nextIn', { left: span(at - ms) })})` : ''}`.trim());
  if (at <= ms && at !== asked) {
    asked = at;
    refresh();
  }
}

// ---------------------------------------------------------------- Toasts and dialogs

function drawToasts() {
  for (const x of state.toasts || []) {
    if (toldToasts.has(x.id)) continue;
    toldToasts.add(x.id);
    if (x.person !== view.person || !x.text) continue;
    if (x.alert) ask(x.text, [{ text: t('ok'), value: true, primary: true }], 'toast');
    else toast(x.text, false);
  }
}

function toast(text, error) {
  const node = el('p', { class: `toast${error ? ' error' : ''}`, 'data-testid': 'toast' }, text);
  $('toasts').append(node);
  while ($('toasts').children.length > 3) $('toasts').firstElementChild.remove();
  setTimeout(() => node.remove(), error ? 9000 : 5000);
}

let asking = Promise.resolve();

// ask shows a dialog, one after the other, and resolves to the value of the button pressed (undefined for Escape).
function ask(text, answers, testid = 'dialog-text') {
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

// ---------------------------------------------------------------- Talking to the server

async function post(path, body) {
  let answer;
  try {
    answer = await fetch(`/sandbox/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Loa-Sandbox': '1' }, body: JSON.stringify(body) });
  } catch {
    throw new Error(t('unreachable'));
  }
  if (answer.ok) return;
  const reason = await answer.json().then((r) => r.error, () => '');
  throw new Error(reason || t('refused', { status: answer.status }));
}

// attempt posts, shows what went wrong as a toast, and tells whether it went well.
async function attempt(path, body) {
  try {
    await post(path, body);
    refresh();
    return true;
  } catch (error) {
    toast(error.message, true);
    return false;
  }
}

function problem(text) {
  setText($('problem'), text);
  $('problem').hidden = !text;
}

// say sends a text as the current person to the current chat; in a group a bare command is addressed to the bot, as Telegram's menu does.
async function say(text) {
  const chat = currentChat();
  if (!chat) return false;
  problem('');
  try {
    await post('say', { person: view.person, chat: chat.id, topic: view.topic > 0 ? view.topic : 0, text });
  } catch (error) {
    problem(error.message);
    return false;
  }
  sticky = true;
  refresh();
  return true;
}

let fetching = false;
let wanted = false;
const pause = 200; // ms between two fetches of the state: at most five per second

async function refresh() {
  wanted = true;
  if (fetching) return;
  fetching = true;
  while (wanted) {
    wanted = false;
    try {
      const answer = await fetch('/sandbox/state', { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = await answer.json();
      received = performance.now();
      accept(fresh);
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
  connected = yes;
  $('offline').hidden = yes;
}

function accept(fresh) {
  const first = state === null;
  state = { ...fresh, people: fresh.people || [], chats: (fresh.chats || []).map((c) => ({ ...c, messages: c.messages || [] })) };
  if (first) {
    setLang(recall('loa.lang', null) || state.lang || navigator.language.slice(0, 2));
    for (const x of state.toasts || []) toldToasts.add(x.id);
  }
  for (const c of state.chats) { // what is there at the first look is not new; a restarted rehearsal counts from one again
    if (first && seen[c.id] === undefined) seen[c.id] = newest(c);
    if (seen[c.id] > newest(c)) seen[c.id] = newest(c);
  }
  if (first) readRoute();
  else draw();
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

// ---------------------------------------------------------------- Where we are: #<person>/<chat>

function go(personID, chatID) {
  const hash = `#${personID}${chatID ? `/${chatID}` : ''}`;
  if (location.hash === hash) readRoute();
  else location.hash = hash;
}

function keepDraft() {
  if (shown) drafts.set(shown, $('input').value);
}

function readRoute() {
  if (!state?.people.length) return;
  keepDraft();
  const [who, where] = location.hash.slice(1).split('/').map(Number);
  view.person = person(who)?.id ?? person(recall('loa.person', 0))?.id ?? state.people[0].id;
  remember('loa.person', view.person);
  const before = view.chat;
  view.chat = where || 0;
  document.body.classList.toggle('in-chat', !!currentChat());
  if (!currentChat()) { // on a wide window something is always open
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

// ---------------------------------------------------------------- Drawing and input

function draw() {
  if (!state?.people.length) return;
  if (!person()) return readRoute();
  if (view.chat && !currentChat()) return go(view.person, 0); // the group has gone, or moved to another id
  const before = shown;
  drawPeople();
  drawChat();
  drawList();
  drawClock();
  drawToasts();
  if (shown !== before) {
    $('input').value = drafts.get(shown) || '';
    grow();
  }
}

function setLang(code) {
  lang = labels[code] ? code : 'vi';
  document.documentElement.lang = lang;
  document.title = t('title');
  for (const node of document.querySelectorAll('[data-label]')) setText(node, t(node.dataset.label));
  for (const node of document.querySelectorAll('[data-aria]')) node.setAttribute('aria-label', t(node.dataset.aria));
  for (const code of Object.keys(labels)) $(`lang-${code}`).setAttribute('aria-pressed', String(code === lang));
  $('input').placeholder = t('write');
  for (const id of ['back', 'send', 'slash', 'clock-toggle']) $(id).title = $(id).getAttribute('aria-label');
  $('commands').replaceChildren(...commands.map(([command, key]) => el('button', { type: 'button', 'data-testid': `command-${command.slice(1)}`, onclick: () => choose(command) }, el('b', {}, command), el('span', {}, t(key)))));
}

function showCommands(yes) {
  $('commands').hidden = !yes;
  $('slash').setAttribute('aria-expanded', String(yes));
  if (yes) $('commands').firstElementChild.focus();
}

function choose(command) {
  showCommands(false);
  $('input').focus();
  const chat = currentChat();
  say(chat && !isPrivate(chat) && state.bot?.username ? `${command}@${state.bot.username}` : command);
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
  const [place, value] = [shown, text];
  if (await say(text.trim())) {
    if (shown === place && $('input').value === value) $('input').value = '';
    else drafts.delete(place);
    grow();
  }
  sending = false;
}

function wire() {
  $('person').addEventListener('change', (event) => {
    const id = Number(event.target.value);
    const chat = currentChat();
    const stay = document.body.classList.contains('in-chat') && chat && !isPrivate(chat);
    go(id, stay ? chat.id : chat && isPrivate(chat) && document.body.classList.contains('in-chat') ? id : 0);
  });
  for (const code of Object.keys(labels)) {
    $(`lang-${code}`).addEventListener('click', () => { remember('loa.lang', code); setLang(code); draw(); });
  }
  $('back').addEventListener('click', () => go(view.person, 0));
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
  $('scroll').addEventListener('scroll', () => {
    const box = $('scroll');
    sticky = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
    if (sticky) $('newer').hidden = true;
  }, { passive: true });
  new ResizeObserver(() => { if (sticky) toBottom(); }).observe($('scroll'));
  $('newer').addEventListener('click', () => { sticky = true; toBottom(); $('newer').hidden = true; });
  $('pinned').addEventListener('click', showPinned);
  $('remove').addEventListener('click', async () => {
    const chat = currentChat();
    const sure = await ask(t('removeSure', { group: chat.title }), [{ text: t('cancel'), value: false }, { text: t('remove'), value: true, primary: true }]);
    if (sure) attempt('removebot', { person: view.person, chat: chat.id });
  });
  $('next').addEventListener('click', () => attempt('clock', { next: true }));
  $('jump').addEventListener('submit', (event) => {
    event.preventDefault();
    attempt('clock', { jump: `${$('jump-at').value.slice(0, 16)}:00+07:00` });
  });
  $('clock-toggle').addEventListener('click', () => {
    const open = $('clock').classList.toggle('unfolded');
    $('clock-toggle').setAttribute('aria-expanded', String(open));
  });
  addEventListener('hashchange', readRoute);
  document.addEventListener('visibilitychange', draw);
  wide.addEventListener('change', readRoute);
}

setLang(recall('loa.lang', null) || navigator.language.slice(0, 2));
wire();
refresh();
listen();
setInterval(tick, 100); // ms; text changes only when the shown second does
setInterval(() => { if (state?.controls && !document.hidden) refresh(); }, 15000); // the next event may change without any message
