import { errorText, get, post, type Schema } from '../ground/api';
import { button, cell, element, find, link, table } from '../ground/dom';
import { codeWord, language, number, say, type Word, wan } from '../ground/words';
import { improvement, networks, type Rules } from '../state/rules';

type Work = Schema<'Work'>;
type Effect = Schema<'WhatIfEffect'>;
interface OpenedAsset {
  layer: string;
  code: string;
  set?: Record<string, unknown>;
}

const states = ['overdue', 'late', 'running', 'not_begun', 'finished', 'given_up'];
const heads: [Word, string][] = [
  ['work', ''],
  ['standing', ''],
  ['due', ''],
  ['done', 'number'],
  ['budget', 'number'],
  ['paid', 'number'],
];

// Projects with dates, money and progress, late ones first. A click shows whom a project would serve.
export class WorksPanel {
  private works: Work[] = [];
  private day = '';
  private readonly bureaus: HTMLSelectElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly rules: Rules,
    private readonly preview: (points: [number, number][]) => void,
    private readonly nameOf: (code: string) => string,
    private readonly pick: (code: string) => void,
  ) {
    this.bureaus = find<HTMLSelectElement>(root, 'select');
    this.bureaus.addEventListener('change', () => this.showTable());
  }

  async show(day: string): Promise<void> {
    const { items } = await get<Schema<'WorksDocument'>>(`api/works?asOf=${day}`);
    [this.works, this.day] = [items, day];
    const bureaus = new Set(items.map(w => w.bureau).filter(b => b !== null));
    this.bureaus.replaceChildren(new Option(say('all_bureaus'), ''), ...[...bureaus].map(b => new Option(b, b)));
    this.showTable();
  }

  close(): void {
    this.preview([]);
  }

  // Asks again when the date has changed.
  async renew(day: string): Promise<void> {
    if (day !== this.day) await this.show(day);
  }

  private shown(): Work[] {
    const bureau = this.bureaus.value;
    return this.works
      .filter(w => bureau === '' || w.bureau === bureau)
      .sort(
        (a, b) => states.indexOf(a.state) - states.indexOf(b.state) || (a.dueOn ?? '9').localeCompare(b.dueOn ?? '9'),
      );
  }

  private showTable(): void {
    const shown = this.shown();
    const late = shown.filter(w => w.state === 'late' || w.state === 'overdue').length;
    const sum = (of: (w: Work) => number | null): string => wan(shown.reduce((all, w) => all + (of(w) ?? 0), 0));
    const summary = [
      this.day,
      say('works_n', { n: number(shown.length) }),
      `${say('late')} ${number(late)}`,
      `${say('budget')} ${sum(w => w.budgetYuan)}`,
      `${say('paid')} ${sum(w => w.paidYuan)}`,
    ];
    find(this.root, '#works-table').replaceChildren(
      element('p', '', summary.join(' · ')),
      table(
        '',
        heads.map(([word, style]) => element('th', style, say(word))),
        shown.map(w => this.row(w)),
      ),
    );
  }

  private row(w: Work): HTMLTableCellElement[] {
    const name = cell(
      'rule',
      button('', w.name ?? w.code, () => void this.showEffect(w)),
    );
    name.append(element('small', '', w.code));
    const done = w.progressPct === null || w.state === 'not_begun' ? '—' : `${number(w.progressPct)}%`;
    return [
      name,
      cell(`standing ${w.state === 'late' ? 'overdue' : w.state}`, codeWord('work', w.state)),
      cell('', w.dueOn ?? '—'),
      cell('number', done),
      cell('number', wan(w.budgetYuan)),
      cell('number', wan(w.paidYuan)),
    ];
  }

  // The gaps that the project would close: its assets taken as open and hardened on the date of the slider.
  private async showEffect(w: Work): Promise<void> {
    const box = find(this.root, '#works-effect');
    const title = w.name ?? w.code;
    box.replaceChildren(element('p', '', `${title} …`));
    const at: [number, number][] = w.lon === null || w.lat === null ? [] : [[w.lon, w.lat]];
    let services: Effect[];
    try {
      const opened = await this.assets(w);
      if (opened.length === 0) {
        box.replaceChildren(element('h3', '', title), element('p', '', say('closes_other')));
        this.preview(at);
        return;
      }
      ({ services } = await post<Schema<'WhatIfDocument'>>('api/what-if', { asOf: this.day, opened }));
    } catch (error) {
      box.replaceChildren(element('p', 'codes', `${title}: ${errorText(error)}`));
      this.preview(at);
      return;
    }
    const gaining = services.filter(s => s.gain.some(g => g.subject === 'hamlet'));
    const effects = gaining.flatMap(s => this.closedGaps(s));
    box.replaceChildren(
      element('h3', '', title),
      ...(effects.length > 0 ? effects : [element('p', '', say('closes_none'))]),
    );
    this.preview([...at, ...gaining.flatMap(s => s.gain.map((g): [number, number] => [g.lon, g.lat]))]);
  }

  // The project's assets that are part of a network, each with its layer; a road is taken as hardened.
  private async assets(w: Work): Promise<OpenedAsset[]> {
    const listed = w.assets.map(code => `'${code.replaceAll("'", "''")}'`).join(',');
    if (!listed) return [];
    const filter = encodeURIComponent(`code IN (${listed})`);
    const found = await Promise.all(
      networks(this.rules).map(async (layer): Promise<OpenedAsset[]> => {
        const { features } = await get<Schema<'FeatureCollection'>>(
          `ogc/collections/${layer}/items?f=json&limit=1000&filter=${filter}`,
        );
        return features.map(f => ({ layer, code: String(f.properties.code), ...improvement(this.rules, layer) }));
      }),
    );
    return found.flat();
  }

  // The gaps it closes for one service, by name; a click shows why each is a gap.
  private closedGaps(s: Effect): HTMLElement[] {
    const hamlets = s.gain
      .filter(g => g.subject === 'hamlet')
      .sort((a, b) => (b.households ?? 0) - (a.households ?? 0));
    const list = element('p', 'closed');
    for (const h of hamlets) {
      const households = h.households === null ? '' : ` ${number(h.households)} ${say('households')}`;
      const open = link(`${this.nameOf(h.code)}${households}`, () => this.pick(h.code));
      open.dataset.code = h.code;
      list.append(open);
    }
    const sentence = say('closes', {
      service: s.title[language],
      hamlets: number(hamlets.length),
      households: number(s.householdsGaining),
    });
    return [element('p', '', sentence), list];
  }
}
