import { element } from '../ground/dom';
import type * as GeoJSON from 'geojson';
import type { Map as MapLibre } from 'maplibre-gl';
import { Pen } from '../map/pen';
import type { Editor } from './editor';
import { area, lines } from '../ground/metres';
import { showResult } from '../map/relocation';
import { word } from './questions';
import { finished } from './topics';
import { language, number, say, wan, type Word } from '../ground/words';

interface Text { zh: string; en: string }
interface Site {
  areaM2: number | null; refused: boolean; violations: { kind: string; code: string | null; name: string | null; areaM2: number | null; share: number | null; sentence: Text }[]; overlaps: { code: string; name: string | null }[];
  factors: { title: Text; by: string; distanceM: number | null; straightLineM: number | null; name: string | null; score: number | null; scoreLow: number; scoreHigh: number; weight: number; unknown: string | null }[];
  score: number | null; scoreLow: number | null; scoreHigh: number | null; capacity: { sentence: Text }; services: { title: Text; verdict: string }[]; sentence: Text;
}
interface Scored { sites: Site[]; moveInOn: string; weightsVerified: boolean }
interface Moving {
  persons: number; target: number; deadline: string | null; perMonth: number | null; concentratedShare: number | null; households: number; housesRemoved: number; land: { reclaimedM2: number; reclaimedUntold: number; usedM2: number; usedUntold: number }; funds: { budgetYuan: number; paidYuan: number };
  sites: { code: string; name: string | null; persons: number; capacity: number | null; moveInDay: string; ready: string; readiness: { title: Text; verdict: string }[]; lon: number | null; lat: number | null }[];
}
interface Candidates { totals: { hamlets: number; recommended: number }; items: { code: string; name: string | null; village: string | null; households: number | null; testsMet: number; testsUnknown: number; servingComplete: boolean; servingYuanPerHousehold: number | null; movingYuanPerHousehold: number | null; tests: { verdict: string; sentence: Text }[]; lon: number | null; lat: number | null }[] }
interface Assigned { status: string; hamlets: number; persons: number; gap: number | null; infeasible: { message: Text }[] }
interface Land { neededM2: number; pieces: number; slopeUnknown: boolean; items: { rank: number; township: string | null; areaM2: number; score: number | null; scoreLow: number; scoreHigh: number; lon: number; lat: number }[] }
interface RedLines { items: { code: string; name: string | null; village: string | null; drawn: boolean | null; areaMu: number | null; forbidden: { code: string }[] | null }[] }

const money = (yuan: number | null): string => yuan === null ? '—' : wan(yuan);
const dot = (verdict: string): HTMLElement => element('i', `dot ${verdict.replace('_', '-')}`);

// Who moves, where to: a site is judged while it is drawn.
export class Relocation {
  private pen: Pen | undefined;
  private drawn: GeoJSON.Geometry | undefined;
  private waiting = 0;
  private asked = 0;
  private turn = 0;

  constructor(private readonly root: HTMLElement, private readonly map: MapLibre, private readonly day: () => string, private readonly goTo: (points: [number, number][]) => void, private readonly editor: () => Promise<Editor>) {
    this.part('draw').addEventListener('click', () => this.start());
    this.part('suggest').addEventListener('click', () => void this.work('api/sites/suggest', { persons: this.persons() || 100, asOf: this.day() }, (l: Land) => this.land(l)));
    this.part('assign').addEventListener('click', () => void this.work('api/sites/assign', { asOf: this.day(), timeLimitS: 30 }, (a: Assigned) => this.assigned(a)));
    this.part('keep').addEventListener('click', () => void this.keep('sites', { status: 'planned', mode: 'concentrated' }, this.drawn));
  }

  async open(): Promise<void> {
    this.root.hidden = false;
    const day = this.day();
    await Promise.all([
      this.fill('progress', `api/relocation/progress?asOf=${day}&by=site`, (m: Moving) => this.progress(m)),
      this.fill('candidates', `api/relocation/candidates?asOf=${day}&limit=200`, (c: Candidates) => this.candidates(c)),
      this.fill('red-lines', `api/relocation/red-lines?asOf=${day}`, (r: RedLines) => this.redLines(r)),
    ]);
  }

  close(): void {
    this.root.hidden = true;
    this.pen?.stop();
    this.pen = undefined;
    this.turn++;
    showResult(this.map);
    this.part('result').replaceChildren();
  }

  private part(name: string): HTMLElement { return this.root.querySelector<HTMLElement>(`[data-part=${name}]`)!; }

  // Each part says for itself that it could not be loaded.
  private async fill<T>(name: string, path: string, show: (answer: T) => HTMLElement[]): Promise<void> {
    try {
      const response = await fetch(path, { headers: { 'Accept-Language': language } });
      const answer = await response.json() as T & { detail?: string; title?: string };
      this.part(name).replaceChildren(...response.ok ? show(answer) : [element('p', 'conflict', answer.detail ?? answer.title ?? String(response.status))]);
    } catch {
      this.part(name).replaceChildren(element('p', 'conflict', say('stale')));
    }
  }

  private start(): void {
    this.pen ??= new Pen(this.map, [], geometry => { this.drawn = geometry; this.soon(); });
    this.pen.start('polygon');
    this.drawn = undefined;
    this.map.getCanvas().focus();
    this.part('keep').hidden = true;
    this.part('score').replaceChildren(element('p', '', say('edit_draw')));
  }

  // The shape is judged whenever the pen rests for a moment.
  private soon(): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.judge(), 250);
  }

  private async judge(): Promise<void> {
    const shape = this.drawn;
    if (shape?.type !== 'Polygon' || shape.coordinates[0]!.length < 4 || area(shape.coordinates[0]!) < 10) return; // two corners are no land yet
    const turn = ++this.asked;
    try {
      const persons = this.persons();
      const response = await fetch('api/sites/score', { method: 'POST', headers: { 'Content-Type': 'application/json', 'Accept-Language': language }, body: JSON.stringify({ geometry: shape, moveInOn: this.day(), ...(persons > 0 ? { persons } : {}) }) });
      const answer = await response.json() as Scored & { detail?: string; title?: string };
      if (turn !== this.asked) return; // a newer shape is being judged
      this.part('keep').hidden = !response.ok || answer.sites[0]!.refused;
      this.part('score').replaceChildren(...response.ok ? this.verdict(answer) : [element('p', 'conflict', answer.detail ?? answer.title ?? String(response.status))]);
    } catch {
      if (turn === this.asked) this.part('score').replaceChildren(element('p', 'conflict', say('away')));
    }
  }

  private persons(): number { return Number(this.root.querySelector<HTMLInputElement>('[name=persons]')!.value); }

  // Long work whose result lies on the map and can be taken along as a file.
  private async work<T>(path: string, body: unknown, show: (result: T) => HTMLElement[]): Promise<void> {
    const turn = ++this.turn, part = this.part('result');
    part.replaceChildren(element('p', 'codes', say('working')));
    try {
      const { id, result } = await finished<T>(path, body), address = `api/jobs/${id}/result?f=`;
      const response = await fetch(`${address}geojson`), found = await response.json() as GeoJSON.FeatureCollection;
      if (turn !== this.turn) return; // closed, or asked for something else meanwhile
      showResult(this.map, found);
      this.goTo(found.features.flatMap(f => lines(f.geometry).flat() as [number, number][]));
      const files = element('p', 'codes');
      for (const form of ['xlsx', 'csv', 'geojson']) files.append(Object.assign(document.createElement('a'), { href: `${address}${form}`, download: `${path.split('/').pop()}.${form}`, textContent: form.toUpperCase() }), document.createTextNode(' '));
      part.replaceChildren(...show(result), files);
    } catch (error) {
      if (turn === this.turn) part.replaceChildren(element('p', 'conflict', error instanceof TypeError ? say('away') : error instanceof Error ? error.message : String(error)));
    }
  }

  private land(l: Land): HTMLElement[] {
    return [element('p', 'codes', `${say('land_found', { n: number(l.pieces), m2: number(l.neededM2) })}${l.slopeUnknown ? ` ${say('slope_unknown')}` : ''}`),
      this.table(['#', 'm²', say('score')], l.items.map(i => [this.jump(`${i.rank} ${i.township ?? ''}`, i.lon, i.lat), element('span', '', number(i.areaM2)), element('span', '', i.score === null ? `${i.scoreLow.toFixed(3)}–${i.scoreHigh.toFixed(3)}` : i.score.toFixed(3))]))];
  }

  private assigned(a: Assigned): HTMLElement[] {
    return [element('p', '', `${say('assigned', { n: number(a.hamlets), p: number(a.persons) })} ${word(a.status)}${a.gap ? ` (${(100 * a.gap).toFixed(1)}%)` : ''}`), ...a.infeasible.map(i => element('p', 'conflict', i.message[language]))];
  }

  private verdict(answer: Scored): HTMLElement[] {
    const site = answer.sites[0]!, head = element('p', site.refused ? 'refused' : 'allowed');
    head.append(element('b', '', say(site.refused ? 'refused' : 'allowed')), element('span', '', ` ${number(site.areaM2 ?? 0)} ${say('square_metres')} · ${site.capacity.sentence[language]}`));
    const faults = site.violations.map(v => element('p', 'conflict', `${v.sentence[language]}${v.code && !v.sentence[language].includes(v.code) ? ` (${v.code})` : ''}`));
    const total = element('p', '', site.score !== null ? `${say('score')} ${site.score.toFixed(3)}` : site.scoreLow !== null && site.scoreHigh !== null ? `${say('score')} ${site.scoreLow.toFixed(3)}–${site.scoreHigh.toFixed(3)}` : '');
    const bars = site.factors.map(f => {
      const row = element('div', 'bar'), strip = element('span', 'strip'), part = element('i', f.score === null ? 'unknown' : 'met');
      part.style.width = `${100 * (f.score ?? f.scoreHigh)}%`;
      strip.append(part);
      row.append(element('span', 'name', f.title[language]), strip, element('span', 'count', (f.by === 'straight' ? f.straightLineM : f.distanceM) === null ? say('unknown') : `${f.by === 'straight' ? say('straight') : ''} ${number((f.by === 'straight' ? f.straightLineM : f.distanceM)!)} ${say('metres')}`));
      row.title = `${f.name ?? ''} ${(100 * f.weight).toFixed(0)}%`;
      return row;
    });
    const services = element('p', 'verdicts');
    for (const s of site.services) { const one = element('span', ''); one.append(dot(s.verdict), document.createTextNode(` ${s.title[language]} `)); services.append(one); }
    return [head, ...faults, ...site.overlaps.map(o => element('p', 'conflict', say('overlap', { code: o.name ?? o.code }))), total, ...bars, services, element('p', 'codes', `${site.sentence[language]}${answer.weightsVerified ? '' : ` ${say('unverified')}`}`)];
  }

  private progress(m: Moving): HTMLElement[] {
    const strip = element('span', 'strip'), part = element('i', 'met');
    part.style.width = `${Math.min(100, 100 * m.persons / Math.max(1, m.target))}%`;
    strip.append(part);
    const bar = element('div', 'bar');
    bar.append(element('span', 'name', say('moved')), strip, element('span', 'count', `${number(m.persons)} / ${number(m.target)}`));
    const table = this.table([say('sites'), say('moved'), say('ready')], m.sites.map(s => {
      const ready = element('span', '');
      ready.append(...s.readiness.map(r => { const d = dot(r.verdict); d.title = `${r.title[language]} ${say(r.verdict as Word)}`; return d; }));
      return [this.jump(s.name ?? s.code, s.lon, s.lat), element('span', '', `${number(s.persons)}${s.capacity === null ? '' : ` / ${number(s.capacity)}`}`), ready];
    }));
    return [bar, element('p', 'codes', [m.deadline === null ? '' : `${say('deadline')} ${m.deadline}`, m.perMonth === null ? '' : say('pace_moves', { n: number(m.perMonth) }), m.concentratedShare === null ? '' : say('concentrated', { share: `${(100 * m.concentratedShare).toFixed(0)}%` }), say('paid_of', { paid: money(m.funds.paidYuan), budget: money(m.funds.budgetYuan) }), say('houses_removed', { n: number(m.housesRemoved), all: number(m.households) }), say('land_balance', { back: number(m.land.reclaimedM2), used: number(m.land.usedM2), untold: m.land.reclaimedUntold + m.land.usedUntold })].filter(t => t).join(' · ')), table];
  }

  private candidates(c: Candidates): HTMLElement[] {
    return [this.recommended(c.totals.recommended), this.table([say('hamlets'), say('households'), say('tests'), say('serve_or_move')], c.items.map(i => {
      const tests = element('span', '');
      // A test that is met is no gap: ink says it applies.
      tests.append(...i.tests.map(t => { const d = element('i', `dot ${t.verdict === 'met' ? 'applies' : t.verdict === 'not_met' ? 'below' : 'unknown'}`); d.title = t.sentence[language]; return d; }), element('span', 'codes', ` ${i.testsMet}/${i.tests.length}`));
      return [this.jump(`${i.name ?? i.code} ${i.village ?? ''}`, i.lon, i.lat), element('span', '', i.households === null ? '—' : number(i.households)), tests, element('span', '', `${i.servingComplete ? '' : '≥ '}${money(i.servingYuanPerHousehold)} / ${money(i.movingYuanPerHousehold)}`)];
    }))];
  }

  // How many should move, and what the dots of the table mean.
  private recommended(count: number): HTMLElement {
    const line = element('p', 'codes', `${say('recommended', { n: number(count) })} `);
    for (const [style, word] of [['applies', 'test_met'], ['below', 'test_not_met'], ['unknown', 'unknown']] as [string, Word][]) line.append(element('i', `dot ${style}`), document.createTextNode(` ${say(word)} `));
    return line;
  }

  private redLines(r: RedLines): HTMLElement[] {
    if (r.items.length === 0) return [element('p', 'codes', say('no_vacated'))];
    return [this.table([say('hamlets'), say('red_line'), say('forbidden')], r.items.map(i => {
      const suggest = element('button', '', say('propose')) as HTMLButtonElement;
      suggest.type = 'button';
      suggest.addEventListener('click', () => void this.propose(i.code));
      const sheet = Object.assign(document.createElement('a'), { href: `api/relocation/red-lines/${encodeURIComponent(i.code)}/sheet?asOf=${this.day()}`, target: '_blank', rel: 'noopener', textContent: say('sheet') });
      const name = element('span', '', `${i.name ?? i.code} ${i.village ?? ''} `);
      name.append(sheet);
      return [name, i.drawn ? element('span', '', i.areaMu === null ? '✓' : `${i.areaMu.toFixed(1)} 亩`) : suggest, element('span', '', i.forbidden === null ? '—' : i.forbidden.map(f => f.code).join(' '))];
    }))];
  }

  private async propose(hamlet: string): Promise<void> {
    const response = await fetch(`api/relocation/red-lines/${encodeURIComponent(hamlet)}/proposal`, { headers: { 'Accept-Language': language } });
    const proposal = await response.json() as GeoJSON.Feature<GeoJSON.Geometry, { name: string | null; sentence: Text }> & { detail?: string };
    if (!response.ok) { this.part('score').replaceChildren(element('p', 'conflict', proposal.detail ?? String(response.status))); return; }
    await this.keep('zones', { kind: 'vacated', status: 'open', name: `${proposal.properties.name ?? hamlet} ${say('red_line')}` }, proposal.geometry, proposal.properties.sentence[language]);
  }

  // Hands a shape on to the form, where it is changed and saved.
  private async keep(layer: string, values: Record<string, string>, shape: GeoJSON.Geometry | undefined, sentence = ''): Promise<void> {
    if (!shape) return;
    const geometry = structuredClone(shape);
    this.close();
    await (await this.editor()).open(layer, values, geometry, sentence);
  }

  private jump(text: string, lon: number | null, lat: number | null): HTMLElement {
    const button = element('button', 'link', text) as HTMLButtonElement;
    button.type = 'button';
    if (lon === null || lat === null) button.disabled = true;
    else button.addEventListener('click', () => this.goTo([[lon, lat]]));
    return button;
  }

  private table(heads: string[], rows: HTMLElement[][]): HTMLElement {
    const table = element('table', ''), head = document.createElement('tr');
    head.append(...heads.map(h => element('th', '', h)));
    table.append(head, ...rows.map(cells => { const row = document.createElement('tr'); row.append(...cells.map(c => { const cell = document.createElement('td'); cell.append(c); return cell; })); return row; }));
    return table;
  }
}
