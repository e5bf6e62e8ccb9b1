import { byId, element } from './ground/dom';
import { isoOf } from './state/days';
import { CountyMap, switches } from './map/map';
import { answer, type Answer, type Question, type Timeline } from './state/timeline';
import { bars } from './panels/bars';
import { Dashboard } from './panels/dashboard';
import { Drawer, type Rules } from './panels/drawer';
import { Find } from './panels/finder';
import type { Findings } from './map/findings';
import { coordinates } from './map/coordinates';
import { Intake } from './panels/import';
import { legend } from './panels/legend';
import { GapList, type Gap } from './panels/list';
import { read, withoutToken, write } from './state/share';
import { Slider } from './state/slider';
import { Tools } from './panels/tools';
import { Topics } from './panels/topics';
import { WorksPanel } from './panels/works';
import { language, number, say, type Word } from './ground/words';

const chosen = (name: string): string => document.querySelector<HTMLInputElement>(`input[name=${name}]:checked`)!.value;

async function get<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { 'Accept-Language': language } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return await response.json() as T;
}

// The timeline and the tag by which one knows whether it is another.
async function timelineNow(): Promise<{ tag: string; timeline: Timeline }> {
  const response = await fetch('api/coverage/timeline', { headers: { 'Accept-Language': language } });
  if (!response.ok) throw new Error(`timeline: ${response.status}`);
  return { tag: response.headers.get('ETag') ?? '', timeline: await response.json() as Timeline };
}


class Page {
  private readonly map: CountyMap;
  private readonly drawer: Drawer;
  private readonly slider: Slider;
  private readonly find: Find;
  private readonly list: GapList;
  private readonly topics: Topics;
  private findings: Promise<Findings> | undefined;
  private answer: Answer | undefined;
  private waiting = 0;
  private at: [number, number, number] | undefined;

  constructor(private readonly timeline: Timeline, private tag: string, private readonly rules: Rules, bounds: [number, number, number, number] | undefined) {
    const h = timeline.hamlets, place = (i: number): [number, number] => [h.lon[i]!, h.lat[i]!];
    const named = (code: string): string => h.name[h.code.indexOf(code)] ?? code;
    this.map = new CountyMap('map', bounds, id => this.pick(h.id.indexOf(id), false), id => this.list.mark(id === undefined ? undefined : h.id.indexOf(id), id !== undefined));
    this.drawer = new Drawer(rules, this.map, get, () => this.question, () => this.remember());
    this.slider = new Slider(timeline.dataDate, () => this.update());
    this.find = new Find(byId('search'), byId('found'), timeline, i => this.pick(i, true));
    this.list = new GapList(timeline, i => this.pick(i, true), i => this.map.hint(i === undefined ? undefined : place(i)), () => { this.rows(); this.rest(); });
    this.topics = new Topics(byId('topics'), rules.rules, get, named, () => ({ day: isoOf(this.question.date), area: this.question.area, minHouseholds: this.question.minHouseholds }), points => this.map.preview(points), (kind, code) => { if (kind === 'areas' || h.code.includes(code)) this.tried(this.drawer.show(code, kind)); });
    (window as unknown as { longlin: unknown }).longlin = { map: this.map.map, timeline };
    this.words();
    this.controls();
    this.panels(named);
    this.restore();
    this.update(); // numbers and list do not wait for the map
    void this.map.loaded().then(() => {
      this.update();
      const ready = (): void => { document.body.dataset.ready = 'true'; };
      if (this.map.map) void this.map.map.once('idle', ready);
      else ready();
    });
    if (this.map.map) this.mapControls(this.map.map);
    else byId('map').append(element('p', 'unmapped', say('webgl')));
  }

  private get question(): Question {
    const size = chosen('size');
    return { service: chosen('service'), minHouseholds: size === 'free' ? Math.max(0, Number(byId<HTMLInputElement>('households').value) || 0) : Number(size), area: byId<HTMLSelectElement>('area').value, date: this.slider.date };
  }

  private pick(i: number, go: boolean): void {
    const h = this.timeline.hamlets;
    if (i < 0) return;
    if (go) this.map.goTo([[h.lon[i]!, h.lat[i]!]]);
    this.tried(this.drawer.show(h.code[i]!));
    this.rows();
    this.list.mark(i, !go);
  }

  private words(): void {
    document.documentElement.lang = language;
    document.title = say('title');
    for (const e of document.querySelectorAll<HTMLElement>('[data-word]')) e.textContent = say(e.dataset.word as Word);
    for (const e of document.querySelectorAll<HTMLElement>('[data-label]')) e.setAttribute('aria-label', say(e.dataset.label as Word));
    for (const e of document.querySelectorAll<HTMLInputElement>('[data-hint]')) e.placeholder = say(e.dataset.hint as Word);
    const other = byId<HTMLAnchorElement>('language');
    other.textContent = say('language');
    other.href = language === 'en' ? '?lang=zh' : '?lang=en';
    // The other language shows the same view.
    other.addEventListener('click', () => { other.hash = location.hash; });
    const date = this.timeline.dataDate === null ? '' : `${say('dataDate')} ${isoOf(this.timeline.dataDate)}`;
    const note = byId('note');
    note.textContent = [this.timeline.synthetic ? say('synthetic') : '', date].filter(t => t).join(' · ');
    note.hidden = note.textContent === '';
    note.classList.toggle('synthetic', this.timeline.synthetic);
  }

  private controls(): void {
    this.rules.services.filter(s => s.subjects.includes('hamlet')).forEach((service, i) => {
      const label = document.createElement('label'), input = document.createElement('input');
      Object.assign(input, { type: 'radio', name: 'service', value: service.service, checked: i === 0 });
      label.append(input, element('span', '', service.title[language]));
      byId('services').append(label);
    });
    // A rule that counts poor persons alone is no question of service and size: it stands among the topics.
    const rule = byId<HTMLSelectElement>('rule');
    rule.append(new Option(say('rule_any'), ''), ...this.rules.rules.filter(r => r.subject === 'hamlet' && !r.poorOnly).map(r => new Option(language === 'zh' ? `${r.clause} ${r.rule}` : `${r.rule} ${this.rules.services.find(s => s.service === r.service)!.title.en}, ${r.minHouseholds}+`, r.rule)));
    rule.addEventListener('input', () => this.follow(rule.value));
    const area = byId<HTMLSelectElement>('area');
    area.append(new Option(say('county'), ''), ...this.timeline.townships.map(t => new Option(t.name ?? t.code, t.code)));
    for (const sort of ['households', 'poor', 'metres', 'name'] as const) byId<HTMLSelectElement>('list-sort').append(new Option(say(`sort_${sort}`), sort));
    for (const verdict of ['not_met', 'unknown'] as const) byId<HTMLSelectElement>('list-verdict').append(new Option(say(verdict), verdict));
    legend(byId('layers'), switches, (folder, on) => { this.switch(folder, on); this.remember(); });
    let frame = 0;
    byId('ask').addEventListener('input', event => {
      if (event.target === byId('households')) document.querySelector<HTMLInputElement>('input[name=size][value=free]')!.checked = true;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => this.update());
    });
    byId('ask').addEventListener('submit', event => event.preventDefault());
    area.addEventListener('change', () => this.goToArea());
    byId('share').addEventListener('click', () => void this.share());
    byId('close').addEventListener('click', () => this.drawer.close());
    byId('history-open').addEventListener('click', () => this.tried(this.drawer.history()));
    const folds = (button: string, style: string, words: [string, string] | undefined, opposite: boolean) => (): void => {
      const on = document.body.classList.toggle(style);
      if (words) byId(button).textContent = on ? words[0] : words[1];
      byId(button).setAttribute('aria-expanded', String(on !== opposite));
    };
    const fold = folds('fold', 'folded', ['+', '–'], true);
    byId('fold').addEventListener('click', fold);
    byId('ask-fold').addEventListener('click', folds('ask-fold', 'asking', undefined, false));
    if (window.matchMedia('(max-width: 799px)').matches) fold(); // on a phone the map comes first, the answer is pulled up
    window.setInterval(() => void this.watch(), 30_000);
  }

  // What opens beside the map; Escape closes what lies on top.
  private panels(named: (code: string) => string): void {
    const day = (): string => isoOf(this.question.date);
    const dashboard = new Dashboard(byId('progress'), this.timeline, get), intake = new Intake(byId('intake'), points => this.map.preview(points));
    const works = new WorksPanel(byId('works'), get, points => this.map.preview(points), named, code => this.tried(this.drawer.show(code)));
    const panel = (name: string, opener: string, open: () => Promise<void> | void, close: () => void): void => {
      byId(opener).addEventListener('click', () => this.tried(open()));
      byId(`${name}-close`).addEventListener('click', () => { close(); byId(opener).focus(); });
    };
    panel('progress', 'dashboard', () => dashboard.show(day()), () => dashboard.close());
    panel('works', 'works-open', () => works.show(day()), () => works.close());
    panel('intake', 'import', () => intake.open(), () => intake.close());
    panel('topics', 'topics-open', () => this.topics.open(), () => this.topics.close());
    document.addEventListener('keydown', event => {
      if (event.key !== 'Escape') return;
      const open = [['progress', 'progress-close'], ['works', 'works-close'], ['intake', 'intake-close'], ['topics', 'topics-close'], ['relocation', 'relocation-close'], ['editor', 'edit-close']].find(([name]) => !byId(name!).hidden);
      if (open) byId(open[1]!).click();
      else this.drawer.close();
    });
  }

  private mapControls(map: NonNullable<CountyMap['map']>): void {
    new Tools(map, () => this.renew(3000), () => this.drawer.hamlet === undefined ? undefined : { hamlet_code: this.drawer.hamlet, service: this.question.service, observed_on: new Date().toLocaleDateString('sv'), evidence: 'inspection' }, () => isoOf(this.question.date), points => this.map.goTo(points));
    map.on('mousemove', event => { byId('coordinates').textContent = coordinates(event.lngLat.lng, event.lngLat.lat); });
    map.on('moveend', () => { const c = map.getCenter(); this.at = [c.lng, c.lat, map.getZoom()]; this.remember(); });
    map.on('click', event => { if (!document.body.dataset.pen) { const code = this.map.roadAt(event.point); if (code) this.topics.road(code); } });
    // Tiles that failed are asked for again until they come.
    const failed = new Map<string, { x: number; y: number; z: number }>();
    map.on('error', event => {
      const tile = (event as { tile?: { tileID: { canonical: { x: number; y: number; z: number } } } }).tile?.tileID.canonical;
      if (tile) failed.set(`${tile.z}/${tile.x}/${tile.y}`, tile);
      if (!tile || failed.size > 1) return;
      this.tell(say('tiles'));
      window.setTimeout(() => {
        const again = [...failed.values()];
        failed.clear();
        this.map.refresh(again);
      }, 5000);
    });
  }

  // A rule stands for its service and its smallest size.
  private follow(name: string): void {
    const rule = this.rules.rules.find(r => r.rule === name);
    if (!rule) return;
    document.querySelector<HTMLInputElement>(`input[name=service][value=${rule.service}]`)!.checked = true;
    const size = document.querySelector<HTMLInputElement>(`input[name=size][value="${rule.minHouseholds}"]`);
    if (size) size.checked = true;
    else {
      document.querySelector<HTMLInputElement>('input[name=size][value=free]')!.checked = true;
      byId<HTMLInputElement>('households').value = String(rule.minHouseholds);
    }
  }

  private switch(folder: string, on: boolean): void {
    this.map.toggle(folder, on);
    if (folder === 'findings') void this.wrong();
  }

  // What is wrong with the roads on the day, once somebody wants to see it.
  private async wrong(): Promise<void> {
    const { map } = this.map;
    if (!map) return;
    if (!this.map.layersOn.includes('findings')) { if (this.findings) (await this.findings).hide(); return; }
    this.findings ??= import('./map/findings').then(({ Findings }) => new Findings(map, get));
    try {
      await (await this.findings).show(this.question.service === 'access' ? 'access' : 'road', isoOf(this.question.date));
    } catch {
      this.tell(say('stale'));
    }
  }

  private update(): void {
    const question = this.question, rule = this.rules.rules.find(r => r.subject === 'hamlet' && !r.poorOnly && r.service === question.service && r.minHouseholds === question.minHouseholds);
    this.answer = answer(this.timeline, question);
    const all = !this.slider.playing || this.slider.rowsFollow;
    this.map.colour(this.timeline, this.answer, question.date, this.slider.playing, all);
    byId('answer').setAttribute('aria-busy', String(this.slider.playing)); // what changes with every frame is read out when it rests
    this.slider.show(rule?.deadline ?? null, rule?.deadline ? `${rule.rule} · ${say('deadline')} ${rule.deadline}` : '');
    byId<HTMLSelectElement>('rule').value = rule?.rule ?? '';
    byId('gap-count').textContent = number(this.answer.notMet);
    byId('gap-words').textContent = say('gaps', { service: this.rules.services.find(s => s.service === question.service)!.title[language] });
    byId('gap-people').textContent = say('people', { households: number(this.answer.households), persons: number(this.answer.persons), assessed: number(this.answer.assessed), share: `${(100 * this.answer.notMet / Math.max(1, this.answer.assessed)).toFixed(1)}%` });
    byId('unknown-words').textContent = say('unknown');
    byId('unknown-count').textContent = number(this.answer.unknown);
    if (all) {
      const target = rule && (rule.passRatio ?? 1);
      byId('townships').textContent = `${say('townships')} · ${say('gaps_of_all')}${target === undefined ? '' : ` · ${say('target', { share: `${(100 * target).toFixed(0)}%` })}`}`;
      bars(byId('bars'), this.timeline, this.answer, target, question.area, code => this.area(code));
      this.rows();
    }
    this.remember();
    this.rest();
  }

  private rows(): void {
    this.downloads();
    if (this.answer) this.list.show(this.answer, this.slider.playing, this.drawer.hamlet);
  }

  // What is asked of the service follows when the slider rests.
  private rest(): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.rested(), 350);
  }

  private async rested(): Promise<void> {
    const question = this.question;
    this.topics.renew();
    void this.wrong();
    try {
      const page = await get<{ items: Gap[] }>(this.address(question, this.list.needs));
      this.list.measured(page.items);
      if (JSON.stringify(question) === JSON.stringify(this.question)) this.rows();
      await this.drawer.renew();
    } catch {
      this.tell(say('stale'));
    }
  }

  // The service's own address of what the list shows.
  private address(question: Question, limit: number, format = ''): string {
    return `api/coverage/gaps?service=${question.service}&minHouseholds=${question.minHouseholds}&asOf=${isoOf(question.date)}&verdict=${this.list.verdict}&sort=${this.list.sort === 'poor' ? 'poor' : 'households'}&limit=${limit}${question.area ? `&area=${question.area}` : ''}${format && `&f=${format}`}`;
  }

  private downloads(): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('#downloads a')) link.href = this.address(this.question, 10_000, link.dataset.format);
  }

  // The view stands in the address; while it plays it does not, browsers bear only so many changes.
  private remember(): void {
    if (this.slider.playing) return;
    const question = this.question;
    history.replaceState(null, '', write({ service: question.service, size: chosen('size'), households: question.minHouseholds, area: question.area, date: isoOf(question.date), layers: this.map.layersOn, at: this.at, place: this.drawer.code }));
  }

  private restore(): void {
    const { view, strange } = read(location.hash);
    const choose = (name: string, value: string | undefined): void => {
      if (value === undefined) return;
      const input = [...document.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)].find(i => i.value === value);
      if (input) input.checked = true;
      else strange.push(value);
    };
    choose('service', view.service);
    choose('size', view.size);
    if (view.households !== undefined) byId<HTMLInputElement>('households').value = String(Math.max(0, Math.round(view.households)));
    if (view.area !== undefined) {
      if (this.timeline.townships.some(t => t.code === view.area)) byId<HTMLSelectElement>('area').value = view.area;
      else strange.push(view.area);
    }
    if (view.date !== undefined && !this.slider.go(view.date)) strange.push(view.date);
    void this.map.loaded().then(() => {
      for (const name of view.layers ?? []) {
        const box = document.querySelector<HTMLInputElement>(`#layers input[data-layers="${CSS.escape(name)}"]`);
        if (!box) { strange.push(name); continue; }
        box.checked = true;
        this.switch(name, true);
      }
      if (view.at) this.map.map?.jumpTo({ center: [view.at[0], view.at[1]], zoom: view.at[2] });
      if (view.place !== undefined) {
        if (this.timeline.hamlets.code.includes(view.place)) this.tried(this.drawer.show(view.place));
        else if (/^\d{12}$/.test(view.place)) void this.drawer.show(view.place, 'areas').catch(() => this.tell(say('older', { what: view.place! })));
        else strange.push(view.place);
      }
      if (strange.length > 0) this.tell(say('older', { what: strange.join('、') }));
    });
  }

  private async share(): Promise<void> {
    this.remember();
    const link = withoutToken(location.href);
    try {
      await navigator.clipboard.writeText(link);
      this.tell(say('copied'));
    } catch {
      this.tell(link); // a page without the right to the clipboard shows the link instead
    }
  }

  // What needs the service and does not reach it leaves what is shown, and says so.
  private tried(work: Promise<void> | void): void {
    void Promise.resolve(work).catch(() => this.tell(say('stale')));
  }

  private tell(text: string): void {
    const notice = byId('notice');
    notice.textContent = text;
    notice.hidden = false;
    window.setTimeout(() => { notice.hidden = true; }, 6000);
  }

  // A bar chooses its township, or the whole county again.
  private area(code: string): void {
    const area = byId<HTMLSelectElement>('area');
    area.value = area.value === code ? '' : code;
    this.goToArea();
    this.update();
  }

  private goToArea(): void {
    const area = byId<HTMLSelectElement>('area').value, h = this.timeline.hamlets;
    this.map.goTo(h.id.flatMap((_, i) => !area || h.township[i] === area ? [[h.lon[i]!, h.lat[i]!] as [number, number]] : []));
  }

  // Takes what was changed meanwhile, by oneself or by others, and says what it did to the gaps.
  private async renew(patienceMs: number): Promise<string> {
    const before = this.answer?.notMet ?? 0;
    for (const until = performance.now() + patienceMs; ;) {
      const now = await timelineNow();
      if (now.tag !== this.tag) {
        this.tag = now.tag;
        Object.assign(this.timeline, now.timeline);
        this.find.renew();
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

  // What others change shows without a reload: asked for when the page is looked at and nothing moves.
  private async watch(): Promise<void> {
    if (document.hidden || this.slider.playing) return;
    try {
      const { tag } = await timelineNow();
      if (tag === this.tag) return;
      await this.renew(0);
      this.tell(say('renewed'));
    } catch {
      this.tell(say('stale'));
    }
  }
}

// The service keeps the token in a cookie and answers with a clean address. Should a token reach the page all the same,
// it leaves the address, the history and every Referer before anything is requested.
history.replaceState(null, '', withoutToken(location.href));

try {
  const [{ tag, timeline }, rules] = await Promise.all([timelineNow(), get<Rules>('api/rules')]);
  const h = timeline.hamlets;
  const bounds = h.id.length > 0 ? [Math.min(...h.lon), Math.min(...h.lat), Math.max(...h.lon), Math.max(...h.lat)] as [number, number, number, number] : undefined;
  new Page(timeline, tag, rules, bounds);
} catch (error) {
  const fault = byId('fault');
  fault.textContent = `${say('failed')} ${error instanceof Error ? error.message : ''}`;
  fault.hidden = false;
}

