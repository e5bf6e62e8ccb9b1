import { byId, element } from '../ground/dom';
import type { Answer, Timeline } from '../state/timeline';
import { number, say } from '../ground/words';

export interface Gap { code: string; metresToUpgrade: number | null; metresToBuild: number | null }
export type Sort = 'households' | 'poor' | 'metres' | 'name';

const longest = 200, longestPlaying = 40;

// One line a hamlet; a line and its dot know each other.
export class GapList {
  private readonly rows = new Map<number, HTMLElement>();
  private readonly gaps = new Map<string, { metres: number | null; place: number }>();
  private marked: HTMLElement | undefined;

  constructor(private readonly timeline: Timeline, private readonly pick: (i: number) => void, private readonly hint: (i: number | undefined) => void, changed: () => void) {
    for (const id of ['list-sort', 'list-verdict']) byId(id).addEventListener('input', changed);
  }

  get sort(): Sort { return byId<HTMLSelectElement>('list-sort').value as Sort; }

  get verdict(): 'not_met' | 'unknown' { return byId<HTMLSelectElement>('list-verdict').value as 'not_met' | 'unknown'; }

  // How many lengths are needed for it: those that are shown, or all where they decide the order.
  get needs(): number { return this.sort === 'households' ? longest : 10_000; }

  // Lengths, in the order in which the service gave the gaps.
  measured(gaps: Gap[]): void {
    this.gaps.clear();
    gaps.forEach((gap, place) => this.gaps.set(gap.code, { metres: gap.metresToUpgrade === null || gap.metresToBuild === null ? null : gap.metresToUpgrade + gap.metresToBuild, place }));
  }

  show(answer: Answer, playing: boolean, picked: string | undefined): void {
    const h = this.timeline.hamlets, all = this.ordered(this.verdict === 'unknown' ? answer.unknowns : answer.gaps), most = playing ? longestPlaying : longest;
    this.rows.clear();
    byId('list').replaceChildren(...all.slice(0, most).map(i => {
      const row = element('li', ''), button = element('button', h.code[i] === picked ? 'row picked' : 'row') as HTMLButtonElement, gap = this.gaps.get(h.code[i]!);
      button.type = 'button';
      button.append(element('span', 'name', h.name[i] ?? h.code[i]!), element('span', 'village', h.village[i] ?? ''), element('span', 'count', h.households[i] === null ? '—' : number(h.households[i]!)), element('span', 'metres', gap === undefined ? '' : gap.metres === null ? '—' : `${number(gap.metres)} ${say('metres')}`));
      button.addEventListener('click', () => this.pick(i));
      button.addEventListener('pointerenter', () => this.hint(i));
      button.addEventListener('pointerleave', () => this.hint(undefined));
      button.addEventListener('focus', () => this.hint(i));
      this.rows.set(i, button);
      row.append(button);
      return row;
    }));
    byId('more').textContent = all.length > most ? say('more', { n: number(all.length - most) }) : all.length === 0 ? say('none') : '';
  }

  // The line of the dot beneath the pointer, or of the hamlet that was picked.
  mark(i: number | undefined, scroll: boolean): void {
    this.marked?.classList.remove('hinted');
    this.marked = i === undefined ? undefined : this.rows.get(i);
    this.marked?.classList.add('hinted');
    if (scroll) this.marked?.scrollIntoView({ block: 'nearest' });
  }

  private ordered(gaps: number[]): number[] {
    const h = this.timeline.hamlets, gap = (i: number) => this.gaps.get(h.code[i]!);
    if (this.sort === 'name') return [...gaps].sort((a, b) => (h.name[a] ?? '').localeCompare(h.name[b] ?? '', 'zh') || a - b);
    if (this.sort === 'poor') return [...gaps].sort((a, b) => (gap(a)?.place ?? Infinity) - (gap(b)?.place ?? Infinity) || a - b);
    if (this.sort === 'metres') return [...gaps].sort((a, b) => (gap(b)?.metres ?? -1) - (gap(a)?.metres ?? -1) || a - b);
    return gaps;
  }
}
