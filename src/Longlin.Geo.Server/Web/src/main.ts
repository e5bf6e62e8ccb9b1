import { get } from './ground/api';
import { byId, element, notice } from './ground/dom';
import { language, number, say, type Word } from './ground/words';
import { coordinates } from './map/coordinates';
import type { Findings } from './map/findings';
import { CountyMap, switches } from './map/map';
import { retryTiles } from './map/retry';
import { AnswerPanel } from './panels/answer';
import { Dashboard } from './panels/dashboard';
import { Drawer } from './panels/drawer';
import { Finder } from './panels/finder';
import { Import } from './panels/import';
import { legend } from './panels/legend';
import { type Gap, GapList } from './panels/list';
import { closeOnEscape, connect, foldButton } from './panels/panels';
import { QuestionForm } from './panels/question';
import { Tools } from './panels/tools';
import { Topics } from './panels/topics';
import { WorksPanel } from './panels/works';
import { isoOf } from './state/days';
import { fetchTimeline } from './state/fetch';
import { type Rules, ruleOf } from './state/rules';
import { read, withoutToken, write } from './state/share';
import { Slider } from './state/slider';
import { type Answer, answer, type Question, type Timeline } from './state/timeline';

type Bounds = [number, number, number, number];

const restMs = 350;
const watchMs = 30_000;

// The page: one question, one answer, and what shows it.
class Page {
  private readonly map: CountyMap;
  private readonly drawer: Drawer;
  private readonly slider: Slider;
  private readonly form: QuestionForm;
  private readonly finder: Finder;
  private readonly list: GapList;
  private readonly panel: AnswerPanel;
  private readonly topics: Topics;
  private findings: Promise<Findings> | undefined;
  private answer: Answer | undefined;
  private restTimer = 0;
  private view: [number, number, number] | undefined;

  constructor(
    private readonly timeline: Timeline,
    private tag: string,
    private readonly rules: Rules,
    bounds: Bounds | undefined,
  ) {
    const h = timeline.hamlets;
    this.map = new CountyMap(
      'map',
      bounds,
      id => this.pick(h.id.indexOf(id), false),
      id => this.list.mark(id === undefined ? undefined : h.id.indexOf(id), id !== undefined),
    );
    this.drawer = new Drawer(
      rules,
      this.map,
      () => this.question,
      () => this.remember(),
    );
    this.slider = new Slider(timeline.dataDate, () => this.update());
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
    this.topics = this.makeTopics();
    (window as unknown as { longlin: unknown }).longlin = { map: this.map.map, timeline };
    this.writeWords();
    this.connectButtons();
    this.connectPanels();
    this.restore();
    this.update(); // numbers and list do not wait for the map
    void this.map.loaded().then(() => this.whenLoaded());
    if (this.map.map) this.connectMap(this.map.map);
    else byId('map').append(element('p', 'unmapped', say('webgl')));
    window.setInterval(() => void this.watch(), watchMs);
  }

  private get question(): Question {
    const { service, minHouseholds, area } = this.form;
    return { service, minHouseholds, area, date: this.slider.date };
  }

  private get day(): string {
    return isoOf(this.slider.date);
  }

  private placeOf(i: number): [number, number] {
    return [this.timeline.hamlets.lon[i]!, this.timeline.hamlets.lat[i]!];
  }

  private nameOf(code: string): string {
    const h = this.timeline.hamlets;
    return h.name[h.code.indexOf(code)] ?? code;
  }

  private makeTopics(): Topics {
    return new Topics(
      byId('topics'),
      this.rules.rules,
      code => this.nameOf(code),
      () => ({ day: this.day, area: this.form.area, minHouseholds: this.form.minHouseholds }),
      points => this.map.preview(points),
      (kind, code) => {
        if (kind === 'areas' || this.timeline.hamlets.code.includes(code)) this.attempt(this.drawer.show(code, kind));
      },
    );
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

  // Fills in the words of the static page, and what the data says of itself.
  private writeWords(): void {
    document.documentElement.lang = language;
    document.title = say('title');
    for (const e of document.querySelectorAll<HTMLElement>('[data-word]')) e.textContent = say(e.dataset.word as Word);
    for (const e of document.querySelectorAll<HTMLElement>('[data-label]'))
      e.setAttribute('aria-label', say(e.dataset.label as Word));
    for (const e of document.querySelectorAll<HTMLInputElement>('[data-hint]'))
      e.placeholder = say(e.dataset.hint as Word);
    const other = byId<HTMLAnchorElement>('language');
    other.textContent = say('language');
    other.href = language === 'en' ? '?lang=zh' : '?lang=en';
    // The other language shows the same view.
    other.addEventListener('click', () => {
      other.hash = location.hash;
    });
    const { synthetic, dataDate } = this.timeline;
    const note = byId('note');
    const date = dataDate === null ? '' : `${say('dataDate')} ${isoOf(dataDate)}`;
    note.textContent = [synthetic ? say('synthetic') : '', date].filter(t => t).join(' · ');
    note.hidden = note.textContent === '';
    note.classList.toggle('synthetic', synthetic);
  }

  private connectButtons(): void {
    legend(byId('layers'), switches, (folder, on) => {
      this.switchLayer(folder, on);
      this.remember();
    });
    byId('share').addEventListener('click', () => void this.share());
    byId('close').addEventListener('click', () => this.drawer.close());
    byId('history-open').addEventListener('click', () => this.attempt(this.drawer.history()));
    const fold = foldButton('fold', 'folded', false, ['+', '–']);
    foldButton('ask-fold', 'asking', true);
    // On a phone the map comes first; the answer is pulled up.
    if (window.matchMedia('(max-width: 799px)').matches) fold();
  }

  private connectPanels(): void {
    const preview = (points: [number, number][]): void => this.map.preview(points);
    const dashboard = new Dashboard(byId('progress'), this.timeline);
    const imports = new Import(byId('intake'), preview);
    const works = new WorksPanel(
      byId('works'),
      preview,
      code => this.nameOf(code),
      code => this.attempt(this.drawer.show(code)),
    );
    const panel = (name: string, opener: string, open: () => Promise<void> | void, close: () => void): void =>
      connect({ name, opener, closer: `${name}-close` }, () => this.attempt(open()), close);
    panel(
      'progress',
      'dashboard',
      () => dashboard.show(this.day),
      () => dashboard.close(),
    );
    panel(
      'works',
      'works-open',
      () => works.show(this.day),
      () => works.close(),
    );
    panel(
      'intake',
      'import',
      () => imports.open(),
      () => imports.close(),
    );
    panel(
      'topics',
      'topics-open',
      () => this.topics.open(),
      () => this.topics.close(),
    );
    const closers = ['progress', 'works', 'intake', 'topics', 'relocation'].map(p => [p, `${p}-close`] as const);
    closeOnEscape([...closers.map(([p, c]): [string, string] => [p, c]), ['editor', 'edit-close']], () =>
      this.drawer.close(),
    );
  }

  private connectMap(map: NonNullable<CountyMap['map']>): void {
    new Tools(
      map,
      () => this.renew(3000),
      () => this.surveyValues(),
      () => this.day,
      points => this.map.goTo(points),
    );
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
      if (code) this.topics.road(code);
    });
    retryTiles(
      map,
      () => notice(say('tiles')),
      tiles => this.map.refresh(tiles),
    );
  }

  // What is known already of a survey of the hamlet that is shown.
  private surveyValues(): Record<string, string> | undefined {
    const { hamlet } = this.drawer;
    if (hamlet === undefined) return undefined;
    const today = new Date().toLocaleDateString('sv'); // 2018-12-31
    return { hamlet_code: hamlet, service: this.form.service, observed_on: today, evidence: 'inspection' };
  }

  private switchLayer(folder: string, on: boolean): void {
    this.map.toggle(folder, on);
    if (folder === 'findings') void this.showFindings();
  }

  // Road faults of the day; their code is loaded when somebody first switches them on.
  private async showFindings(): Promise<void> {
    const { map } = this.map;
    if (!map) return;
    if (!this.map.layersOn.includes('findings')) {
      if (this.findings) (await this.findings).hide();
      return;
    }
    this.findings ??= import('./map/findings').then(({ Findings }) => new Findings(map));
    try {
      await (await this.findings).show(this.form.service === 'access' ? 'access' : 'road', this.day);
    } catch {
      notice(say('stale'));
    }
  }

  private update(): void {
    const question = this.question;
    const rule = ruleOf(this.rules, question);
    this.answer = answer(this.timeline, question);
    const { playing } = this.slider;
    const all = !playing || this.slider.rowsFollow;
    this.map.colour(this.timeline, this.answer, question.date, playing, all);
    byId('answer').setAttribute('aria-busy', String(playing)); // a screen reader waits until the slider rests
    this.slider.show(
      rule?.deadline ?? null,
      rule?.deadline ? `${rule.rule} · ${say('deadline')} ${rule.deadline}` : '',
    );
    this.form.showRule(rule?.rule ?? '');
    this.panel.showNumbers(this.answer, question);
    if (all) {
      this.panel.showTownships(this.answer, question, rule);
      this.showRows();
    }
    this.remember();
    this.askWhenAtRest();
  }

  private showRows(): void {
    this.panel.showDownloads(this.question);
    if (this.answer) this.list.show(this.answer, this.slider.playing, this.drawer.hamlet);
  }

  // Whatever needs a request waits until the slider rests.
  private askWhenAtRest(): void {
    clearTimeout(this.restTimer);
    this.restTimer = window.setTimeout(() => void this.atRest(), restMs);
  }

  private async atRest(): Promise<void> {
    const question = this.question;
    this.topics.renew();
    void this.showFindings();
    try {
      const page = await get<{ items: Gap[] }>(this.panel.address(question, this.list.needs));
      this.list.measured(page.items);
      if (JSON.stringify(question) === JSON.stringify(this.question)) this.showRows();
      await this.drawer.renew();
    } catch {
      notice(say('stale'));
    }
  }

  // The view is kept in the address; not while it plays, since browsers limit how often an address may change.
  private remember(): void {
    if (this.slider.playing) return;
    const { service, size, minHouseholds: households, area } = this.form;
    const { view: at } = this;
    const view = {
      service,
      size,
      households,
      area,
      date: this.day,
      layers: this.map.layersOn,
      at,
      place: this.drawer.code,
    };
    history.replaceState(null, '', write(view));
  }

  private restore(): void {
    const { view, unknown } = read(location.hash);
    this.form.restore(view, unknown);
    if (view.date !== undefined && !this.slider.go(view.date)) unknown.push(view.date);
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

  private async share(): Promise<void> {
    this.remember();
    const link = withoutToken(location.href);
    try {
      await navigator.clipboard.writeText(link);
      notice(say('copied'));
    } catch {
      notice(link); // a page without access to the clipboard shows the link instead
    }
  }

  // If the service cannot be reached, what is shown stays, and the page says so.
  private attempt(work: Promise<void> | void): void {
    void Promise.resolve(work).catch(() => notice(say('stale')));
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
    for (const until = performance.now() + patienceMs; ; ) {
      const now = await fetchTimeline();
      if (now.tag !== this.tag) {
        this.tag = now.tag;
        Object.assign(this.timeline, now.timeline);
        this.finder.renew();
        break;
      }
      if (performance.now() >= until) break;
      await new Promise(done => window.setTimeout(done, 150));
    }
    this.map.refresh();
    this.update();
    const after = this.answer?.notMet ?? 0;
    return say(after === before ? 'no_effect' : 'effect', { before: number(before), after: number(after) });
  }

  // Changes by others appear without a reload: checked while the page is visible and nothing plays.
  private async watch(): Promise<void> {
    if (document.hidden || this.slider.playing) return;
    try {
      const { tag } = await fetchTimeline();
      if (tag === this.tag) return;
      await this.renew(0);
      notice(say('renewed'));
    } catch {
      notice(say('stale'));
    }
  }
}

// The service keeps the token in a cookie and answers with a clean address. Should a token reach the page all the same,
// it leaves the address, the history and every Referer before anything is requested.
history.replaceState(null, '', withoutToken(location.href));

try {
  const [{ tag, timeline }, rules] = await Promise.all([fetchTimeline(), get<Rules>('api/rules')]);
  const { id, lon, lat } = timeline.hamlets;
  const bounds: Bounds | undefined =
    id.length > 0 ? [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)] : undefined;
  new Page(timeline, tag, rules, bounds);
} catch (error) {
  const fault = byId('fault');
  fault.textContent = `${say('failed')} ${error instanceof Error ? error.message : ''}`;
  fault.hidden = false;
}
