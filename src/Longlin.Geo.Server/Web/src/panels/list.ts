import type { Schema } from '../ground/api';
import { button, byId, element } from '../ground/dom';
import { number, say } from '../ground/words';
import type { Answer, Timeline } from '../state/timeline';

export type Gap = Schema<'GapItem'>;
export type Sort = 'households' | 'poor' | 'metres' | 'name';

const longest = 200,
  longestPlaying = 40;

// One row per hamlet; the row and the dot on the map highlight each other.
export class GapList {
  private readonly rows = new Map<number, HTMLElement>();
  private readonly gaps = new Map<string, { metres: number | null; place: number }>();
  private marked: HTMLElement | undefined;

  constructor(
    private readonly timeline: Timeline,
    private readonly pick: (i: number) => void,
    private readonly hint: (i: number | undefined) => void,
    changed: () => void,
  ) {
    for (const id of ['list-sort', 'list-verdict']) byId(id).addEventListener('input', changed);
  }

  get sort(): Sort {
    return byId<HTMLSelectElement>('list-sort').value as Sort;
  }

  get verdict(): 'not_met' | 'unknown' {
    return byId<HTMLSelectElement>('list-verdict').value as 'not_met' | 'unknown';
  }

  // How many lengths to request: those of the rows shown, or all where they decide the order.
  get needs(): number {
    return this.sort === 'households' ? longest : 10_000;
  }

  // Takes the missing lengths, in the service's order of the gaps.
  measured(gaps: Gap[]): void {
    this.gaps.clear();
    gaps.forEach((gap, place) => {
      const { metresToUpgrade: upgrade, metresToBuild: build } = gap;
      this.gaps.set(gap.code, { metres: upgrade === null || build === null ? null : upgrade + build, place });
    });
  }

  show(answer: Answer, playing: boolean, picked: string | undefined): void {
    const all = this.ordered(this.verdict === 'unknown' ? answer.unknowns : answer.gaps),
      shown = all.slice(0, playing ? longestPlaying : longest);
    // Rows that stay keep their elements: neither a click that has begun nor the focus is lost.
    if (shown.join() !== [...this.rows.keys()].join()) this.arrange(shown);
    for (const [i, row] of this.rows) this.fill(row, i, picked);
    byId('more').textContent =
      all.length > shown.length
        ? say('more', { n: number(all.length - shown.length) })
        : all.length === 0
          ? say('none')
          : '';
  }

  private arrange(shown: number[]): void {
    const focused = document.activeElement;
    const before = new Map(this.rows);
    this.rows.clear();
    for (const i of shown) this.rows.set(i, before.get(i) ?? this.row(i));
    byId('list').replaceChildren(...[...this.rows.values()].map(row => row.parentElement!));
    if (focused instanceof HTMLElement && focused !== document.activeElement && focused.isConnected)
      focused.focus({ preventScroll: true });
  }

  private row(i: number): HTMLElement {
    const row = button('row', '', () => this.pick(i));
    row.append(...['name', 'village', 'count', 'metres'].map(style => element('span', style)));
    row.addEventListener('pointerenter', () => this.hint(i));
    row.addEventListener('pointerleave', () => this.hint(undefined));
    row.addEventListener('focus', () => this.hint(i));
    element('li').append(row);
    return row;
  }

  private fill(row: HTMLElement, i: number, picked: string | undefined): void {
    const h = this.timeline.hamlets;
    const gap = this.gaps.get(h.code[i]!);
    const households = h.households[i] ?? null;
    const metres = gap?.metres ?? null;
    const texts = [
      h.name[i] ?? h.code[i]!,
      h.village[i] ?? '',
      households === null ? '—' : number(households),
      !gap ? '' : metres === null ? '—' : `${number(metres)} ${say('metres')}`,
    ];
    texts.forEach((text, n) => {
      const cell = row.children[n]!;
      if (cell.textContent !== text) cell.textContent = text;
    });
    row.classList.toggle('picked', h.code[i] === picked);
  }

  // Marks the row of the dot beneath the pointer, or of the hamlet that was picked.
  mark(i: number | undefined, scroll: boolean): void {
    this.marked?.classList.remove('hinted');
    this.marked = i === undefined ? undefined : this.rows.get(i);
    this.marked?.classList.add('hinted');
    if (scroll) this.marked?.scrollIntoView({ block: 'nearest' });
  }

  // Puts the focus on the row of a hamlet; false where the list does not show it.
  focus(i: number): boolean {
    const row = this.rows.get(i);
    row?.focus();
    return row !== undefined;
  }

  private ordered(gaps: number[]): number[] {
    const h = this.timeline.hamlets,
      gap = (i: number) => this.gaps.get(h.code[i]!);
    if (this.sort === 'name')
      return [...gaps].sort((a, b) => (h.name[a] ?? '').localeCompare(h.name[b] ?? '', 'zh') || a - b);
    if (this.sort === 'poor')
      return [...gaps].sort((a, b) => (gap(a)?.place ?? Infinity) - (gap(b)?.place ?? Infinity) || a - b);
    if (this.sort === 'metres')
      return [...gaps].sort((a, b) => (gap(b)?.metres ?? -1) - (gap(a)?.metres ?? -1) || a - b);
    return gaps;
  }
}
