// Making and updating elements. Data is only ever set as text or attributes, never as HTML.

export const $ = (id) => document.getElementById(id);

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== false && c !== ''));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const signatures = new WeakMap();

// reconcile makes parent's children the given items ({key, sign, build}), touching only those whose sign changed.
export function reconcile(parent, items) {
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
