import { byId, element } from '../ground/dom';
import type * as GeoJSON from 'geojson';
import { isoOf } from '../state/days';
import type { CountyMap } from '../map/map';
import type { Question } from '../state/timeline';
import { language, say, type Word } from '../ground/words';

interface Text { zh: string; en: string }
export interface Rules {
  standard: string; services: { service: string; title: Text; subjects: string[] }[]; rules: { rule: string; subject: string; service: string; minHouseholds: number; poorOnly: boolean; clause: string; deadline: string | null; passRatio: number | null }[];
  costs: { verified: boolean; services: Record<string, { upgradeYuanPerMetre: number; buildYuanPerMetre: number }> } | null;
}
interface Standing {
  service: string; title: Text; verdict: string; evidence: string; conflict: boolean; sentence: Text; since: string | null; blocking: string[]; metresToUpgrade: number | null; metresToBuild: number | null;
}
interface Place { subject: string; code: string; name: string | null; village: string | null; township: string | null; households: number | null; lon: number | null; lat: number | null; services: Standing[] }
interface Way { geometry: GeoJSON.Geometry | null }
interface Change { at: string; operation: string; actor: string; fileName: string | null; before: Record<string, unknown> | null; after: Record<string, unknown> | null }


// Why: every rule's verdict of a hamlet, the sentences, the way on the map, what disagrees, and what was changed.
export class Drawer {
  private picked: { kind: 'hamlets' | 'areas'; code: string } | undefined;

  constructor(private readonly rules: Rules, private readonly map: CountyMap, private readonly get: <T>(path: string) => Promise<T>, private readonly question: () => Question, private readonly remember: () => void) {}

  // The hamlet or village that is looked at.
  get code(): string | undefined { return this.picked?.code; }

  get hamlet(): string | undefined { return this.picked?.kind === 'hamlets' ? this.picked.code : undefined; }

  async renew(): Promise<void> { if (this.picked) await this.show(this.picked.code, this.picked.kind); }

  async show(code: string, kind: 'hamlets' | 'areas' = 'hamlets'): Promise<void> {
    const picked = this.picked = { kind, code }, question = this.question(), day = isoOf(question.date), address = `api/${kind}/${encodeURIComponent(code)}`;
    const place = await this.get<Place>(`${address}/coverage?asOf=${day}`);
    if (this.picked !== picked) return; // another was picked meanwhile
    byId('place').textContent = [place.township, place.village, kind === 'areas' ? undefined : place.name ?? place.code].filter(t => t).join(' ');
    byId('why').replaceChildren(this.standing(place), ...place.services.map(s => this.reason(s, question.service)));
    byId('history').replaceChildren();
    byId('survey').hidden = kind === 'areas';
    byId('drawer').hidden = false;
    const asked = place.services.find(s => s.service === question.service);
    this.map.select(place.lon === null || place.lat === null ? undefined : [place.lon, place.lat], asked?.blocking ?? []);
    this.remember();
    // Services that are no network have no way.
    const way = !asked || question.service === 'water' ? null : await this.get<Way>(`${address}/path?service=${question.service}&asOf=${day}`);
    if (this.picked === picked) this.map.way(way?.geometry ?? null);
  }

  close(): void {
    this.picked = undefined;
    byId('drawer').hidden = true;
    this.map.select(undefined, []);
    this.map.way(null);
    this.remember();
  }

  async history(): Promise<void> {
    const { items } = await this.get<{ items: Change[] }>(`api/changes?layer=${this.picked!.kind}&code=${encodeURIComponent(this.picked!.code)}&limit=1000`);
    byId('history').replaceChildren(...items.reverse().slice(0, 50).map(change => {
      const row = element('li', ''), names = [...new Set([...Object.keys(change.before ?? {}), ...Object.keys(change.after ?? {})])].filter(n => String(change.before?.[n] ?? '') !== String(change.after?.[n] ?? '') && !['version', 'updated_at', 'id'].includes(n));
      row.append(element('b', '', `${change.at.slice(0, 16).replace('T', ' ')} ${change.operation in { insert: 1, update: 1, delete: 1 } ? say(change.operation as Word) : change.operation}`), element('span', '', ` ${say('by')} ${change.actor}${change.fileName ? ` · ${change.fileName}` : ''}`),
        element('small', '', change.before === null ? '' : names.map(n => `${n}: ${String(change.before?.[n] ?? '—')} → ${String(change.after?.[n] ?? '—')}`).join('; ')));
      return row;
    }));
    if (items.length === 0) byId('history').append(element('li', '', say('nobody')));
  }

  // The rules that are about such a place, of so many households.
  private standing(place: Place): HTMLElement {
    const list = element('ul', 'verdicts');
    for (const rule of this.rules.rules.filter(r => r.subject === place.subject && r.service)) {
      const service = place.services.find(s => s.service === rule.service), meant = place.subject !== 'hamlet' || place.households === null || place.households >= rule.minHouseholds;
      const row = element('li', ''), verdict = !meant ? 'small' : place.subject === 'hamlet' && place.households === null && rule.minHouseholds > 0 ? 'unknown' : service?.verdict ?? 'unknown';
      row.append(element('i', `dot ${verdict === 'small' ? 'below' : verdict.replace('_', '-')}`), element('span', '', `${rule.rule} ${say(verdict as Word)}${rule.deadline ? ` · ${rule.deadline}` : ''}`));
      row.title = rule.clause;
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
