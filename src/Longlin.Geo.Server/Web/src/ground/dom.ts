// The few calls by which the page makes and finds its elements.

export const byId = <T extends HTMLElement = HTMLElement>(id: string): T => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return found as T;
};

export const find = <T extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): T => {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`no element ${selector}`);
  return found;
};

export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
};

export const button = (className: string, text: string, act: () => void): HTMLButtonElement => {
  const made = element('button', className, text);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
};

// A button that looks like a link: it moves the map or opens a place.
export const link = (text: string, act: () => void): HTMLButtonElement => button('link', text, act);

export const anchor = (href: string, text: string): HTMLAnchorElement => {
  const made = element('a', '', text);
  made.href = href;
  return made;
};

export const cell = (className: string, content: string | Node): HTMLTableCellElement => {
  const made = element('td', className);
  made.append(content);
  return made;
};

// A table with a head; each row is a list of cells or of what stands in them.
export function table(
  className: string,
  heads: readonly (string | HTMLElement)[],
  rows: readonly Node[][],
): HTMLElement {
  const made = element('table', className);
  const head = made.createTHead().insertRow();
  head.append(...heads.map(h => (typeof h === 'string' ? element('th', '', h) : h)));
  const body = made.createTBody();
  for (const cells of rows)
    body.insertRow().append(...cells.map(c => (c instanceof HTMLTableCellElement ? c : cell('', c))));
  return made;
}

export const wait = (ms: number): Promise<void> => new Promise(done => window.setTimeout(done, ms));

// The line at the foot of the map that tells what happened, for six seconds.
let noticeTimer = 0;
export function notice(text: string): void {
  const line = byId('notice');
  line.textContent = text;
  line.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = window.setTimeout(() => {
    line.hidden = true;
  }, 6000);
}
