import { dayCount, isoOf, numberOf, numberOfIso, offsetOf } from './days';
import { CountyMap, switches } from './map';
import { answer, type Answer, type Question, type Timeline } from './timeline';
import { Dashboard } from './dashboard';
import { Drawer, type Rules } from './drawer';
import { coordinates } from './grid';
import { Intake } from './intake';
import { Search } from './search';
import { read, write } from './share';
import { Tools } from './tools';
import { WorksPanel } from './works';
import { language, number, say, type Word } from './words';

interface GapPage { items: { code: string; metresToUpgrade: number | null; metresToBuild: number | null }[] }

const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const listLength = 200;

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

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

class Page {
  private readonly map: CountyMap;
  private readonly metres = new Map<string, string>();
  private answer: Answer | undefined;
  private waiting = 0;
  private playing = 0;
  private search: Search;
  private readonly drawer: Drawer;
  private at: [number, number, number] | undefined;

  constructor(private readonly timeline: Timeline, private tag: string, private readonly rules: Rules, bounds: [number, number, number, number] | undefined) {
    this.search = new Search(timeline);
    this.map = new CountyMap('map', bounds, id => void this.drawer.show(timeline.hamlets.id.indexOf(id)));
    this.drawer = new Drawer(timeline, rules, this.map, get, () => this.question, () => this.remember());
    (window as unknown as { longlin: unknown }).longlin = { map: this.map.map, timeline };
    this.words();
    this.controls();
    this.restore();
    this.update(); // numbers and list do not wait for the map
    void this.map.loaded().then(() => {
      this.update();
      const ready = (): void => { document.body.dataset.ready = 'true'; };
      if (this.map.map) void this.map.map.once('idle', ready);
      else ready();
    });
    if (this.map.map) return;
    byId('map').append(element('p', 'unmapped', say('webgl')));
  }

  private get question(): Question {
    const size = document.querySelector<HTMLInputElement>('input[name=size]:checked')!.value;
    return {
      service: document.querySelector<HTMLInputElement>('input[name=service]:checked')!.value,
      minHouseholds: size === 'free' ? Math.max(0, Number(byId<HTMLInputElement>('households').value) || 0) : Number(size),
      area: byId<HTMLSelectElement>('area').value, date: numberOf(Number(byId<HTMLInputElement>('date').value)),
    };
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
    const area = byId<HTMLSelectElement>('area');
    area.append(new Option(say('county'), ''), ...this.timeline.townships.map(t => new Option(t.name ?? t.code, t.code)));
    const date = byId<HTMLInputElement>('date');
    date.min = '0';
    date.max = String(dayCount);
    date.value = String(this.timeline.dataDate === null ? dayCount : offsetOf(this.timeline.dataDate));
    byId('years').append(...[2015, 2016, 2017, 2018, 2019, 2020].map(y => element('span', '', String(y))));
    byId('future').style.left = `${100 * (this.timeline.dataDate === null ? 1 : offsetOf(this.timeline.dataDate) / dayCount)}%`;
    this.legend();
    let frame = 0;
    byId('ask').addEventListener('input', event => {
      if (event.target === byId('households')) document.querySelector<HTMLInputElement>('input[name=size][value=free]')!.checked = true;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => this.update());
    });
    byId('ask').addEventListener('submit', event => event.preventDefault());
    area.addEventListener('change', () => this.goToArea());
    date.addEventListener('pointerdown', () => this.stop());
    byId('play').addEventListener('click', () => { if (this.playing) this.stop(); else this.play(); });
    const dashboard = new Dashboard(byId('progress'), this.timeline, get);
    byId('dashboard').addEventListener('click', () => void dashboard.show(isoOf(this.question.date)));
    byId('progress-close').addEventListener('click', () => { dashboard.close(); byId('dashboard').focus(); });
    const works = new WorksPanel(byId('works'), get, points => this.map.preview(points));
    byId('works-open').addEventListener('click', () => void works.show(isoOf(this.question.date)));
    byId('works-close').addEventListener('click', () => { works.close(); byId('works-open').focus(); });
    const intake = new Intake(byId('intake'), points => this.map.preview(points));
    byId('import').addEventListener('click', () => void intake.open());
    byId('intake-close').addEventListener('click', () => { intake.close(); byId('import').focus(); });
    if (this.map.map) new Tools(this.map.map, () => this.renew(3000), () => this.drawer.code === undefined ? undefined : { hamlet_code: this.drawer.code, service: this.question.service, observed_on: new Date().toLocaleDateString('sv'), evidence: 'inspection' }, () => isoOf(this.question.date), (lon, lat) => this.map.goTo([[lon, lat]]));
    byId('history-open').addEventListener('click', () => void this.drawer.history());
    window.setInterval(() => void this.watch(), 30_000);
    byId('share').addEventListener('click', () => void this.share());
    const search = byId<HTMLInputElement>('search');
    search.addEventListener('input', event => { event.stopPropagation(); this.lookFor(search.value); });
    search.addEventListener('keydown', event => {
      if (event.key === 'Enter') { event.preventDefault(); byId('found').querySelector('button')?.click(); }
      if (event.key === 'Escape') { search.value = ''; this.lookFor(''); }
    });
    this.map.map?.on('mousemove', event => { byId('coordinates').textContent = coordinates(event.lngLat.lng, event.lngLat.lat); });
    this.map.map?.on('moveend', () => { const c = this.map.map!.getCenter(); this.at = [c.lng, c.lat, this.map.map!.getZoom()]; this.remember(); });
    this.map.map?.on('error', event => { if (/tile|fetch|AJAX|HTTP/i.test(String(event.error))) this.tell(say('tiles')); });
    byId('close').addEventListener('click', () => this.drawer.close());
    document.addEventListener('keydown', event => {
      if (event.key !== 'Escape') return;
      if (!byId('progress').hidden) byId('progress-close').click();
      else if (!byId('works').hidden) byId('works-close').click();
      else if (!byId('intake').hidden) byId('intake-close').click();
      else if (!byId('relocation').hidden) byId('relocation-close').click();
      else if (!byId('editor').hidden) byId('edit-close').click();
      else this.drawer.close();
    });
    byId('fold').addEventListener('click', () => {
      const folded = document.body.classList.toggle('folded');
      byId('fold').textContent = folded ? '+' : '–';
      byId('fold').setAttribute('aria-expanded', String(!folded));
    });
  }

  private legend(): void {
    const key = byId('layers');
    for (const [style, word] of [['dot not-met', 'not_met'], ['dot met', 'met'], ['dot unknown', 'unknown'], ['dot below', 'small'], ['line hardened', 'road_hardened'], ['line gravel', 'road_gravel'], ['line earth', 'road_earth'], ['line missing', 'road_unknown']] as [string, Word][]) {
      const row = element('p', 'key');
      row.append(element('i', style), element('span', '', say(word)));
      key.append(row);
    }
    for (const s of switches) {
      const label = document.createElement('label'), box = document.createElement('input');
      Object.assign(box, { type: 'checkbox', checked: s.on });
      box.dataset.layers = s.layers;
      box.addEventListener('input', event => { event.stopPropagation(); this.map.toggle(s.layers, box.checked); this.remember(); });
      label.append(box, element('span', '', say(s.word)));
      key.append(label);
    }
  }

  private update(): void {
    const question = this.question;
    this.answer = answer(this.timeline, question);
    this.map.colour(this.timeline, this.answer, question.date);
    const forecast = this.timeline.dataDate !== null && question.date > this.timeline.dataDate;
    byId('day').textContent = `${isoOf(question.date)}${forecast ? ` ${say('forecast')}` : ''}`;
    byId('gap-count').textContent = number(this.answer.notMet);
    byId('gap-words').textContent = say('gaps', { service: this.rules.services.find(s => s.service === question.service)!.title[language] });
    byId('gap-people').textContent = say('people', { households: number(this.answer.households), persons: number(this.answer.persons), assessed: number(this.answer.assessed), share: `${(100 * this.answer.notMet / Math.max(1, this.answer.assessed)).toFixed(1)}%` });
    byId('unknown-words').textContent = say('unknown');
    byId('unknown-count').textContent = number(this.answer.unknown);
    this.deadline(question);
    this.downloads(question);
    // While it plays, the rows follow a few times a second: nobody reads faster.
    if (!this.playing || this.playing % 15 === 0) {
      this.bars(question);
      this.list();
    }
    this.remember();
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.lengths(question), 350);
  }

  private downloads(question: Question): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('#downloads a'))
      link.href = `api/coverage/gaps?service=${question.service}&minHouseholds=${question.minHouseholds}&asOf=${isoOf(question.date)}&verdict=not_met&sort=households&limit=10000${question.area ? `&area=${question.area}` : ''}&f=${link.dataset.format}`;
  }

  // From the day of the slider to its end, or from its beginning; two days a frame.
  private play(): void {
    const date = byId<HTMLInputElement>('date');
    if (Number(date.value) >= dayCount) date.value = '0';
    byId('play').textContent = '❚❚';
    byId('play').setAttribute('aria-label', say('pause'));
    this.playing = 1;
    const step = (): void => {
      if (!this.playing) return;
      date.value = String(Math.min(dayCount, Number(date.value) + 2));
      this.playing++;
      this.update();
      if (Number(date.value) >= dayCount) this.stop();
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  private stop(): void {
    if (!this.playing) return;
    this.playing = 0;
    byId('play').textContent = '▶';
    byId('play').setAttribute('aria-label', say('play'));
    this.update();
  }

  private lookFor(text: string): void {
    const h = this.timeline.hamlets, found = this.search.find(text);
    byId('found').replaceChildren(...found.map(i => {
      const row = element('li', ''), button = element('button', 'row') as HTMLButtonElement;
      button.type = 'button';
      button.append(element('span', 'name', h.name[i] ?? h.code[i]!), element('span', 'village', h.village[i] ?? ''), element('span', 'count', h.households[i] === null ? '' : number(h.households[i]!)));
      button.addEventListener('click', () => { byId<HTMLInputElement>('search').value = ''; this.lookFor(''); this.map.goTo([[h.lon[i]!, h.lat[i]!]]); void this.drawer.show(i); });
      row.append(button);
      return row;
    }));
    byId('found').hidden = found.length === 0;
  }

  // The view stands in the address; while it plays it does not, browsers bear only so many changes.
  private remember(): void {
    if (this.playing) return;
    const question = this.question;
    history.replaceState(null, '', write({
      service: question.service, size: document.querySelector<HTMLInputElement>('input[name=size]:checked')!.value, households: question.minHouseholds, area: question.area, date: isoOf(question.date), layers: this.map.layersOn, at: this.at,
      place: this.drawer.code,
    }));
  }

  private restore(): void {
    const view = read(location.hash);
    const strange: string[] = [];
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
    if (view.date !== undefined) {
      if (/^\d{4}-\d{2}-\d{2}$/.test(view.date)) byId<HTMLInputElement>('date').value = String(offsetOf(numberOfIso(view.date)));
      else strange.push(view.date);
    }
    void this.map.loaded().then(() => {
      for (const name of view.layers ?? []) {
        const box = document.querySelector<HTMLInputElement>(`#layers input[data-layers="${CSS.escape(name)}"]`);
        if (!box) { strange.push(name); continue; }
        box.checked = true;
        this.map.toggle(name, true);
      }
      if (view.at) this.map.map?.jumpTo({ center: [view.at[0], view.at[1]], zoom: view.at[2] });
      if (view.place !== undefined) {
        const i = this.timeline.hamlets.code.indexOf(view.place);
        if (i >= 0) void this.drawer.show(i);
        else strange.push(view.place);
      }
      if (strange.length > 0) this.tell(say('older', { what: strange.join('、') }));
    });
  }

  private async share(): Promise<void> {
    this.remember();
    try {
      await navigator.clipboard.writeText(location.href);
      this.tell(say('copied'));
    } catch {
      this.tell(location.href); // a page without the right to the clipboard shows the link instead
    }
  }

  private tell(text: string): void {
    const notice = byId('notice');
    notice.textContent = text;
    notice.hidden = false;
    window.setTimeout(() => { notice.hidden = true; }, 6000);
  }

  private deadline(question: Question): void {
    const rule = this.rules.rules.find(r => r.subject === 'hamlet' && r.service === question.service && r.minHouseholds === question.minHouseholds && r.deadline);
    byId('deadline').hidden = !rule;
    byId('deadline-text').textContent = rule ? `${rule.rule} · ${say('deadline')} ${rule.deadline}` : '';
    if (rule) byId('deadline').style.left = `${100 * offsetOf(numberOfIso(rule.deadline!)) / dayCount}%`;
  }

  private bars(question: Question): void {
    const names = new Map(this.timeline.townships.map(t => [t.code, t.name ?? t.code]));
    const rows = [...this.answer!.townships].sort((a, b) => b[1].notMet - a[1].notMet || a[0].localeCompare(b[0]));
    byId('bars').replaceChildren(...rows.map(([code, s]) => {
      const row = element('button', code !== '' && code === question.area ? 'bar picked' : 'bar') as HTMLButtonElement;
      row.type = 'button';
      const strip = element('span', 'strip');
      for (const [style, count] of [['not-met', s.notMet], ['unknown', s.unknown], ['met', s.met]] as [string, number][]) {
        const part = element('i', style);
        part.style.width = `${100 * count / s.total}%`;
        strip.append(part);
      }
      row.title = `${say('not_met')} ${s.notMet} · ${say('unknown')} ${s.unknown} · ${say('met')} ${s.met}`;
      row.append(element('span', 'name', names.get(code) ?? '—'), strip, element('span', 'count', `${number(s.notMet)} / ${number(s.total)}`));
      row.addEventListener('click', () => {
        const area = byId<HTMLSelectElement>('area');
        area.value = area.value === code ? '' : code;
        this.goToArea();
        this.update();
      });
      return row;
    }));
  }

  private list(): void {
    const h = this.timeline.hamlets, gaps = this.answer!.gaps;
    byId('list').replaceChildren(...gaps.slice(0, listLength).map(i => {
      const row = element('li', ''), button = element('button', 'row') as HTMLButtonElement;
      button.type = 'button';
      button.append(element('span', 'name', h.name[i] ?? h.code[i]!), element('span', 'village', h.village[i] ?? ''), element('span', 'count', `${number(h.households[i] ?? 0)}`), element('span', 'metres', this.metres.get(h.code[i]!) ?? ''));
      button.addEventListener('click', () => { this.map.goTo([[h.lon[i]!, h.lat[i]!]]); void this.drawer.show(i); });
      row.append(button);
      return row;
    }));
    byId('more').textContent = gaps.length > listLength ? say('more', { n: number(gaps.length - listLength) }) : gaps.length === 0 ? say('none') : '';
  }

  // Lengths change with the day: they are asked for when the slider rests.
  private async lengths(question: Question): Promise<void> {
    const page = await get<GapPage>(`api/coverage/gaps?service=${question.service}&minHouseholds=${question.minHouseholds}&asOf=${isoOf(question.date)}&verdict=not_met&sort=households&limit=${listLength}${question.area ? `&area=${question.area}` : ''}`);
    this.metres.clear();
    for (const gap of page.items) this.metres.set(gap.code, gap.metresToUpgrade === null || gap.metresToBuild === null ? '—' : `${number(gap.metresToUpgrade + gap.metresToBuild)} ${say('metres')}`);
    if (JSON.stringify(question) === JSON.stringify(this.question)) this.list();
    if (this.drawer.picked !== undefined) void this.drawer.show(this.drawer.picked);
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
        this.search = new Search(this.timeline);
        break;
      }
      if (performance.now() >= until) break;
      await new Promise(done => window.setTimeout(done, 150));
    }
    this.map.map?.refreshTiles('longlin');
    this.update();
    const after = this.answer?.notMet ?? 0;
    return say(after === before ? 'no_effect' : 'effect', { before: number(before), after: number(after) });
  }

  // What others change shows without a reload: asked for when the page is looked at and nothing moves.
  private async watch(): Promise<void> {
    if (document.hidden || this.playing) return;
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

