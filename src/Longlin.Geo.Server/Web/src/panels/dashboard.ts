import uPlot from 'uplot';
import { get, type Schema } from '../ground/api';
import { colours } from '../ground/colours';
import { button, cell, element, find, table } from '../ground/dom';
import { codeWord, language, number, percent, percentRange, say, type Word } from '../ground/words';
import { dayCount, FirstDay, numberOf, numberOfIso, offsetOf } from '../state/days';
import { answer, forecastOf, type Timeline } from '../state/timeline';
import { strip } from './bars';

type RuleStanding = Schema<'RuleItem'>;
type Progress = Schema<'ProgressDocument'>;
type Column = 'rule' | 'deadline' | 'standing' | 'total' | 'met' | 'notMet' | 'unknown' | 'perMonth';

const columns: [Column, string][] = [
  ['rule', say('rule')],
  ['standing', say('standing')],
  ['total', say('total')],
  ['met', codeWord('verdict', 'met')],
  ['notMet', codeWord('verdict', 'not_met')],
  ['unknown', codeWord('verdict', 'unknown')],
  ['deadline', say('deadline')],
  ['perMonth', say('per_month')],
];
const monthDays = 30;
const firstRule = 'ROAD-H20-ACCESS';

// The standing of every rule on a date: a table that sorts, and for one rule its townships and its way to the deadline.
export class Dashboard {
  private progress: Progress | undefined;
  private sort: { column: Column; down: boolean } = { column: 'notMet', down: true };
  private chart: uPlot | undefined;
  private rule = firstRule;
  private day = '';
  private forecast = '';
  private turn = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly timeline: Timeline,
  ) {}

  async show(day: string): Promise<void> {
    const turn = ++this.turn;
    const forecast = this.timeline.forecastBy;
    const progress = await get<Progress>(`api/progress?asOf=${day}&by=township${forecastOf(forecast)}`);
    if (turn !== this.turn) return; // the panel was closed, or another date was asked meanwhile
    [this.progress, this.day, this.forecast] = [progress, day, forecast];
    this.showTable();
    this.showDetail(progress.rules.find(r => r.rule === this.rule) ?? progress.rules[0]!);
  }

  // Asks again when the date has changed.
  async renew(day: string): Promise<void> {
    if (day !== this.day || this.timeline.forecastBy !== this.forecast) await this.show(day);
  }

  close(): void {
    this.turn++;
    this.day = '';
    this.chart?.destroy();
    this.chart = undefined;
  }

  private sorted(p: Progress): RuleStanding[] {
    const { column, down } = this.sort;
    const missing = typeof p.rules[0]![column] === 'string' ? '' : -1;
    const worth = (r: RuleStanding): number | string => r[column] ?? missing;
    return [...p.rules].sort((a, b) => {
      const [x, y] = [worth(a), worth(b)];
      const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
      return order * (down ? -1 : 1) || a.rule.localeCompare(b.rule);
    });
  }

  private showTable(): void {
    const p = this.progress!;
    const rules = table(
      'rules',
      columns.map(([name, text]) => this.head(name, text)),
      this.sorted(p).map(r => this.row(r)),
    );
    const forecast =
      p.forecastBy === null ? '' : ` · ${say('forecast_short')} · ${say(`forecast_${p.forecastBy}` as Word)}`;
    const title = [`${p.asOf}${forecast}`, `${p.standard} v${p.standardVersion}`];
    if (this.timeline.synthetic) title.push(say('synthetic'));
    const rates = p.rates.map(x => `${x.title[language]} ${percentRange(x.shareLow, x.shareHigh)}`);
    find(this.root, '#progress-table').replaceChildren(
      element('h2', '', title.join(' · ')),
      element('p', 'rates', rates.join(' · ')),
      rules,
    );
  }

  private head(name: Column, text: string): HTMLElement {
    const { column, down } = this.sort;
    const sorted = name === column;
    const head = element('th');
    head.setAttribute('aria-sort', sorted ? (down ? 'descending' : 'ascending') : 'none');
    head.append(
      button('', `${text}${sorted ? (down ? ' ▾' : ' ▴') : ''}`, () => {
        this.sort = { column: name, down: sorted ? !down : name !== 'rule' };
        this.showTable();
      }),
    );
    return head;
  }

  private row(r: RuleStanding): HTMLTableCellElement[] {
    const name = cell(
      'rule',
      button('', r.rule, () => this.showDetail(r)),
    );
    name.append(element('small', '', r.clause));
    return [
      name,
      cell(`standing ${r.standing}`, codeWord('standing', r.standing)),
      ...this.figures(r),
      cell('', r.deadline ?? '—'),
      cell('number', r.perMonth === null ? '—' : r.perMonth.toFixed(1)),
    ];
  }

  // Counts of places; a rule about a value shows the value and its limit instead.
  private figures(r: RuleStanding): HTMLTableCellElement[] {
    if (r.total !== null)
      return [r.total, r.met ?? 0, r.notMet ?? 0, r.unknown ?? 0].map(n => cell('number', number(n)));
    const sign = r.direction === 'at_most' ? '≤' : '≥';
    const limit = r.target === null ? '' : say('of_target', { target: `${sign} ${number(r.target)}` });
    const pace = r.perYear === null || r.averageYear === null ? '' : this.yearly(r.averageYear, r.perYear);
    const value = cell('number', [number(r.value ?? 0), limit, pace].filter(text => text !== '').join(' '));
    value.colSpan = 4;
    return [value];
  }

  // The Decision foresees it on average: shown, and no reason to fail.
  private yearly(average: number, foreseen: number): string {
    return `· ${say('yearly_pace', { average: number(average), foreseen: number(foreseen) })}`;
  }

  private showDetail(r: RuleStanding): void {
    this.rule = r.rule;
    const areas = [...r.areas].sort(
      (a, b) => (b.notMet ?? 0) - (a.notMet ?? 0) || (a.name ?? '').localeCompare(b.name ?? ''),
    );
    const bars = areas.map(a => {
      const row = element('div', 'bar');
      row.append(element('span', 'name', a.name ?? a.code ?? ''), ...areaFigures(a, r.passRatio ?? undefined));
      return row;
    });
    const words = [say('townships')];
    if (r.total !== null) words.push(say('met_of_all'));
    // No share is drawn where the Decision names none.
    if (r.passRatio !== null) words.push(say('target', { share: percent(r.passRatio) }));
    const caption = words.join(' · ');
    const plot = element('div', 'plot');
    find(this.root, '#progress-detail').replaceChildren(
      element('h2', '', `${r.rule} · ${r.clause}`),
      plot,
      ...(bars.length > 0 ? [element('p', 'codes', caption)] : []),
      ...bars,
    );
    this.chart?.destroy();
    this.chart = undefined;
    // The county's timeline does not tell who is poor.
    if (r.subject === 'hamlet' && !r.poorOnly && r.service !== null && this.timeline.hamlets.verdicts[r.service])
      this.draw(plot, r, r.service);
  }

  private shareMet(r: RuleStanding, service: string, offset: number): number | null {
    const question = { service, minHouseholds: r.minHouseholds, area: '', date: numberOf(offset) };
    const a = answer(this.timeline, question);
    return a.assessed === 0 ? null : (100 * (a.assessed - a.notMet - a.unknown)) / a.assessed;
  }

  // The share that is met, month by month, and the pace from the data date to the deadline.
  private draw(box: HTMLElement, r: RuleStanding, service: string): void {
    const days: number[] = [];
    for (let offset = 0; offset <= dayCount; offset += monthDays) days.push(offset);
    const shares = days.map(d => this.shareMet(r, service, d));
    const known = this.timeline.dataDate === null ? dayCount : offsetOf(this.timeline.dataDate);
    const deadline = r.deadline === null ? undefined : offsetOf(numberOfIso(r.deadline));
    const last = shares[days.filter(d => d <= known).length - 1] ?? null;
    const goal = r.passRatio === null ? null : 100 * r.passRatio;
    const pace = days.map(d => {
      if (goal === null || deadline === undefined || last === null || deadline <= known) return null;
      if (d < known - monthDays || d > deadline) return null;
      return last + ((goal - last) * Math.max(0, d - known)) / (deadline - known);
    });
    const seconds = days.map(d => FirstDay / 1000 + d * 86_400);
    this.chart = new uPlot(chartOptions(box), [seconds, shares, pace], box);
    // The figure of the table, on its day.
    const caption = [`${this.day} ${codeWord('verdict', 'met')} ${percentRange(r.shareLow, r.shareHigh)}`];
    if (r.deadline !== null) caption.push(`${say('deadline')} ${r.deadline}`);
    if (r.perMonth !== null) caption.push(say('pace', { n: r.perMonth.toFixed(1) }));
    box.append(element('p', 'codes', caption.join(' · ')));
  }
}

// Counts of places with their strip, or the area's part of a number.
const areaFigures = (a: RuleStanding['areas'][number], target: number | undefined): HTMLElement[] => {
  if (a.total === null) return [element('span', 'count', number(a.value ?? 0))];
  const counts = { met: a.met ?? 0, notMet: a.notMet ?? 0, unknown: a.unknown ?? 0 };
  return [strip(counts, a.total, target), element('span', 'count', `${number(counts.met)} / ${number(a.total)}`)];
};

const chartOptions = (box: HTMLElement): uPlot.Options => ({
  width: Math.max(240, box.clientWidth || 420),
  height: 190,
  cursor: { show: false },
  legend: { show: false },
  scales: { y: { range: [0, 100] } },
  axes: [
    { values: (_, ticks) => ticks.map(t => String(new Date(t * 1000).getUTCFullYear())), space: 60 },
    { values: (_, ticks) => ticks.map(t => `${t}%`), size: 54 },
  ],
  series: [
    {},
    { stroke: colours.met, width: 2, fill: colours.metLight },
    { stroke: colours.text, width: 1, dash: [4, 3] },
  ],
});
