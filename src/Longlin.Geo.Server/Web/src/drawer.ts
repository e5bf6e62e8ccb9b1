import type * as GeoJSON from 'geojson';
import { isoOf } from './days';
import type { CountyMap } from './map';
import type { Question, Timeline } from './timeline';
import { language, say, type Word } from './words';

interface Text { zh: string; en: string }
export interface Rules {
  standard: string; services: { service: string; title: Text; subjects: string[] }[]; rules: { rule: string; subject: string; service: string; minHouseholds: number; deadline: string | null }[];
  costs: { verified: boolean; services: Record<string, { upgradeYuanPerMetre: number; buildYuanPerMetre: number }> } | null;
}
interface Standing {
  service: string; title: Text; verdict: string; evidence: string; conflict: boolean; sentence: Text; since: string | null; blocking: string[]; metresToUpgrade: number | null; metresToBuild: number | null;
}
interface Place { code: string; name: string | null; village: string | null; township: string | null; households: number | null; lon: number | null; lat: number | null; services: Standing[] }
interface Way { geometry: GeoJSON.Geometry | null }
interface Change { at: string; operation: string; actor: string; fileName: string | null; before: Record<string, unknown> | null; after: Record<string, unknown> | null }

const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;
const element = (tag: string, className: string, text = ''): HTMLElement => Object.assign(document.createElement(tag), { className, textContent: text });

// Why: every rule's verdict of a hamlet, the sentences, the way on the map, what disagrees, and what was changed.
export class Drawer {
  picked: number | undefined;

  constructor(private readonly timeline: Timeline, private readonly rules: Rules, private readonly map: CountyMap, private readonly get: <T>(path: string) => Promise<T>, private readonly question: () => Question, private readonly remember: () => void) {}

  get code(): string | undefined { return this.picked === undefined ? undefined : this.timeline.hamlets.code[this.picked]; }

  async show(i: number): Promise<void> {
    if (i < 0) return;
    this.picked = i;
    const question = this.question(), code = this.timeline.hamlets.code[i]!;
    const place = await this.get<Place>(`api/hamlets/${encodeURIComponent(code)}/coverage?asOf=${isoOf(question.date)}`);
    if (this.picked !== i) return;
    byId('place').textContent = [place.township, place.village, place.name ?? place.code].filter(t => t).join(' ');
    byId('why').replaceChildren(this.standing(place), ...place.services.map(s => this.reason(s, question.service)));
    byId('history').replaceChildren();
    byId('drawer').hidden = false;
    this.map.select(place.lon === null || place.lat === null ? undefined : [place.lon, place.lat], place.services.find(s => s.service === question.service)?.blocking ?? []);
    this.remember();
    // Services that are no network have no way.
    const way = question.service === 'water' ? null : await this.get<Way>(`api/hamlets/${encodeURIComponent(place.code)}/path?service=${question.service}&asOf=${isoOf(question.date)}`);
    if (this.picked === i) this.map.way(way?.geometry ?? null);
  }

  close(): void {
    this.picked = undefined;
    byId('drawer').hidden = true;
    this.map.select(undefined, []);
    this.map.way(null);
    this.remember();
  }

  async history(): Promise<void> {
    const { items } = await this.get<{ items: Change[] }>(`api/changes?layer=hamlets&code=${encodeURIComponent(this.code!)}&limit=1000`);
    byId('history').replaceChildren(...items.reverse().slice(0, 50).map(change => {
      const row = element('li', ''), names = [...new Set([...Object.keys(change.before ?? {}), ...Object.keys(change.after ?? {})])].filter(n => String(change.before?.[n] ?? '') !== String(change.after?.[n] ?? '') && !['version', 'updated_at', 'id'].includes(n));
      row.append(element('b', '', `${change.at.slice(0, 16).replace('T', ' ')} ${change.operation in { insert: 1, update: 1, delete: 1 } ? say(change.operation as Word) : change.operation}`), element('span', '', ` ${say('by')} ${change.actor}${change.fileName ? ` · ${change.fileName}` : ''}`),
        element('small', '', change.before === null ? '' : names.map(n => `${n}: ${String(change.before?.[n] ?? '—')} → ${String(change.after?.[n] ?? '—')}`).join('; ')));
      return row;
    }));
    if (items.length === 0) byId('history').append(element('li', '', say('nobody')));
  }

  // The rules that are about a hamlet of so many households.
  private standing(place: Place): HTMLElement {
    const list = element('ul', 'verdicts');
    for (const rule of this.rules.rules.filter(r => r.subject === 'hamlet')) {
      const service = place.services.find(s => s.service === rule.service), meant = place.households === null || place.households >= rule.minHouseholds;
      const row = element('li', ''), verdict = !meant ? 'small' : place.households === null && rule.minHouseholds > 0 ? 'unknown' : service?.verdict ?? 'unknown';
      row.append(element('i', `dot ${verdict === 'small' ? 'below' : verdict.replace('_', '-')}`), element('span', '', `${rule.rule} ${say(verdict as Word)}${rule.deadline ? ` · ${rule.deadline}` : ''}`));
      list.append(row);
    }
    return list;
  }

  private reason(s: Standing, asked: string): HTMLElement {
    const block = element('section', s.service === asked ? 'asked' : ''), head = element('h3', '');
    head.append(element('i', `dot ${s.verdict.replace('_', '-')}`), element('span', '', `${s.title[language]} · ${say(s.verdict as Word)}${s.since ? ` · ${say('since')} ${s.since}` : ''} · ${say('evidence')}: ${say((s.evidence === 'none' ? 'none_' : s.evidence) as Word)}`));
    block.append(head, element('p', '', s.sentence[language]));
    if (s.conflict) block.append(element('p', 'conflict', say('conflict')));
    const cost = s.verdict === 'met' ? '' : this.cost(s.service, s.metresToUpgrade, s.metresToBuild);
    if (cost) block.append(element('p', 'codes', cost));
    if (s.blocking.length > 0) block.append(element('p', 'codes', `${say('blocking')}: ${s.blocking.slice(0, 12).join(' ')}${s.blocking.length > 12 ? ' …' : ''}`));
    return block;
  }

  private cost(service: string, upgrade: number | null, build: number | null): string {
    const price = this.rules.costs?.services[service];
    if (!price || upgrade === null || build === null || upgrade + build <= 0) return '';
    return say('cost', { yuan: ((upgrade * price.upgradeYuanPerMetre + build * price.buildYuanPerMetre) / 10_000).toFixed(1) });
  }
}
