import type * as GeoJSON from 'geojson';
import type { Map as MapLibre } from 'maplibre-gl';
import { errorText, get, post, runJob, type Schema } from '../ground/api';
import { anchor, button, cell, element, find, link, table } from '../ground/dom';
import { area, lines } from '../ground/metres';
import { codeWord, language, number, percent, say, wan } from '../ground/words';
import { Pen } from '../map/pen';
import { showResult } from '../map/relocation';
import { scoreText, siteVerdict } from './site-verdict';
import { type Assigned, solutionText } from './topics/questions';

type Moving = Schema<'MovingDocument'>;
type Candidates = Schema<'CandidateDocument'>;
type Land = Schema<'SuggestDocument'>;
type RedLines = Schema<'RedLineDocument'>;

const judgeMs = 250;
const solverSeconds = 30;

// Who moves and where to: a site is judged while it is drawn.
export class Relocation {
  private pen: Pen | undefined;
  private drawn: GeoJSON.Geometry | undefined;
  private judgeTimer = 0;
  private judging = 0;
  private turn = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly map: MapLibre,
    private readonly day: () => string,
    private readonly goTo: (points: [number, number][]) => void,
    private readonly edit: (
      layer: string,
      values: Record<string, string>,
      shape: GeoJSON.Geometry,
      sentence: string,
    ) => void,
  ) {
    const on = (part: string, act: () => void): void => this.part(part).addEventListener('click', act);
    on('draw', () => this.start());
    on('suggest', () => {
      const body = { persons: this.persons || 100, asOf: this.day() };
      void this.work('api/sites/suggest', body, (l: Land) => this.land(l));
    });
    on('assign', () => {
      const body = { asOf: this.day(), timeLimitS: solverSeconds };
      void this.work('api/sites/assign', body, (a: Assigned) => assigned(a));
    });
    on('keep', () => this.keep('sites', { status: 'planned', mode: 'concentrated' }, this.drawn));
  }

  async open(): Promise<void> {
    const day = this.day();
    await Promise.all([
      this.fill('progress', `api/relocation/progress?asOf=${day}&by=site`, (m: Moving) => this.progress(m)),
      this.fill('candidates', `api/relocation/candidates?asOf=${day}&limit=200`, (c: Candidates) => this.candidates(c)),
      this.fill('red-lines', `api/relocation/red-lines?asOf=${day}`, (r: RedLines) => this.redLines(r)),
    ]);
  }

  close(): void {
    this.pen?.stop();
    this.pen = undefined;
    this.turn++;
    showResult(this.map);
    this.part('result').replaceChildren();
  }

  private part(name: string): HTMLElement {
    return find(this.root, `[data-part=${name}]`);
  }

  private get persons(): number {
    return Number(find<HTMLInputElement>(this.root, '[name=persons]').value);
  }

  // Each part loads by itself and says by itself that it could not be loaded.
  private async fill<T>(name: string, path: string, show: (answer: T) => HTMLElement[]): Promise<void> {
    try {
      const answer = await get<T>(path);
      this.part(name).replaceChildren(...show(answer));
    } catch (error) {
      this.part(name).replaceChildren(element('p', 'conflict', errorText(error)));
    }
  }

  private start(): void {
    this.pen ??= new Pen(this.map, [], geometry => {
      this.drawn = geometry;
      this.judgeSoon();
    });
    this.pen.start('polygon');
    this.drawn = undefined;
    this.map.getCanvas().focus();
    this.part('keep').hidden = true;
    this.part('score').replaceChildren(element('p', '', say('edit_draw')));
  }

  // The shape is judged whenever the pen rests for a moment.
  private judgeSoon(): void {
    clearTimeout(this.judgeTimer);
    this.judgeTimer = window.setTimeout(() => void this.judge(), judgeMs);
  }

  private async judge(): Promise<void> {
    const shape = this.drawn;
    // Fewer than three corners enclose no land yet.
    if (shape?.type !== 'Polygon' || shape.coordinates[0]!.length < 4 || area(shape.coordinates[0]!) < 10) return;
    const turn = ++this.judging;
    const { persons } = this;
    const body = { geometry: shape, moveInOn: this.day(), ...(persons > 0 ? { persons } : {}) };
    try {
      const answer = await post<Schema<'SiteDocument'>>('api/sites/score', body);
      if (turn !== this.judging) return; // a newer shape is being judged
      this.part('keep').hidden = answer.sites[0]!.refused;
      this.part('score').replaceChildren(...siteVerdict(answer));
    } catch (error) {
      if (turn !== this.judging) return;
      this.part('keep').hidden = true;
      this.part('score').replaceChildren(element('p', 'conflict', errorText(error)));
    }
  }

  // A long task whose result is drawn on the map and can be downloaded.
  private async work<T>(path: string, body: unknown, show: (result: T) => HTMLElement[]): Promise<void> {
    const turn = ++this.turn;
    const part = this.part('result');
    part.replaceChildren(element('p', 'codes', say('working')));
    try {
      const { id, result } = await runJob<T>(path, body);
      const address = `api/jobs/${id}/result?f=`;
      const found = await get<GeoJSON.FeatureCollection>(`${address}geojson`);
      if (turn !== this.turn) return; // the panel was closed, or something else was asked meanwhile
      showResult(this.map, found);
      this.goTo(found.features.flatMap(f => lines(f.geometry).flat() as [number, number][]));
      part.replaceChildren(...show(result), downloads(address, path.split('/').pop() ?? 'result'));
    } catch (error) {
      if (turn !== this.turn) return;
      part.replaceChildren(element('p', 'conflict', errorText(error)));
    }
  }

  private land(l: Land): HTMLElement[] {
    const found = say('land_found', { n: number(l.pieces), m2: number(l.neededM2) });
    const rows = l.items.map(i => [
      this.jump(`${i.rank} ${i.township ?? ''}`, i.lon, i.lat),
      element('span', '', number(i.areaM2)),
      element('span', '', scoreText(i)),
    ]);
    return [
      element('p', 'codes', l.slopeUnknown ? `${found} ${say('slope_unknown')}` : found),
      table('', ['#', 'm²', say('score')], rows),
    ];
  }

  private progress(m: Moving): HTMLElement[] {
    const strip = element('span', 'strip');
    const part = element('i', 'met');
    part.style.width = `${Math.min(100, (100 * m.persons) / Math.max(1, m.target))}%`;
    strip.append(part);
    const bar = element('div', 'bar');
    const count = element('span', 'count', `${number(m.persons)} / ${number(m.target)}`);
    bar.append(element('span', 'name', say('moved')), strip, count);
    const rows = m.sites.map(s => {
      const ready = element('span');
      for (const r of s.readiness) {
        const dot = element('i', `dot ${r.verdict.replace('_', '-')}`);
        dot.title = `${r.title[language]} ${codeWord('test', r.verdict)}`;
        ready.append(dot);
      }
      const capacity = s.capacity === null ? '' : ` / ${number(s.capacity)}`;
      return [this.jump(s.name ?? s.code, s.lon, s.lat), element('span', '', `${number(s.persons)}${capacity}`), ready];
    });
    return [bar, element('p', 'codes', movingText(m)), table('', [say('sites'), say('moved'), say('ready')], rows)];
  }

  private candidates(c: Candidates): HTMLElement[] {
    const rows = c.items.map(i => {
      const tests = element('span');
      for (const t of i.tests) {
        const dot = element('i', `dot ${testDot(t.verdict)}`);
        dot.title = t.sentence[language];
        tests.append(dot);
      }
      tests.append(element('span', 'codes', ` ${i.testsMet}/${i.tests.length}`));
      const serving = `${i.servingComplete ? '' : '≥ '}${wan(i.servingYuanPerHousehold)}`;
      return [
        this.jump(`${i.name ?? i.code} ${i.village ?? ''}`, i.lon, i.lat),
        element('span', '', i.households === null ? '—' : number(i.households)),
        tests,
        element('span', '', `${serving} / ${wan(i.movingYuanPerHousehold)}`),
      ];
    });
    const heads = [say('hamlets'), say('households'), say('tests'), say('serve_or_move')];
    return [recommended(c.totals.recommended), table('', heads, rows)];
  }

  private redLines(r: RedLines): HTMLElement[] {
    if (r.items.length === 0) return [element('p', 'codes', say('no_vacated'))];
    const rows = r.items.map(i => {
      const address = `api/relocation/red-lines/${encodeURIComponent(i.code)}/sheet?asOf=${this.day()}`;
      const sheet = anchor(address, say('sheet'));
      Object.assign(sheet, { target: '_blank', rel: 'noopener' });
      const name = element('span', '', `${i.name ?? i.code} ${i.village ?? ''} `);
      name.append(sheet);
      const size = i.areaMu === null ? '✓' : `${i.areaMu.toFixed(1)} ${say('mu')}`;
      const drawn = i.drawn ? element('span', '', size) : button('', say('propose'), () => void this.propose(i.code));
      const forbidden = i.forbidden === null ? '—' : i.forbidden.map(f => f.code).join(' ');
      return [cell('', name), cell('', drawn), cell('', forbidden)];
    });
    return [table('', [say('hamlets'), say('red_line'), say('forbidden')], rows)];
  }

  private async propose(hamlet: string): Promise<void> {
    try {
      const address = `api/relocation/red-lines/${encodeURIComponent(hamlet)}/proposal`;
      const { properties, geometry } = await get<Schema<'RedLineFeature'>>(address);
      const name = `${properties.name ?? hamlet} ${say('red_line')}`;
      this.keep(
        'zones',
        { kind: 'vacated', status: 'open', name },
        geometry as GeoJSON.Geometry,
        properties.sentence[language],
      );
    } catch (error) {
      this.part('score').replaceChildren(element('p', 'conflict', errorText(error)));
    }
  }

  // Opens the edit form with a shape, where it is changed and saved.
  private keep(
    layer: string,
    values: Record<string, string>,
    shape: GeoJSON.Geometry | undefined,
    sentence = '',
  ): void {
    if (shape) this.edit(layer, values, structuredClone(shape), sentence);
  }

  private jump(text: string, lon: number | null, lat: number | null): HTMLElement {
    const known = lon !== null && lat !== null;
    const made = link(text, () => {
      if (known) this.goTo([[lon, lat]]);
    });
    made.disabled = !known;
    return made;
  }
}

function assigned(a: Assigned): HTMLElement[] {
  const head = say('assigned', { n: number(a.hamlets), p: number(a.persons) });
  return [
    element('p', '', `${head} ${solutionText(a)}`),
    ...a.infeasible.map(i => element('p', 'conflict', i.message[language])),
  ];
}

function downloads(address: string, name: string): HTMLElement {
  const files = element('p', 'codes');
  for (const format of ['xlsx', 'csv', 'geojson']) {
    const file = anchor(`${address}${format}`, format.toUpperCase());
    file.download = `${name}.${format}`;
    files.append(file, ' ');
  }
  return files;
}

function movingText(m: Moving): string {
  const parts: string[] = [];
  if (m.deadline !== null) parts.push(`${say('deadline')} ${m.deadline}`);
  if (m.perMonth !== null) parts.push(say('pace_moves', { n: number(m.perMonth) }));
  if (m.concentratedShare !== null) parts.push(say('concentrated', { share: percent(m.concentratedShare) }));
  parts.push(
    say('paid_of', { paid: wan(m.funds.paidYuan), budget: wan(m.funds.budgetYuan) }),
    say('houses_removed', { n: number(m.housesRemoved), all: number(m.households) }),
    say('land_balance', {
      back: number(m.land.reclaimedM2),
      used: number(m.land.usedM2),
      untold: m.land.reclaimedUntold + m.land.usedUntold,
    }),
  );
  return parts.join(' · ');
}

// A test that is met is no gap: it is drawn in ink, not in the colour of a verdict.
const testDot = (verdict: string): string =>
  verdict === 'met' ? 'applies' : verdict === 'not_met' ? 'below' : 'unknown';

// How many hamlets should move, and what the dots of the table mean.
function recommended(count: number): HTMLElement {
  const line = element('p', 'codes', `${say('recommended', { n: number(count) })} `);
  for (const verdict of ['met', 'not_met', 'unknown'])
    line.append(element('i', `dot ${testDot(verdict)}`), ` ${codeWord('test', verdict)} `);
  return line;
}
