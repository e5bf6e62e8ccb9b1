import type * as GeoJSON from 'geojson';
import { get, type Schema } from '../ground/api';
import { byId, element } from '../ground/dom';
import { codeWord, language, say } from '../ground/words';
import type { CountyMap } from '../map/map';
import { isoOf } from '../state/days';
import { networkOf, type Rule, type Rules, roadOf } from '../state/rules';
import { forecastOf, type Question } from '../state/timeline';

type Standing = Schema<'ServiceStanding'>;
type Place = Schema<'PlaceCoverage'>;
type Change = Schema<'RecordedChange'>;
type Kind = 'hamlets' | 'areas';

const mostCodes = 12;
const mostChanges = 50;
// Columns that every change touches: they say nothing about it.
const bookkeeping = ['version', 'updated_at', 'id'];

// The detail of a place: the verdict of every rule, the sentences, the way on the map, conflicts and past changes.
export class Drawer {
  private picked: { kind: Kind; code: string } | undefined;
  private opening = false;
  private scrolled = 0;

  constructor(
    private readonly rules: Rules,
    private readonly map: CountyMap,
    private readonly question: () => Question,
    private readonly remember: () => void,
    private readonly opened: () => void,
  ) {}

  // The code of the hamlet or village that is shown.
  get code(): string | undefined {
    return this.picked?.code;
  }

  get hamlet(): string | undefined {
    return this.picked?.kind === 'hamlets' ? this.picked.code : undefined;
  }

  async renew(): Promise<void> {
    if (this.picked) await this.show(this.picked.code, this.picked.kind, true);
  }

  async show(code: string, kind: Kind = 'hamlets', again = false): Promise<void> {
    const picked = { kind, code };
    this.picked = picked;
    // Asking again must not lose the opening of a place whose answer is still on its way.
    this.opening ||= !again;
    const question = this.question();
    const day = isoOf(question.date);
    const address = `api/${kind}/${encodeURIComponent(code)}`;
    const place = await get<Place>(`${address}/coverage?asOf=${day}${forecastOf(question.forecast)}`);
    if (this.picked !== picked) return; // another place was picked meanwhile
    this.showPlace(place, kind, question.service);
    if (this.opening) this.takePlace();
    this.opening = false;
    const asked = place.services.find(s => s.service === question.service);
    const at: [number, number] | undefined =
      place.lon === null || place.lat === null ? undefined : [place.lon, place.lat];
    this.map.select(at, asked?.blocking ?? []);
    this.remember();
    // What is judged by indicators or facilities is no network: it has no way to show.
    const hasWay = asked !== undefined && networkOf(this.rules, question.service) !== null;
    const wayAddress = `${address}/path?service=${question.service}&asOf=${day}${forecastOf(question.forecast)}`;
    const way = hasWay ? await get<Schema<'PathDocument'>>(wayAddress) : null;
    if (this.picked === picked) this.map.way((way?.geometry ?? null) as GeoJSON.Geometry | null);
  }

  // Gives the answer its place back, where it was left.
  close(): void {
    this.picked = undefined;
    this.opening = false;
    byId('drawer').hidden = true;
    byId('answer').hidden = false;
    byId('answer').scrollTop = this.scrolled;
    this.map.select(undefined, []);
    this.map.way(null);
    this.remember();
  }

  async history(): Promise<void> {
    const { kind, code } = this.picked!;
    const address = `api/changes?layer=${kind}&code=${encodeURIComponent(code)}&limit=1000`;
    const { items } = await get<Schema<'ChangesDocument'>>(address);
    byId('history').replaceChildren(...items.reverse().slice(0, mostChanges).map(changeRow));
    if (items.length === 0) byId('history').append(element('li', '', say('nobody')));
  }

  private showPlace(place: Place, kind: Kind, service: string): void {
    const name = kind === 'areas' ? undefined : (place.name ?? place.code);
    byId('place').textContent = [place.township, place.village, name].filter(t => t).join(' ');
    byId('why').replaceChildren(this.verdicts(place), ...place.services.map(s => this.reason(s, service)));
    byId('history').replaceChildren();
    byId('survey').hidden = kind === 'areas';
  }

  // The detail stands where the answer stood; who was there with the keyboard is taken along.
  private takePlace(): void {
    const answer = byId('answer');
    const focused = answer.contains(document.activeElement);
    if (!answer.hidden) this.scrolled = answer.scrollTop;
    answer.hidden = true;
    byId('drawer').hidden = false;
    this.opened();
    if (focused) byId('drawer').focus({ preventScroll: true });
  }

  // The rules about such a place, each with its verdict.
  private verdicts(place: Place): HTMLElement {
    const list = element('ul', 'verdicts');
    for (const rule of this.rules.rules.filter(r => r.subject === place.subject && r.service)) {
      const verdict = verdictOf(place, rule);
      const row = element('li');
      const text = verdict === 'small' ? say('small') : codeWord('verdict', verdict);
      row.append(
        element('i', `dot ${verdict === 'small' ? 'below' : verdict.replace('_', '-')}`),
        element('span', '', `${rule.rule} ${text}${rule.deadline ? ` · ${rule.deadline}` : ''}`),
      );
      row.title = rule.clause;
      list.append(row);
    }
    return list;
  }

  // What stands in the way: failing indicators by their names, segments of a network by their codes.
  private blockingText(s: Standing): string {
    const indicators = this.rules.services.find(r => r.service === s.service)?.indicators;
    if (indicators && s.blocking.every(code => code in indicators)) {
      const names = s.blocking.map(code => indicators[code]![language]);
      return `${say('indicators_failed')}: ${names.join(say('list_sep'))}`;
    }
    const label = say(roadOf(this.rules, s.service) === s.service ? 'blocking' : 'blocking_other');
    const more = s.blocking.length > mostCodes ? ' …' : '';
    return `${label}: ${s.blocking.slice(0, mostCodes).join(' ')}${more}`;
  }

  private reason(s: Standing, asked: string): HTMLElement {
    const block = element('section', s.service === asked ? 'asked' : '');
    const head = element('h3');
    const title = [s.title[language], codeWord('verdict', s.verdict)];
    if (s.since) title.push(`${say('since')} ${s.since}`);
    title.push(`${say('evidence')}: ${codeWord('evidence', s.evidence)}`);
    head.append(element('i', `dot ${s.verdict.replace('_', '-')}`), element('span', '', title.join(' · ')));
    block.append(head, element('p', '', s.sentence[language]));
    if (s.conflict) block.append(element('p', 'conflict', say('conflict')));
    const cost = s.verdict === 'met' ? '' : this.cost(s.service, s.metresToUpgrade, s.metresToBuild);
    if (cost) block.append(element('p', 'codes', cost));
    if (s.blocking.length > 0) block.append(element('p', 'codes', this.blockingText(s)));
    return block;
  }

  private cost(service: string, upgradeMetres: number | null, buildMetres: number | null): string {
    const price = this.rules.costs?.services[service];
    if (!price || upgradeMetres === null || buildMetres === null || upgradeMetres + buildMetres <= 0) return '';
    const yuan = upgradeMetres * price.upgradeYuanPerMetre + buildMetres * price.buildYuanPerMetre;
    return say('cost', { yuan: (yuan / 10_000).toFixed(1) });
  }
}

// A rule about larger hamlets does not apply; where the households are unknown, so is whether it does.
function verdictOf(place: Place, rule: Rule): string {
  if (place.subject === 'hamlet') {
    if (place.households === null && rule.minHouseholds > 0) return 'unknown';
    if (place.households !== null && place.households < rule.minHouseholds) return 'small';
  }
  return place.services.find(s => s.service === rule.service)?.verdict ?? 'unknown';
}

function changeRow(change: Change): HTMLElement {
  const [before, after] = [change.before, change.after] as (Record<string, unknown> | null)[];
  const written = (value: unknown): string => String(value ?? '—');
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const changed = [...names].filter(
    n => String(before?.[n] ?? '') !== String(after?.[n] ?? '') && !bookkeeping.includes(n),
  );
  const file = change.fileName ? ` · ${change.fileName}` : '';
  const time = change.at.slice(0, 16).replace('T', ' ');
  const values = changed.map(n => `${n}: ${written(before?.[n])} → ${written(after?.[n])}`).join('; ');
  const row = element('li');
  row.append(
    element('b', '', `${time} ${codeWord('operation', change.operation)}`),
    element('span', '', ` ${say('by')} ${change.actor}${file}`),
    element('small', '', before === null ? '' : values),
  );
  return row;
}
