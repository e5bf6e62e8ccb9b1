import { errorText } from '../../ground/api';
import { button, cell, element, find, table } from '../../ground/dom';
import { codeWord, number, say, wan } from '../../ground/words';
import type { Fan } from '../../map/map';
import type { Rules } from '../../state/rules';
import { Decisions } from './decisions';
import { type Column, type Found, type Item, type Topic, topics } from './questions';

interface Where {
  lon?: unknown;
  lat?: unknown;
  geometry?: { type?: string; coordinates: unknown };
}

const mostRows = 300;
const isText = (column: Column): boolean => ['text', 'name', 'code', 'codes'].includes(column.kind);

// A bureau's question as a table: what a row names is shown on the map, and a click on a head sorts.
export class Topics {
  private found: Found | undefined;
  private sort: { key: string; down: boolean } | undefined;
  private turn = 0;
  private readonly marked = new Set<string>();
  private readonly decisions: Decisions;
  private readonly topic: HTMLSelectElement;
  private readonly choice: HTMLSelectElement;
  private readonly typed: HTMLInputElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly rules: Rules,
    private readonly context: {
      nameOf: (code: string) => string;
      placeOf: (code: string) => [number, number] | undefined;
      asked: () => { day: string; area: string; minHouseholds: number };
      preview: (points: [number, number][], fan?: Fan) => void;
    },
    private readonly showPlace: (kind: 'hamlets' | 'areas', code: string) => void,
  ) {
    this.topic = find(root, '[name=topic]');
    this.choice = find(root, '[name=choice]');
    this.typed = find(root, '[name=code]');
    this.decisions = new Decisions(
      () => ({ service: this.choice.value, day: this.context.asked().day, ids: [...this.marked] }),
      code => this.context.nameOf(code),
      () => {
        this.marked.clear();
        void this.ask();
      },
    );
    this.topic.append(...topics.map(t => new Option(say(t.title), t.name)));
    this.topic.addEventListener('change', () => this.choose());
    this.choice.addEventListener('change', () => {
      this.marked.clear();
      void this.ask();
    });
    find(root, 'form').addEventListener('submit', event => {
      event.preventDefault();
      void this.ask();
    });
  }

  open(): void {
    this.choose();
  }

  close(): void {
    this.turn++;
    this.context.preview([]);
  }

  // Asks again when the date or the area has changed.
  renew(): void {
    if (!this.root.hidden && !this.current.byHand) void this.ask();
  }

  // Takes a road clicked on the map, if the question is what happens when a road closes.
  road(code: string): void {
    if (this.root.hidden || this.current.typed === undefined) return;
    this.typed.value = code;
    void this.ask();
  }

  private get current(): Topic {
    return topics.find(t => t.name === this.topic.value)!;
  }

  private choose(): void {
    const { choices, typed, byHand } = this.current;
    this.choice.hidden = !choices;
    this.choice.replaceChildren(...(choices?.(this.rules) ?? []).map(([value, text]) => new Option(text, value)));
    this.typed.hidden = !typed;
    this.typed.value = '';
    this.typed.placeholder = typed ? say(typed) : '';
    this.typed.setAttribute('aria-label', this.typed.placeholder || say('topics'));
    find(this.root, '[type=submit]').hidden = !typed && !byHand;
    this.sort = undefined;
    this.found = undefined;
    this.marked.clear();
    this.show('');
    if (!byHand) void this.ask();
  }

  private async ask(): Promise<void> {
    const turn = ++this.turn;
    const topic = this.current;
    this.tell(say('working'));
    try {
      const choice = topic.typed ? this.typed.value.trim() : this.choice.value;
      const found = await topic.ask({
        ...this.context.asked(),
        choice,
        uses: this.rules.uses,
        nameOf: this.context.nameOf,
      });
      if (turn !== this.turn) return; // another question was asked meanwhile
      this.found = found;
      this.show(found.head);
      if (topic.typed && this.typed.value) this.context.preview(found.items.flatMap(points));
    } catch (error) {
      if (turn !== this.turn) return;
      this.found = undefined;
      this.show('');
      this.tell(errorText(error), true);
    }
  }

  private show(head: string): void {
    this.tell(head);
    const { found } = this;
    const box = find(this.root, '#topics-table');
    box.replaceChildren();
    if (!found) return;
    if (this.current.decides) {
      box.append(this.decisions.root);
      this.decisions.marked();
    }
    box.append(this.table(found.columns ?? this.current.columns, found.items, true));
    if (found.more)
      box.append(element('h3', '', found.more.title), this.table(found.more.columns, found.more.items, false));
  }

  private table(columns: readonly Column[], all: Item[], sorts: boolean): HTMLElement {
    const { sort } = this;
    const rows =
      sorts && sort ? [...all].sort((a, b) => compare(a[sort.key], b[sort.key]) * (sort.down ? -1 : 1)) : all;
    const hidden = rows.length > mostRows ? say('more', { n: number(rows.length - mostRows) }) : '';
    const box = element('div');
    box.append(
      table(
        '',
        columns.map(c => this.head(c, sorts)),
        rows.slice(0, mostRows).map(item => columns.map((c, i) => this.cell(c, item, i === 0 && sorts))),
      ),
      element('p', 'codes', rows.length === 0 ? say('none') : hidden),
    );
    return box;
  }

  private head(column: Column, sorts: boolean): HTMLElement {
    const head = element('th', isText(column) ? '' : 'number');
    if (!sorts) {
      head.textContent = column.title;
      return head;
    }
    const down = this.sort?.key === column.key ? this.sort.down : undefined;
    head.setAttribute('aria-sort', down === undefined ? 'none' : down ? 'descending' : 'ascending');
    const sign = down === undefined ? '' : down ? ' ▾' : ' ▴';
    head.append(
      button('', `${column.title}${sign}`, () => {
        this.sort = { key: column.key, down: down === undefined || !down };
        this.show(this.found!.head);
      }),
    );
    return head;
  }

  private cell(column: Column, item: Item, isFirst: boolean): HTMLTableCellElement {
    const value = item[column.key];
    if (isFirst && this.current.decides) return this.markCell(item, written(column, value));
    if (column.kind === 'name')
      return cell(
        'rule',
        button('', String(value ?? item.code ?? '—'), () => this.openPlace(item)),
      );
    return cell(isText(column) ? '' : 'number', written(column, value));
  }

  private markCell(item: Item, text: string): HTMLTableCellElement {
    const id = String(item.id);
    const mark = element('input');
    mark.type = 'checkbox';
    mark.checked = this.marked.has(id);
    mark.setAttribute('aria-label', String(item.between));
    mark.addEventListener('change', () => {
      if (mark.checked) this.marked.add(id);
      else this.marked.delete(id);
      this.decisions.marked();
    });
    const marked = cell('number', '');
    marked.append(mark, ` ${text}`);
    return marked;
  }

  private openPlace(item: Item): void {
    this.context.preview(points(item), this.fan(item));
    if (item.segments !== undefined || item.finding === 'suspected_break') return; // links, shown where they lie
    if (item.finding === 'critical') this.road(String(item.code));
    else if (item.subject === 'village') this.showPlace('areas', String(item.code));
    else if (item.hamlet !== undefined) this.showPlace('hamlets', String(item.hamlet));
    else this.showPlace('hamlets', String(item.code));
  }

  // What a fix frees: its segments, and the hamlets.
  private fan(item: Item): Fan | undefined {
    const freed = item.segments === undefined ? item.finding === 'suspected_break' && item.places : item.hamlets;
    if (!Array.isArray(freed)) return undefined;
    const to = freed.map(code => this.context.placeOf(String(code))).filter(place => place !== undefined);
    return { segments: lines(item), to };
  }

  private tell(text: string, bad = false): void {
    const line = find(this.root, '#topics-says');
    line.textContent = text;
    line.classList.toggle('bad', bad);
  }
}

function written({ kind, words }: Column, value: unknown): string {
  if (value === null || value === undefined) return '—';
  switch (kind) {
    case 'code':
      return words ? codeWord(words, String(value)) : '—';
    case 'codes':
      return (value as unknown[]).map(v => (words ? codeWord(words, String(v)) : '')).join(say('list_sep')) || '—';
    case 'wan':
      return wan(Number(value));
    case 'count':
    case 'metres':
      return number(Number(value));
    default:
      return String(value);
  }
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  return String(a).localeCompare(String(b), 'zh');
}

// The places of an item: its own point, or the corners of its geometry.
function points(item: Where): [number, number][] {
  if (typeof item.lon === 'number' && typeof item.lat === 'number') return [[item.lon, item.lat]];
  const flat = (item.geometry?.coordinates as number[] | undefined)?.flat(9) ?? [];
  return flat.flatMap((n, i) => (i % 2 === 0 ? [[n, flat[i + 1]!] as [number, number]] : []));
}

// The lines of an item's geometry.
function lines(item: Where): [number, number][][] {
  const { type, coordinates } = item.geometry ?? {};
  if (type === 'LineString') return [coordinates as [number, number][]];
  return type === 'MultiLineString' ? (coordinates as [number, number][][]) : [];
}
