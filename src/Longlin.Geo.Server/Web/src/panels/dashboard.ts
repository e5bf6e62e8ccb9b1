import { element } from '../ground/dom';
import uPlot from 'uplot';
import { line } from './bars';
import { isoOf, numberOf, numberOfIso, offsetOf, dayCount, FirstDay } from '../state/days';
import { answer, type Timeline } from '../state/timeline';
import { language, number, say, type Word } from '../ground/words';

interface Count { code: string | null; name: string | null; total: number; met: number; notMet: number; unknown: number }
interface RuleStanding {
  rule: string; subject: string; service: string | null; measure: string | null; minHouseholds: number; clause: string; deadline: string | null; standing: string;
  total: number | null; met: number | null; notMet: number | null; unknown: number | null; value: number | null; atLeast: number | null; atMost: number | null; perMonth: number | null; passRatio: number | null; areas: Count[];
}
interface Progress { asOf: string; standard: string; standardVersion: string; forecast: boolean; rules: RuleStanding[]; rates: { rate: string; title: { zh: string; en: string }; share: number | null }[] }

type Column = 'rule' | 'deadline' | 'standing' | 'total' | 'met' | 'notMet' | 'unknown' | 'perMonth';
const columns: [Column, Word][] = [['rule', 'rule'], ['standing', 'standing'], ['total', 'total'], ['met', 'met'], ['notMet', 'not_met'], ['unknown', 'unknown'], ['deadline', 'deadline'], ['perMonth', 'per_month']];

// Every rule's standing on a day: a table that sorts, bars against the whole, and for a rule its townships and its way to the deadline.
export class Dashboard {
  private progress: Progress | undefined;
  private sort: { column: Column; down: boolean } = { column: 'notMet', down: true };
  private chart: uPlot | undefined;

  constructor(private readonly root: HTMLElement, private readonly timeline: Timeline, private readonly get: <T>(path: string) => Promise<T>) {}

  async show(day: string): Promise<void> {
    this.progress = await this.get<Progress>(`api/progress?asOf=${day}&by=township`);
    this.root.hidden = false;
    this.table();
    this.detail(this.progress.rules.find(r => r.rule === 'ROAD-H20-ACCESS') ?? this.progress.rules[0]!);
    (this.root.querySelector('button') as HTMLButtonElement | null)?.focus();
  }

  close(): void {
    this.root.hidden = true;
    this.chart?.destroy();
    this.chart = undefined;
  }

  private table(): void {
    const p = this.progress!, { column, down } = this.sort;
    const worth = (r: RuleStanding): number | string => r[column] ?? (typeof p.rules[0]![column] === 'string' ? '' : -1);
    const rows = [...p.rules].sort((a, b) => {
      const [x, y] = [worth(a), worth(b)];
      return (typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y))) * (down ? -1 : 1) || a.rule.localeCompare(b.rule);
    });
    const table = element('table', 'rules');
    const head = table.appendChild(document.createElement('thead')).appendChild(document.createElement('tr'));
    for (const [name, word] of columns) {
      const cell = head.appendChild(element('th', '')), button = element('button', '', `${say(word)}${name === column ? (down ? ' ▾' : ' ▴') : ''}`) as HTMLButtonElement;
      button.type = 'button';
      cell.setAttribute('aria-sort', name === column ? (down ? 'descending' : 'ascending') : 'none');
      button.addEventListener('click', () => { this.sort = { column: name, down: name === column ? !down : name !== 'rule' }; this.table(); });
      cell.append(button);
    }
    const body = table.appendChild(document.createElement('tbody'));
    for (const r of rows) {
      const row = body.appendChild(element('tr', '')), name = row.appendChild(element('td', 'rule')), button = element('button', '', r.rule) as HTMLButtonElement;
      button.type = 'button';
      button.addEventListener('click', () => this.detail(r));
      name.append(button, element('small', '', r.clause));
      row.append(element('td', `standing ${r.standing}`, say(r.standing as Word)));
      if (r.total === null) row.append(Object.assign(element('td', 'number', `${number(r.value ?? 0)} ${r.atLeast !== null ? `≥ ${number(r.atLeast)}` : r.atMost !== null ? `≤ ${number(r.atMost)}` : ''}`), { colSpan: 4 }));
      else for (const n of [r.total, r.met!, r.notMet!, r.unknown!]) row.append(element('td', 'number', number(n)));
      row.append(element('td', '', r.deadline ?? '—'), element('td', 'number', r.perMonth === null ? '—' : r.perMonth.toFixed(1)));
    }
    const rates = element('p', 'rates', p.rates.map(x => `${x.title[language]} ${x.share === null ? '—' : `${(100 * x.share).toFixed(1)}%`}`).join(' · '));
    this.root.querySelector('#progress-table')!.replaceChildren(element('h2', '', `${say('progress')} · ${p.asOf}${p.forecast ? ` ${say('forecast')}` : ''} · ${p.standard} v${p.standardVersion}${this.timeline.synthetic ? ` · ${say('synthetic')}` : ''}`), rates, table);
  }

  private detail(r: RuleStanding): void {
    const box = this.root.querySelector<HTMLElement>('#progress-detail')!;
    const bars = [...r.areas].sort((a, b) => b.notMet - a.notMet || (a.name ?? '').localeCompare(b.name ?? '')).map(a => {
      const row = element('div', 'bar'), strip = element('span', 'strip');
      for (const [style, count] of [['met', a.met], ['unknown', a.unknown], ['not-met', a.notMet]] as [string, number][]) {
        const part = element('i', style);
        part.style.width = `${100 * count / Math.max(1, a.total)}%`;
        strip.append(part);
      }
      strip.append(line(r.passRatio ?? 1));
      row.append(element('span', 'name', a.name ?? a.code ?? ''), strip, element('span', 'count', `${number(a.met)} / ${number(a.total)}`));
      return row;
    });
    const plot = element('div', 'plot');
    box.replaceChildren(element('h2', '', `${r.rule} · ${r.clause}`), plot, ...bars.length > 0 ? [element('p', 'codes', `${say('townships')} · ${say('met_of_all')} · ${say('target', { share: `${(100 * (r.passRatio ?? 1)).toFixed(0)}%` })}`)] : [], ...bars);
    this.chart?.destroy();
    this.chart = undefined;
    if (r.subject === 'hamlet' && r.service !== null && this.timeline.hamlets.verdicts[r.service]) this.draw(plot, r);
  }

  // The share that is met over the months, the whole as a line at the deadline, and the pace from the data's day to it.
  private draw(box: HTMLElement, r: RuleStanding): void {
    const days: number[] = [];
    for (let offset = 0; offset <= dayCount; offset += 30) days.push(offset);
    const shares = days.map(d => {
      const a = answer(this.timeline, { service: r.service!, minHouseholds: r.minHouseholds, area: '', date: numberOf(d) });
      return a.assessed === 0 ? null : 100 * (a.assessed - a.notMet - a.unknown) / a.assessed;
    });
    const known = this.timeline.dataDate === null ? dayCount : offsetOf(this.timeline.dataDate);
    const deadline = r.deadline === null ? undefined : offsetOf(numberOfIso(r.deadline));
    const last = shares[days.filter(d => d <= known).length - 1] ?? null;
    const pace = days.map(d => deadline !== undefined && last !== null && d >= known - 30 && d <= deadline && deadline > known ? last + (100 - last) * Math.max(0, d - known) / (deadline - known) : null);
    const seconds = days.map(d => FirstDay / 1000 + d * 86_400);
    this.chart = new uPlot({
      width: Math.max(240, box.clientWidth || 420), height: 190, cursor: { show: false }, legend: { show: false },
      scales: { y: { range: [0, 100] } },
      axes: [{ values: (_, ticks) => ticks.map(t => String(new Date(t * 1000).getUTCFullYear())), space: 60 }, { values: (_, ticks) => ticks.map(t => `${t}%`), size: 54 }],
      series: [{}, { stroke: '#2B8CBE', width: 2, fill: '#2B8CBE22' }, { stroke: '#2b2821', width: 1, dash: [4, 3] }],
    }, [seconds, shares, pace], box);
    box.append(element('p', 'codes', [`${say('met')} ${last === null ? '—' : `${last.toFixed(1)}%`} · ${isoOf(numberOf(known))}`, deadline === undefined ? '' : `${say('deadline')} ${r.deadline}`, r.perMonth === null ? '' : say('pace', { n: r.perMonth.toFixed(1) })].filter(t => t).join(' · ')));
  }
}
