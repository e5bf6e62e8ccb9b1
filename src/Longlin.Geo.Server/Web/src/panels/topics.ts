import { element } from '../ground/dom';
import { language, number, say, wan } from '../ground/words';
import { pick, topics, word, type Column, type Found, type Item, type Service, type Topic } from './questions';

interface Where { lon?: unknown; lat?: unknown; geometry?: { coordinates: unknown } }
interface Job<T> { id: string; finishedAt: string | null; error: string | null; result: T | null }
const mostRows = 300;

// A bureau's question as a table: what it names is shown on the map, and sorts by any column.
export class Topics {
  private found: Found | undefined;
  private sort: { key: string; down: boolean } | undefined;
  private turn = 0;
  private readonly topic: HTMLSelectElement;
  private readonly choice: HTMLSelectElement;
  private readonly typed: HTMLInputElement;
  private readonly service: Service;

  constructor(
    private readonly root: HTMLElement, private readonly rules: { rule: string; subject: string; clause: string }[], get: <T>(path: string) => Promise<T>, name: (code: string) => string,
    private readonly asked: () => { day: string; area: string; minHouseholds: number }, private readonly go: (points: [number, number][]) => void, private readonly place: (kind: 'hamlets' | 'areas', code: string) => void,
  ) {
    this.topic = root.querySelector('[name=topic]')!;
    this.choice = root.querySelector('[name=choice]')!;
    this.typed = root.querySelector('[name=code]')!;
    this.service = { get, post, job, name };
    this.topic.append(...topics.map(t => new Option(pick(t.title), t.name)));
    this.topic.addEventListener('change', () => this.choose());
    this.choice.addEventListener('change', () => void this.ask());
    root.querySelector('form')!.addEventListener('submit', event => { event.preventDefault(); void this.ask(); });
  }

  open(): void {
    this.root.hidden = false;
    this.choose();
    this.topic.focus();
  }

  close(): void {
    this.root.hidden = true;
    this.turn++;
    this.go([]);
  }

  // The day or the area is another.
  renew(): void { if (!this.root.hidden && !this.now.byHand) void this.ask(); }

  // A road that was clicked while one asks what its closing would do.
  road(code: string): void {
    if (this.root.hidden || this.now.typed === undefined) return;
    this.typed.value = code;
    void this.ask();
  }

  private get now(): Topic { return topics.find(t => t.name === this.topic.value)!; }

  private choose(): void {
    const { choices, typed, byHand } = this.now;
    this.choice.hidden = !choices;
    this.choice.replaceChildren(...(choices?.(this.rules) ?? []).map(([value, text]) => new Option(text, value)));
    this.typed.hidden = !typed;
    this.typed.value = '';
    this.typed.placeholder = typed ? pick(typed) : '';
    this.typed.setAttribute('aria-label', this.typed.placeholder || say('topics'));
    this.root.querySelector<HTMLElement>('[type=submit]')!.hidden = !typed && !byHand;
    this.sort = undefined;
    this.found = undefined;
    this.show('');
    if (!byHand) void this.ask();
  }

  private async ask(): Promise<void> {
    const turn = ++this.turn, topic = this.now;
    this.tell(say('working'));
    try {
      const found = await topic.ask(this.service, { ...this.asked(), choice: topic.typed ? this.typed.value.trim() : this.choice.value });
      if (turn !== this.turn) return; // another question was asked meanwhile
      this.found = found;
      this.show(found.head);
      if (topic.typed && this.typed.value) this.go(found.items.flatMap(points));
    } catch (error) {
      if (turn === this.turn) { this.found = undefined; this.show(''); this.tell(error instanceof TypeError ? say('stale') : error instanceof Error ? error.message : String(error), true); }
    }
  }

  private show(head: string): void {
    this.tell(head);
    const { found } = this, columns = found?.columns ?? this.now.columns;
    this.root.querySelector('#topics-table')!.replaceChildren(...!found ? [] : [this.table(columns, found.items, true), ...found.more ? [element('h3', '', found.more.title), this.table(found.more.columns, found.more.items, false)] : []]);
  }

  private table(columns: readonly Column[], all: Item[], sorts: boolean): HTMLElement {
    const table = element('table', ''), head = table.appendChild(document.createElement('thead')).appendChild(document.createElement('tr')), { sort } = this;
    for (const [title, key, kind] of columns) {
      const cell = head.appendChild(element('th', ['text', 'word', 'words', 'name'].includes(kind) ? '' : 'number')), button = element('button', '', `${pick(title)}${sorts && sort?.key === key ? (sort.down ? ' ▾' : ' ▴') : ''}`) as HTMLButtonElement;
      if (!sorts) { cell.textContent = pick(title); continue; }
      button.type = 'button';
      cell.setAttribute('aria-sort', sort?.key === key ? (sort.down ? 'descending' : 'ascending') : 'none');
      button.addEventListener('click', () => { this.sort = { key, down: sort?.key === key ? !sort.down : true }; this.show(this.found!.head); });
      cell.append(button);
    }
    const rows = sorts && sort ? [...all].sort((a, b) => compare(a[sort.key], b[sort.key]) * (sort.down ? -1 : 1)) : all;
    const body = table.appendChild(document.createElement('tbody'));
    for (const item of rows.slice(0, mostRows)) body.appendChild(document.createElement('tr')).append(...columns.map(c => this.cell(c, item)));
    const box = element('div', '');
    box.append(table, element('p', 'codes', rows.length > mostRows ? say('more', { n: number(rows.length - mostRows) }) : rows.length === 0 ? say('none') : ''));
    return box;
  }

  private cell([, key, kind]: Column, item: Item): HTMLElement {
    const value = item[key];
    if (kind === 'name') {
      const cell = element('td', 'rule'), button = element('button', '', String(value ?? item['code'] ?? '—')) as HTMLButtonElement;
      button.type = 'button';
      button.addEventListener('click', () => this.open_(item));
      cell.append(button);
      return cell;
    }
    if (kind === 'word') return element('td', '', word(value, this.now.name));
    if (kind === 'words') return element('td', '', (value as unknown[]).map(v => word(v)).join(language === 'en' ? ', ' : '、') || '—');
    if (kind === 'text') return element('td', '', value === null || value === undefined ? '—' : String(value));
    return element('td', 'number', value === null || value === undefined ? '—' : kind === 'wan' ? wan(Number(value)) : kind === 'decimal' ? String(value) : number(Number(value)));
  }

  private open_(item: Item): void {
    this.go(points(item));
    if (item['finding'] === 'critical') this.road(String(item['code']));
    else if (item['subject'] === 'village') this.place('areas', String(item['code']));
    else if (item['hamlet'] !== undefined) this.place('hamlets', String(item['hamlet']));
    else this.place('hamlets', String(item['code']));
  }

  private tell(text: string, bad = false): void {
    const line = this.root.querySelector<HTMLElement>('#topics-says')!;
    line.textContent = text;
    line.classList.toggle('bad', bad);
  }
}

const compare = (a: unknown, b: unknown): number => typeof a === 'number' && typeof b === 'number' ? a - b : a === null || a === undefined ? -1 : b === null || b === undefined ? 1 : String(a).localeCompare(String(b), 'zh');

function points(item: Where): [number, number][] {
  if (typeof item.lon === 'number' && typeof item.lat === 'number') return [[item.lon, item.lat]];
  const flat = (item.geometry?.coordinates as number[] | undefined)?.flat(9) ?? [];
  return flat.flatMap((n, i) => i % 2 === 0 ? [[n, flat[i + 1]!] as [number, number]] : []);
}

async function post<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Accept-Language': language }, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({})) as T & { detail?: string; title?: string };
  if (!response.ok) throw new Error(response.status === 401 || response.status === 403 ? say('no_right') : answer.detail ?? answer.title ?? String(response.status));
  return answer;
}

// Long work: begun, and asked for until it is done.
export async function finished<T>(path: string, body: unknown): Promise<{ id: string; result: T }> {
  let now = await post<Job<T>>(path, body);
  while (now.finishedAt === null) {
    await new Promise(done => window.setTimeout(done, 300));
    now = await (await fetch(`api/jobs/${now.id}`, { headers: { 'Accept-Language': language } })).json() as Job<T>;
  }
  if (now.result === null) throw new Error(now.error ?? say('cancelled'));
  return { id: now.id, result: now.result };
}

const job = async <T>(path: string, body: unknown): Promise<T> => (await finished<T>(path, body)).result;
