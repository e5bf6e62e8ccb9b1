import { dayCount, isoOf, numberOf, numberOfIso, offsetOf } from './days';
import { CountyMap, switches } from './map';
import { answer, type Answer, type Question, type Timeline } from './timeline';
import { language, number, say, type Word } from './words';

interface Text { zh: string; en: string }
interface Rules { standard: string; services: { service: string; title: Text; subjects: string[] }[]; rules: { rule: string; subject: string; service: string; minHouseholds: number; deadline: string | null }[] }
interface Place {
  code: string; name: string | null; village: string | null; township: string | null; households: number | null; lon: number | null; lat: number | null;
  services: { service: string; title: Text; verdict: string; sentence: Text; since: string | null; blocking: string[] }[];
}
interface GapPage { items: { code: string; metresToUpgrade: number | null; metresToBuild: number | null }[] }

const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const listLength = 200;

async function get<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { 'Accept-Language': language } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return await response.json() as T;
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
  private picked: number | undefined;
  private waiting = 0;

  constructor(private readonly timeline: Timeline, private readonly rules: Rules, bounds: [number, number, number, number] | undefined) {
    this.map = new CountyMap('map', bounds, id => void this.explain(timeline.hamlets.id.indexOf(id)));
    (window as unknown as { longlin: unknown }).longlin = { map: this.map.map, timeline };
    this.words();
    this.controls();
    void this.map.loaded().then(() => { this.update(); this.map.map.once('idle', () => { document.body.dataset.ready = 'true'; }); });
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
    const other = byId<HTMLAnchorElement>('language');
    other.textContent = say('language');
    other.href = language === 'en' ? '?lang=zh' : '?lang=en';
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
    byId('close').addEventListener('click', () => this.unpick());
    document.addEventListener('keydown', event => { if (event.key === 'Escape') this.unpick(); });
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
      box.addEventListener('input', event => { event.stopPropagation(); this.map.toggle(s.layers, box.checked); });
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
    this.bars(question);
    this.list();
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.lengths(question), 350);
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
      button.addEventListener('click', () => { this.map.goTo([[h.lon[i]!, h.lat[i]!]]); void this.explain(i); });
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
    if (this.picked !== undefined) void this.explain(this.picked);
  }

  private goToArea(): void {
    const area = byId<HTMLSelectElement>('area').value, h = this.timeline.hamlets;
    this.map.goTo(h.id.flatMap((_, i) => !area || h.township[i] === area ? [[h.lon[i]!, h.lat[i]!] as [number, number]] : []));
  }

  private async explain(i: number): Promise<void> {
    if (i < 0) return;
    this.picked = i;
    const question = this.question;
    const place = await get<Place>(`api/hamlets/${encodeURIComponent(this.timeline.hamlets.code[i]!)}/coverage?asOf=${isoOf(question.date)}`);
    if (this.picked !== i) return;
    byId('place').textContent = [place.township, place.village, place.name ?? place.code].filter(t => t).join(' ');
    byId('why').replaceChildren(...place.services.map(s => {
      const block = element('section', s.service === question.service ? 'asked' : '');
      const head = element('h3', '');
      head.append(element('i', `dot ${s.verdict.replace('_', '-')}`), element('span', '', `${s.title[language]} · ${say(s.verdict as Word)}${s.since ? ` · ${say('since')} ${s.since}` : ''}`));
      block.append(head, element('p', '', s.sentence[language]));
      if (s.blocking.length > 0) block.append(element('p', 'codes', `${say('blocking')}: ${s.blocking.slice(0, 12).join(' ')}${s.blocking.length > 12 ? ' …' : ''}`));
      return block;
    }));
    byId('drawer').hidden = false;
    this.map.select(place.lon === null || place.lat === null ? undefined : [place.lon, place.lat], place.services.find(s => s.service === question.service)?.blocking ?? []);
  }

  private unpick(): void {
    this.picked = undefined;
    byId('drawer').hidden = true;
    this.map.select(undefined, []);
  }
}

try {
  const [timeline, rules] = await Promise.all([get<Timeline>('api/coverage/timeline'), get<Rules>('api/rules')]);
  const h = timeline.hamlets;
  const bounds = h.id.length > 0 ? [Math.min(...h.lon), Math.min(...h.lat), Math.max(...h.lon), Math.max(...h.lat)] as [number, number, number, number] : undefined;
  new Page(timeline, rules, bounds);
} catch (error) {
  const fault = byId('fault');
  fault.textContent = `${say('failed')} ${error instanceof Error ? error.message : ''}`;
  fault.hidden = false;
}

