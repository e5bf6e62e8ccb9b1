import type { StyleSpecification } from 'maplibre-gl';
import { errorText, get, type Schema } from '../ground/api';
import { byId, element, notice } from '../ground/dom';
import { number, say } from '../ground/words';
import { coordinates } from '../map/coordinates';
import { type Bounds, CountyMap } from '../map/map';
import { retryTiles } from '../map/retry';
import { isoOf } from '../state/days';
import { fetchTimeline } from '../state/fetch';
import type { LayerStyle } from '../state/layers';
import { clockOf } from '../state/moments';
import { type Rules, ruleOf } from '../state/rules';
import type { View } from '../state/share';
import { type Answer, answer, type Question, type Timeline } from '../state/timeline';
import { AnswerPanel } from './answer';
import { Drawer } from './drawer';
import { Finder } from './finder';
import { FindingsSwitch } from './findings-switch';
import { Frame } from './frame';
import { legend, showKeys } from './legend';
import { GapList } from './list';
import { Permalink } from './permalink';
import { QuestionForm } from './question';
import { Tasks } from './tasks';
import { TimeBar } from './timebar';
import { Tools } from './tools';

const restMs = 350;
const watchMs = 30_000;
// How long the effect of a saved change is waited for: a county is computed in a second, on a busy machine in several.
const savedMs = 10_000;
// When to look again after a change whose effect was not computed in time.
const laterMs = [3000, 8000, 15_000];

// The page: one question, one answer, and what shows it.
export class Page {
  private readonly map: CountyMap;
  private readonly frame: Frame;
  private readonly drawer: Drawer;
  private readonly time: TimeBar;
  private readonly form: QuestionForm;
  private readonly finder: Finder;
  private readonly list: GapList;
  private readonly panel: AnswerPanel;
  private readonly tasks: Tasks;
  private readonly link: Permalink;
  private readonly findings: FindingsSwitch;
  private tools: Tools | undefined;
  private answer: Answer | undefined;
  private restTimer = 0;
  private view: [number, number, number] | undefined;
  private detailFrom: Element | null = null;

  constructor(
    private readonly timeline: Timeline,
    private tag: string,
    private readonly rules: Rules,
    private readonly style: StyleSpecification & LayerStyle,
    bounds: Bounds | undefined,
  ) {
    const h = timeline.hamlets;
    this.frame = new Frame(
      () => this.map?.resize(),
      work => this.attempt(work),
    );
    this.map = new CountyMap(
      'map',
      style,
      bounds,
      id => this.pick(h.id.indexOf(id), false),
      id => this.list.mark(id === undefined ? undefined : h.id.indexOf(id), id !== undefined),
      row => this.tasks.imports.row(row),
    );
    this.drawer = new Drawer(
      rules,
      this.map,
      () => this.question,
      () => this.link.remember(),
      () => this.showDetail(),
    );
    this.time = new TimeBar(
      timeline.dataDate,
      () => this.update(),
      () => this.attempt(this.renew(0).then(() => undefined)),
    );
    this.form = new QuestionForm(
      rules,
      timeline,
      () => this.update(),
      () => this.goToArea(),
    );
    this.finder = new Finder(byId('search'), byId('found'), timeline, i => this.pick(i, true));
    this.list = new GapList(
      timeline,
      i => this.pick(i, true),
      i => this.map.hint(i === undefined ? undefined : this.placeOf(i)),
      () => {
        this.showRows();
        this.askWhenAtRest();
      },
    );
    this.panel = new AnswerPanel(timeline, rules, this.list, code => this.toggleArea(code));
    this.link = new Permalink(() => this.viewNow());
    this.findings = new FindingsSwitch(this.map, rules);
    this.tasks = new Tasks(this.frame, timeline, rules, {
      nameOf: code => h.name[h.code.indexOf(code)] ?? code,
      asked: () => ({ day: this.day, area: this.form.area, minHouseholds: this.form.minHouseholds }),
      placeOf: code => (h.code.includes(code) ? this.placeOf(h.code.indexOf(code)) : undefined),
      preview: (points, fan) => this.map.preview(points, fan),
      intake: preview => this.map.intake(preview),
      show: (code, kind) => this.attempt(this.drawer.show(code, kind)),
    });
    (window as unknown as { longlin: unknown }).longlin = { map: this.map.map, timeline };
    this.connect();
    this.restore();
    this.update(); // numbers and list do not wait for the map
    void this.map.loaded().then(() => this.whenLoaded());
    if (this.map.map) this.connectMap(this.map.map);
    else this.withoutMap();
    window.setInterval(() => void this.watch(), watchMs);
  }

  private get question(): Question {
    const { service, minHouseholds, area } = this.form;
    return { service, minHouseholds, area, date: this.time.date, forecast: this.time.forecastBy };
  }

  private get day(): string {
    return isoOf(this.time.date);
  }

  private placeOf(i: number): [number, number] {
    return [this.timeline.hamlets.lon[i]!, this.timeline.hamlets.lat[i]!];
  }

  private whenLoaded(): void {
    this.update();
    const ready = (): void => {
      document.body.dataset.ready = 'true';
    };
    if (this.map.map) void this.map.map.once('idle', ready);
    else ready();
  }

  private pick(i: number, go: boolean): void {
    if (i < 0) return;
    if (go) this.map.goTo([this.placeOf(i)]);
    this.attempt(this.drawer.show(this.timeline.hamlets.code[i]!));
    this.showRows();
    this.list.mark(i, !go);
  }

  private showDetail(): void {
    if (!document.activeElement?.closest('#drawer')) this.detailFrom = document.activeElement;
    this.frame.showDetail();
  }

  // Back to the row of the place, or to where the detail was opened from.
  private closeDetail(): void {
    const { hamlet } = this.drawer;
    const focused = byId('drawer').contains(document.activeElement);
    this.drawer.close();
    this.frame.endDetail();
    if (!focused) return;
    const from = this.detailFrom;
    if (from instanceof HTMLElement && from.offsetParent !== null && from.isConnected) from.focus();
    else if (hamlet === undefined || !this.list.focus(this.timeline.hamlets.code.indexOf(hamlet)))
      byId('answer').focus({ preventScroll: true });
  }

  private connect(): void {
    legend(byId('layers'), this.style, (folder, on) => {
      this.switchLayer(folder, on);
      this.remember();
    });
    byId('close').addEventListener('click', () => this.closeDetail());
    byId('history-open').addEventListener('click', () => this.attempt(this.drawer.history()));
    this.frame.closeOnEscape(
      () => this.tools?.stop() ?? false,
      () => this.closeDetail(),
    );
  }

  private withoutMap(): void {
    byId('map').append(element('p', 'unmapped', say('webgl')));
    // What is drawn on a map needs one.
    for (const id of ['edit-open', 'relocation-open', 'tools']) byId(id).hidden = true;
  }

  private connectMap(map: NonNullable<CountyMap['map']>): void {
    const tools = new Tools(
      map,
      this.style,
      this.frame,
      () => this.renew(savedMs),
      () => this.day,
      points => this.map.goTo(points),
    );
    this.tools = tools;
    byId('survey').addEventListener('click', () => {
      const { hamlet } = this.drawer;
      if (hamlet === undefined) return;
      const today = clockOf(new Date().toISOString()).slice(0, 10);
      const { service } = this.form;
      tools.edit('surveys', { hamlet_code: hamlet, service, observed_on: today, evidence: 'inspection' });
    });
    map.on('mousemove', event => {
      byId('coordinates').textContent = coordinates(event.lngLat.lng, event.lngLat.lat);
    });
    map.on('moveend', () => {
      const centre = map.getCenter();
      this.view = [centre.lng, centre.lat, map.getZoom()];
      this.remember();
    });
    map.on('click', event => {
      const code = document.body.dataset.pen ? undefined : this.map.roadAt(event.point);
      if (code) this.tasks.topics.road(code);
    });
    retryTiles(
      map,
      () => notice(say('tiles')),
      tiles => this.map.refresh(tiles),
    );
  }

  private switchLayer(folder: string, on: boolean): void {
    this.map.toggle(folder, on);
    showKeys(byId('layers'), folder, on);
    if (folder === 'findings') void this.findings.show(this.form.service, this.day);
  }

  private update(): void {
    const question = this.question;
    const rule = ruleOf(this.rules, question);
    this.answer = answer(this.timeline, question);
    const { playing, forecast } = this.time;
    const all = !playing || this.time.rowsFollow;
    this.map.colour(this.timeline, this.answer, question.date, playing, all);
    byId('answer').setAttribute('aria-busy', String(playing)); // a screen reader waits until the slider rests
    this.time.show(rule?.deadline ?? null, rule?.deadline ? `${rule.rule} · ${say('deadline')} ${rule.deadline}` : '');
    this.form.showRule(rule?.rule ?? '');
    this.panel.showNumbers(this.answer, question, forecast);
    if (all) {
      this.panel.showTownships(this.answer, question, rule);
      this.showRows();
    }
    this.remember();
    this.askWhenAtRest();
  }

  private showRows(): void {
    this.panel.showDownloads(this.question);
    if (this.answer) this.list.show(this.answer, this.time.playing, this.drawer.hamlet);
  }

  // Whatever needs a request waits until the slider rests.
  private askWhenAtRest(): void {
    clearTimeout(this.restTimer);
    this.restTimer = window.setTimeout(() => void this.atRest(), restMs);
  }

  private async atRest(): Promise<void> {
    const question = this.question;
    void this.findings.show(question.service, this.day);
    try {
      await this.tasks.renew();
      const page = await get<Schema<'GapDocument'>>(this.panel.address(question, this.list.needs));
      this.list.measured(page.items);
      if (JSON.stringify(question) === JSON.stringify(this.question)) this.showRows();
      await this.drawer.renew();
    } catch (error) {
      notice(errorText(error));
    }
  }

  // The view is kept in the address; not while it plays, since browsers limit how often an address may change.
  private remember(): void {
    if (!this.time.playing) this.link.remember();
  }

  private viewNow(): View {
    const { service, size, minHouseholds: households, area } = this.form;
    const { day: date, view: at } = this;
    const { forecastBy: forecast } = this.time;
    return { service, size, households, area, date, forecast, layers: this.map.layersOn, at, place: this.drawer.code };
  }

  private restore(): void {
    const { view, unknown } = this.link.read();
    this.form.restore(view, unknown);
    if (view.date !== undefined && !this.time.go(view.date)) unknown.push(view.date);
    if (view.forecast !== undefined) {
      if (this.time.chooseForecast(view.forecast)) this.attempt(this.renew(0).then(() => undefined));
      else unknown.push(view.forecast);
    }
    void this.map.loaded().then(() => {
      for (const name of view.layers ?? []) {
        const box = document.querySelector<HTMLInputElement>(`#layers input[data-layers="${CSS.escape(name)}"]`);
        if (!box) {
          unknown.push(name);
          continue;
        }
        box.checked = true;
        this.switchLayer(name, true);
      }
      if (view.at) this.map.map?.jumpTo({ center: [view.at[0], view.at[1]], zoom: view.at[2] });
      if (view.place !== undefined && !this.restorePlace(view.place)) unknown.push(view.place);
      if (unknown.length > 0) notice(say('older', { what: unknown.join(say('list_sep')) }));
    });
  }

  private restorePlace(code: string): boolean {
    if (this.timeline.hamlets.code.includes(code)) this.attempt(this.drawer.show(code));
    else if (/^\d{12}$/.test(code))
      void this.drawer.show(code, 'areas').catch(() => notice(say('older', { what: code })));
    else return false;
    return true;
  }

  // What cannot be loaded is said, and what is shown stays.
  private attempt(work: Promise<void> | void): void {
    void Promise.resolve(work).catch(error => notice(errorText(error)));
  }

  // A bar chooses its township, or the whole county again.
  private toggleArea(code: string): void {
    this.form.area = this.form.area === code ? '' : code;
    this.goToArea();
    this.update();
  }

  private goToArea(): void {
    const { area } = this.form;
    const h = this.timeline.hamlets;
    this.map.goTo(h.id.flatMap((_, i) => (!area || h.township[i] === area ? [this.placeOf(i)] : [])));
  }

  // Loads what has changed, whoever changed it, and says what that did to the gaps.
  private async renew(patienceMs: number): Promise<string> {
    const before = this.answer?.notMet ?? 0;
    this.map.refresh(); // what was drawn shows at once
    for (const until = performance.now() + patienceMs; ; ) {
      const now = await fetchTimeline(this.time.forecastBy);
      if (now.tag !== this.tag) {
        this.tag = now.tag;
        Object.assign(this.timeline, now.timeline);
        this.finder.renew();
        break;
      }
      if (performance.now() >= until) {
        if (patienceMs > 0) for (const ms of laterMs) window.setTimeout(() => void this.watch(), ms);
        break;
      }
      await new Promise(done => window.setTimeout(done, 150));
    }
    this.map.refresh();
    this.update();
    const after = this.answer?.notMet ?? 0;
    return say(after === before ? 'no_effect' : 'effect', { before: number(before), after: number(after) });
  }

  // Changes by others appear without a reload: checked while the page is visible and nothing plays.
  private async watch(): Promise<void> {
    if (document.hidden || this.time.playing) return;
    try {
      const { tag } = await fetchTimeline(this.time.forecastBy);
      if (tag === this.tag) return;
      await this.renew(0);
      notice(say('renewed'));
    } catch (error) {
      notice(errorText(error));
    }
  }
}
