import { element } from '../ground/dom';
import { language, number, say, wan, type Word } from '../ground/words';

interface Work { code: string; name: string | null; bureau: string | null; dueOn: string | null; budgetYuan: number | null; paidYuan: number | null; progressPct: number | null; assets: string[]; state: string; lon: number | null; lat: number | null }
interface Works { asOf: string; items: Work[] }
interface Effect { service: string; title: { zh: string; en: string }; householdsGaining: number; gain: { subject: string; code: string; households: number | null; lon: number; lat: number }[] }

const networks = ['roads', 'power', 'telecom', 'water'];
const states = ['overdue', 'late', 'running', 'not_begun', 'finished', 'given_up'];

// The projects with dates, money and progress, the late ones first; a click shows whom its assets would serve.
export class WorksPanel {
  private works: Work[] = [];
  private day = '';

  constructor(private readonly root: HTMLElement, private readonly get: <T>(path: string) => Promise<T>, private readonly go: (points: [number, number][]) => void, private readonly name: (code: string) => string, private readonly pick: (code: string) => void) {
    root.querySelector('select')!.addEventListener('change', () => this.table());
  }

  async show(day: string): Promise<void> {
    const answer = await this.get<Works>(`api/works?asOf=${day}`);
    [this.works, this.day] = [answer.items, day];
    const bureaus = this.root.querySelector('select')!;
    bureaus.replaceChildren(new Option(say('all_bureaus'), ''), ...[...new Set(this.works.map(w => w.bureau).filter(b => b !== null))].map(b => new Option(b, b)));
    this.root.hidden = false;
    this.table();
    bureaus.focus();
  }

  close(): void {
    this.root.hidden = true;
    this.go([]);
  }

  private table(): void {
    const bureau = this.root.querySelector('select')!.value;
    const shown = this.works.filter(w => bureau === '' || w.bureau === bureau).sort((a, b) => states.indexOf(a.state) - states.indexOf(b.state) || (a.dueOn ?? '9').localeCompare(b.dueOn ?? '9'));
    const table = element('table', ''), head = table.appendChild(document.createElement('thead')).appendChild(document.createElement('tr'));
    for (const word of ['work', 'standing', 'due', 'done', 'budget', 'paid'] as Word[]) head.append(element('th', ['done', 'budget', 'paid'].includes(word) ? 'number' : '', say(word)));
    const body = table.appendChild(document.createElement('tbody'));
    for (const w of shown) {
      const row = body.appendChild(document.createElement('tr')), name = row.appendChild(element('td', 'rule')), button = element('button', '', w.name ?? w.code) as HTMLButtonElement;
      button.type = 'button';
      button.addEventListener('click', () => void this.effect(w));
      name.append(button, element('small', '', w.code));
      row.append(element('td', `standing ${w.state === 'late' ? 'overdue' : w.state}`, say(w.state as Word)), element('td', '', w.dueOn ?? '—'), element('td', 'number', w.progressPct === null || w.state === 'not_begun' ? '—' : `${number(w.progressPct)}%`), element('td', 'number', this.money(w.budgetYuan)), element('td', 'number', this.money(w.paidYuan)));
    }
    const late = shown.filter(w => w.state === 'late' || w.state === 'overdue').length;
    this.root.querySelector('#works-table')!.replaceChildren(element('p', '', `${this.day} · ${say('works_n', { n: number(shown.length) })} · ${say('late')} ${number(late)} · ${say('budget')} ${this.money(shown.reduce((sum, w) => sum + (w.budgetYuan ?? 0), 0))} · ${say('paid')} ${this.money(shown.reduce((sum, w) => sum + (w.paidYuan ?? 0), 0))}`), table);
  }

  private money(yuan: number | null): string { return yuan === null ? '—' : wan(yuan); }

  // What the work would close: its assets as if they were open and hard on the day of the slider.
  private async effect(w: Work): Promise<void> {
    const box = this.root.querySelector<HTMLElement>('#works-effect')!;
    box.replaceChildren(element('p', '', `${w.name ?? w.code} …`));
    const at: [number, number][] = w.lon === null || w.lat === null ? [] : [[w.lon, w.lat]];
    const opened = await this.assets(w);
    if (opened.length === 0) {
      box.replaceChildren(element('h3', '', w.name ?? w.code), element('p', '', say('closes_other')));
      this.go(at);
      return;
    }
    const response = await fetch('api/what-if', { method: 'POST', headers: { 'Content-Type': 'application/json', 'Accept-Language': language }, body: JSON.stringify({ asOf: this.day, opened }) });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({})) as { detail?: string };
      box.replaceChildren(element('p', 'codes', `${w.name ?? w.code}: ${problem.detail ?? response.status}`));
      this.go(at);
      return;
    }
    const { services } = await response.json() as { services: Effect[] };
    const gaining = services.filter(s => s.gain.some(g => g.subject === 'hamlet'));
    box.replaceChildren(element('h3', '', w.name ?? w.code), ...(gaining.length === 0 ? [element('p', '', say('closes_none'))] : gaining.flatMap(s => this.closes(s))));
    this.go([...at, ...gaining.flatMap(s => s.gain.map(g => [g.lon, g.lat] as [number, number]))]);
  }

  // The work's assets that are part of a network, each with its layer; a road is supposed to be hard.
  private async assets(w: Work): Promise<{ layer: string; code: string; set?: Record<string, unknown> }[]> {
    const listed = w.assets.map(code => `'${code.replaceAll("'", "''")}'`).join(',');
    if (!listed) return [];
    const found = await Promise.all(networks.map(async layer => (await this.get<{ features: { properties: { code: string } }[] }>(`ogc/collections/${layer}/items?f=json&limit=1000&filter=${encodeURIComponent(`code IN (${listed})`)}`)).features.map(f => ({ layer, code: f.properties.code, ...(layer === 'roads' ? { set: { surface: 'concrete', surfaced_on: null } } : {}) }))));
    return found.flat();
  }

  // Which gaps it closes, each by its name: a click shows why it is one.
  private closes(s: Effect): HTMLElement[] {
    const hamlets = s.gain.filter(g => g.subject === 'hamlet').sort((a, b) => (b.households ?? 0) - (a.households ?? 0)), list = element('p', 'closed');
    for (const h of hamlets) {
      const button = element('button', 'link', `${this.name(h.code)}${h.households === null ? '' : ` ${number(h.households)} ${say('households')}`}`) as HTMLButtonElement;
      button.type = 'button';
      button.dataset.code = h.code;
      button.addEventListener('click', () => this.pick(h.code));
      list.append(button);
    }
    return [element('p', '', say('closes', { service: s.title[language], hamlets: number(hamlets.length), households: number(s.householdsGaining) })), list];
  }
}
