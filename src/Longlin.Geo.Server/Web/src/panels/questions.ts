import { language, number } from '../ground/words';

// The questions of the bureaus that are a table each: where it is asked, what its columns are, what its numbers say.
export type Pair = readonly [zh: string, en: string];
export const pick = (pair: Pair): string => pair[language === 'en' ? 1 : 0];
export type Item = Record<string, unknown>;
export type Kind = 'text' | 'count' | 'decimal' | 'metres' | 'wan' | 'word' | 'words' | 'name';
export type Column = readonly [title: Pair, key: string, kind: Kind];
export interface Asked { day: string; area: string; choice: string; minHouseholds: number }
export interface Service { get: <T>(path: string) => Promise<T>; post: <T>(path: string, body: unknown) => Promise<T>; job: <T>(path: string, body: unknown) => Promise<T>; name: (code: string) => string }
export interface Found { head: string; items: Item[]; columns?: readonly Column[]; more?: { title: string; items: Item[]; columns: readonly Column[] } }
export interface Topic { name: string; title: Pair; choices?: (rules: { rule: string; subject: string; clause: string }[]) => [string, string][]; typed?: Pair; byHand?: boolean; columns: readonly Column[]; ask: (service: Service, asked: Asked) => Promise<Found> }

interface Page { items: Item[]; total?: number; totals?: Record<string, number> }
const within = (a: Asked): string => a.area ? `&area=${a.area}` : '';
const say = (pair: Pair, values: Record<string, string | number>): string => pick(pair).replace(/\{(\w+)\}/g, (_, n: string) => typeof values[n] === 'number' ? number(values[n]) : String(values[n] ?? '—'));
const sum = (items: Item[], key: string): number => items.reduce((total, i) => total + (Number(i[key]) || 0), 0);

const name: Column = [['名称', 'Name'], 'name', 'name'], township: Column = [['乡镇', 'Township'], 'township', 'text'], households: Column = [['户数', 'Households'], 'households', 'count'];
const upgrade: Column = [['改造（米）', 'To upgrade (m)'], 'metresToUpgrade', 'metres'], build: Column = [['新建（米）', 'To build (m)'], 'metresToBuild', 'metres'];

export const topics: Topic[] = [
  {
    name: 'villages', title: ['行政村未达标', 'Villages that fail a rule'], choices: rules => rules.filter(r => r.subject === 'village').map(r => [r.rule, `${r.rule} ${language === 'en' ? '' : r.clause}`]),
    columns: [name, township, [['原因', 'Reason'], 'reason', 'word'], upgrade, build],
    ask: async (service, a) => {
      const page = await service.get<Page>(`api/coverage/gaps?rule=${a.choice}&asOf=${a.day}&verdict=not_met&limit=10000${within(a)}`);
      return { head: say(['{n} 个行政村未达标，共评 {all} 个。点村名看依据。', '{n} villages fail, of {all}. Click a village for the evidence.'], { n: page.totals!['hamlets']!, all: page.totals!['assessed']! }), items: page.items };
    },
  },
  {
    name: 'poor-water', title: ['贫困人口饮水不安全', 'Poor persons without safe water'], columns: [[['不达标指标', 'Failing indicator'], 'indicator', 'word'], [['自然屯', 'Hamlets'], 'hamlets', 'count'], households, [['贫困人口', 'Poor persons'], 'poorPopulation', 'count']],
    ask: async (service, a) => {
      const of = async (indicator?: string): Promise<Item> => ({ indicator: indicator ?? 'all', ...(await service.get<Page>(`api/coverage/gaps?rule=WATER-POOR&asOf=${a.day}&verdict=not_met&limit=1${indicator ? `&indicator=${indicator}` : ''}${within(a)}`)).totals });
      const [all, ...items] = await Promise.all([of(), ...['water_quantity', 'water_quality', 'water_access', 'water_assurance'].map(of)]);
      return { head: say(['{n} 名贫困人口饮水不安全（{hamlets} 个自然屯）；一个屯可以有几项不达标。', '{n} poor persons lack safe water ({hamlets} hamlets); a hamlet may fail by several indicators.'], { n: Number(all!['poorPopulation']), hamlets: Number(all!['hamlets']) }), items };
    },
  },
  {
    name: 'findings', title: ['断头路、瓶颈路、断点', 'Dead ends, bottlenecks, breaks'], choices: () => [['dead-ends', pick(['断头路', 'Dead ends'])], ['bottlenecks', pick(['瓶颈路', 'Bottlenecks'])], ['breaks', pick(['疑似断点', 'Suspected breaks'])], ['isolated', pick(['孤立路段', 'Isolated stretches'])]],
    columns: [[['路段', 'Segment'], 'code', 'name'], [['状态', 'State'], 'state', 'word'], [['原因', 'Reason'], 'reasons', 'words'], [['起', 'Since'], 'since', 'text'], [['打通', 'Cleared'], 'clearedOn', 'text'], [['缺（米）', 'Missing (m)'], 'missingMetres', 'metres'], households],
    ask: async (service, a) => {
      const page = await service.get<Page>(`api/network/road/${a.choice}?asOf=${a.day}&limit=10000`), open = page.items.filter(i => i['state'] === 'open').length;
      return { head: say(['未打通 {open} 处，已打通 {cleared} 处。', '{open} open, {cleared} cleared.'], { open, cleared: page.items.length - open }), items: [...page.items].sort((x, y) => String(y['state']).localeCompare(String(x['state']))) };
    },
  },
  {
    name: 'closure', title: ['道路或桥梁中断影响', 'If a road or bridge closes'], typed: ['路段编码，或在地图上点选一条路', 'Segment code, or click a road on the map'],
    columns: [[['自然屯', 'Hamlet'], 'name', 'name'], [['失去', 'Loses'], 'service', 'text'], households],
    ask: async (service, a) => {
      if (!a.choice) {
        const { items } = await service.get<Page>(`api/network/access/critical?asOf=${a.day}&limit=200`);
        return { head: pick(['关键路段：中断后失去通路的户数最多的在前。点一行看影响。', 'Critical stretches: those first whose loss cuts off the most households. Click one for the effect.']), items, columns: [[['路段', 'Segment'], 'code', 'name'], [['地点', 'Places'], 'placeCount', 'count'], households] };
      }
      const { services } = await service.post<{ services: { title: { zh: string; en: string }; householdsLosing: number; lose: Item[] }[] }>('api/what-if', { asOf: a.day, closed: [{ layer: 'roads', code: a.choice }] });
      const losing = services.filter(s => s.lose.length > 0);
      const effects = losing.map(s => say(['{service} {n} 个自然屯 {h} 户', '{service}: {n} hamlets, {h} households'], { service: s.title[language], n: s.lose.filter(p => p['subject'] === 'hamlet').length, h: s.householdsLosing }));
      return { head: losing.length === 0 ? say(['{code} 中断，没有自然屯失去服务。', 'If {code} closes, no hamlet loses a service.'], { code: a.choice }) : say(['{code} 中断后失去：{effects}。', 'If {code} closes, lost are: {effects}.'], { code: a.choice, effects: effects.join(pick(['；', '; '])) }), items: losing.flatMap(s => s.lose.filter(p => p['subject'] === 'hamlet').map(p => ({ ...p, name: service.name(String(p['code'])), service: s.title[language] }))) };
    },
  },
  {
    name: 'small-works', title: ['五小水利', 'The five small water works'], columns: [[['类别', 'Kind'], 'kind', 'word'], [['状态', 'State'], 'state', 'word'], [['处数', 'Number'], 'count', 'count'], [['供水能力（立方米/日）', 'Capacity (m³/d)'], 'capacityM3PerDay', 'count'], [['能力未知', 'Capacity unknown'], 'capacityUnknown', 'count'], [['服务户数', 'Households near'], 'householdsNear', 'count']],
    ask: async (service, a) => {
      const { items } = await service.get<Page>(`api/water/small-works?asOf=${a.day}${within(a)}`);
      return { head: say(['共 {n} 处。', '{n} works.'], { n: sum(items, 'count') }), items };
    },
  },
  {
    name: 'reservoirs', title: ['病险水库与下游', 'Dangerous reservoirs and whom they threaten'], columns: [name, [['坝类', 'Danger class'], 'dangerClass', 'text'], [['下游自然屯', 'Hamlets below'], 'hamlets', 'count'], households, [['人口', 'Persons'], 'population', 'count'], [['高程未知', 'Height unknown'], 'hamletsUnknown', 'count']],
    ask: async (service, a) => {
      const { items, withinMetres, withinVerified } = await service.get<Page & { withinMetres: number; withinVerified: boolean }>(`api/water/reservoirs?asOf=${a.day}${within(a)}`);
      return { head: say(['{n} 座病险水库，下游 {m} 米内 {h} 户{note}。', '{n} dangerous reservoirs, {h} households within {m} m below{note}.'], { n: items.length, m: withinMetres, h: sum(items, 'households'), note: withinVerified ? '' : pick(['（距离未核实）', ' (distance not verified)']) }), items };
    },
  },
  {
    name: 'power-options', title: ['未通电的最省办法', 'Power: the least-cost choice'], columns: [name, township, households, [['最近通电变压器', 'Nearest transformer'], 'transformer', 'text'], [['距离（米）', 'Distance (m)'], 'transformerM', 'metres'], [['接网', 'By line'], 'gridYuan', 'wan'], [['离网', 'On the spot'], 'offGridYuan', 'wan'], [['取', 'Choice'], 'choice', 'word']],
    ask: async (service, a) => {
      const { items, costsVerified } = await service.get<Page & { costsVerified: boolean }>(`api/power/options?asOf=${a.day}&minHouseholds=${a.minHouseholds}&verdict=not_met${within(a)}`);
      return { head: say(['{n} 个自然屯未通电（{min} 户以上）{note}。', '{n} hamlets of {min}+ households have no power{note}.'], { n: items.length, min: a.minHouseholds, note: costsVerified ? '' : pick(['，单价未核实', '; prices not verified']) }), items };
    },
  },
  {
    name: 'transformers', title: ['贫困村老旧变压器', 'Ageing transformers in poor villages'], columns: [name, [['村', 'Village'], 'village', 'text'], [['使用年数', 'Years'], 'ageYears', 'decimal'], [['容量（kVA）', 'kVA'], 'capacityKva', 'count'], households, [['户均 kVA', 'kVA a household'], 'kvaPerHousehold', 'decimal']],
    ask: async (service, a) => {
      const { items } = await service.get<Page>(`api/power/transformers?asOf=${a.day}&poorOnly=true&limit=10000${within(a)}`);
      return { head: say(['贫困村变压器 {n} 台，最老的在前。', '{n} transformers in poor villages, the oldest first.'], { n: items.length }), items };
    },
  },
  {
    name: 'extension', title: ['光纤接通全部与下一批', 'Fibre: what joins all, and the next best'], columns: [name, township, households, [['接自', 'From'], 'from', 'text'], [['光纤（米）', 'Fibre (m)'], 'metres', 'metres'], [['费用', 'Cost'], 'costYuan', 'wan']],
    ask: async (service, a) => {
      const e = await service.get<{ hamlets: number; joinable: number; metres: number; costYuan: number | null; next: Item[] }>(`api/network/broadband/extension?asOf=${a.day}&minHouseholds=${a.minHouseholds}&next=10${within(a)}`);
      return { head: say(['{n} 个自然屯未通宽带，接通 {j} 个至少需光纤 {m} 米（直线）。下一批十个：', '{n} hamlets lack broadband; {m} m of fibre (straight) join {j} of them. The next best ten:'], { n: e.hamlets, j: e.joinable, m: e.metres }), items: e.next };
    },
  },
  {
    name: 'assign', title: ['搬迁户去哪个安置点', 'Which households to which site'], byHand: true, columns: [[['自然屯', 'Hamlet'], 'hamletName', 'name'], [['安置点', 'Site'], 'siteName', 'text'], [['户数', 'Households'], 'households', 'count'], [['人数', 'Persons'], 'persons', 'count'], [['路程（米）', 'Distance (m)'], 'distanceM', 'metres']],
    ask: async (service, a) => {
      const d = await service.job<{ status: string; hamlets: number; persons: number; gap: number | null; assignment: Item[]; limits: Item[]; infeasible: { message: { zh: string; en: string } }[] }>('api/sites/assign', { asOf: a.day, timeLimitS: 30 });
      return {
        head: `${say(['{n} 个自然屯 {p} 人：{status}', '{n} hamlets, {p} persons: {status}'], { n: d.hamlets, p: d.persons, status: word(d.status) })}${d.gap ? ` (${(100 * d.gap).toFixed(1)}%)` : ''}${d.infeasible.map(i => ` ${i.message[language]}`).join('')}`, items: d.assignment,
        more: { title: pick(['什么限制了它', 'What limits it']), items: d.limits, columns: [[['安置点', 'Site'], 'name', 'text'], [['受限于', 'Limited by'], 'limitedBy', 'words'], [['可住', 'Room'], 'room', 'count'], [['安排', 'Assigned'], 'assigned', 'count'], [['剩余', 'Free'], 'free', 'count'], [['已满', 'Full'], 'binds', 'word']] },
      };
    },
  },
];

const words: Record<string, Pair> = {
  open: ['未打通', 'open'], cleared: ['已打通', 'cleared'], narrow: ['过窄', 'narrow'], steep: ['过陡', 'steep'], sharp: ['弯急', 'sharp'], dangerous_bridge: ['危桥', 'dangerous bridge'], unpaved_between: ['两段硬化路之间未硬化', 'unpaved between paved'], apart: ['两端不连通', 'apart by road'], detour: ['绕行远', 'a long detour'],
  no_link: ['没有连通的路线', 'no link'], upgrade_needed: ['需要改造', 'to upgrade'], upgrade_and_build: ['需要改造和新建', 'to upgrade and build'], no_data: ['没有数据', 'no data'], none_inside: ['村内没有', 'none inside'], hamlets_lacking: ['有自然屯未达标', 'hamlets lack it'], hamlets_unknown: ['有自然屯未知', 'hamlets unknown'], out_of_reach: ['超出服务距离', 'out of reach'], nothing_served: ['附近没有已通的', 'nothing served near'], no_source: ['没有来源', 'no source'], surveyed: ['核查结果', 'surveyed'], indicator_failed: ['指标不达标', 'indicator failed'],
  water_quantity: ['水量', 'quantity'], water_quality: ['水质', 'quality'], water_access: ['取水', 'fetching'], water_assurance: ['保证率', 'assurance'],
  pond: ['山塘', 'pond'], pump: ['泵站', 'pump station'], channel: ['渠道', 'channel'], tank: ['水池', 'tank'], cistern: ['水窖', 'cistern'], grid: ['接网', 'by line'], off_grid: ['离网', 'on the spot'], planned: ['规划', 'planned'], building: ['在建', 'being built'], closed: ['停用', 'closed'],
  optimal: ['最优', 'optimal'], feasible: ['可行，未证明最优', 'feasible, not proven best'], infeasible: ['没有可行办法', 'impossible'], housing: ['住房', 'housing'], school: ['学位', 'school places'], water: ['供水', 'water'], capacity: ['容量', 'capacity'], capacity_persons: ['容量', 'capacity'], land: ['用地', 'land'], true: ['是', 'yes'], false: ['', ''],
};
// In small works "open" is in use, in a finding it is not mended.
export const word = (value: unknown, topic = ''): string => topic === 'small-works' && value === 'open' ? pick(['在用', 'in use']) : words[String(value)] ? pick(words[String(value)]!) : value === null || value === undefined ? '—' : String(value);
