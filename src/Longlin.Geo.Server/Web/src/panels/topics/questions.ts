import { get, post, runJob, type Schema } from '../../ground/api';
import {
  type ColumnHead,
  codeWord,
  columnHead,
  language,
  number,
  percent,
  say,
  type Vocabulary,
  type Word,
  wan,
} from '../../ground/words';
import type { Rules } from '../../state/rules';

// The bureaus' questions that are answered by a table: where each is asked, what its columns are, what its numbers say.

export type Item = Record<string, unknown>;
type Figure = 'count' | 'decimal' | 'metres' | 'wan';
export interface Column {
  title: string;
  key: string;
  kind: 'text' | 'name' | 'code' | 'codes' | Figure;
  words?: Vocabulary;
}
export interface Asked {
  day: string;
  area: string;
  choice: string;
  minHouseholds: number;
  uses: Rules['uses'];
  nameOf: (code: string) => string;
}
export interface Found {
  head: string;
  items: Item[];
  columns?: readonly Column[];
  more?: { title: string; items: Item[]; columns: readonly Column[] };
}
export interface Topic {
  name: string;
  title: Word;
  choices?: (rules: Rules) => [value: string, text: string][];
  typed?: Word; // answered when a code is typed or clicked
  decides?: true; // its rows are marked and decided about
  byHand?: boolean; // answered only when the button is pressed: it takes long
  columns: readonly Column[];
  ask: (asked: Asked) => Promise<Found>;
}

const column = (head: ColumnHead, key: string, kind: Column['kind']): Column => ({
  title: columnHead(head),
  key,
  kind,
});
const coded = (head: ColumnHead, key: string, words: Vocabulary, kind: 'code' | 'codes' = 'code'): Column => ({
  title: columnHead(head),
  key,
  kind,
  words,
});
const mostNamed = 3;
const name = column('name', 'name', 'name');
const township = column('township', 'township', 'text');
const households = column('households', 'households', 'count');
const persons = column('persons', 'population', 'count');

const within = (a: Asked): string => (a.area ? `&area=${a.area}` : '');
const sum = (items: Item[], key: string): number => items.reduce((total, i) => total + (Number(i[key]) || 0), 0);

// A sentence whose numbers are grouped; a number that is missing is a dash.
function sentence(word: Word, values: Record<string, string | number | null | undefined>): string {
  const written = (value: string | number | null | undefined): string =>
    typeof value === 'number' ? number(value) : (value ?? '—');
  return say(word, Object.fromEntries(Object.entries(values).map(([key, value]) => [key, written(value)])));
}

const villages: Topic = {
  name: 'villages',
  title: 'q_villages',
  choices: ({ rules }) =>
    rules.filter(r => r.subject === 'village').map(r => [r.rule, language === 'en' ? r.rule : `${r.rule} ${r.clause}`]),
  columns: [
    name,
    township,
    coded('reason', 'reason', 'reason'),
    column('upgrade', 'metresToUpgrade', 'metres'),
    column('build', 'metresToBuild', 'metres'),
  ],
  ask: async a => {
    const page = await get<Schema<'GapDocument'>>(
      `api/coverage/gaps?rule=${a.choice}&asOf=${a.day}&verdict=not_met&limit=10000${within(a)}`,
    );
    const head = sentence('q_villages_head', { n: page.totals.hamlets, all: page.totals.assessed });
    return { head, items: page.items };
  },
};

const poorWaterTopic: Topic = {
  name: 'poor-water',
  title: 'q_poor_water',
  columns: [
    coded('indicator', 'indicator', 'indicator'),
    column('hamlets', 'hamlets', 'count'),
    households,
    column('poor', 'poorPopulation', 'count'),
    column('poor_unknown', 'unknownPoorPopulation', 'count'),
  ],
  ask: async a => {
    const table = await get<Schema<'IndicatorsDocument'>>(`api/coverage/indicators?asOf=${a.day}${within(a)}`);
    const [any, ...items] = table.items;
    const head = sentence('q_poor_water_head', { n: any?.poorPopulation ?? 0, hamlets: any?.hamlets ?? 0 });
    return { head, items };
  },
};

const findings: Topic = {
  name: 'findings',
  title: 'q_findings',
  choices: () => [
    ['dead-ends', say('q_dead_ends')],
    ['bottlenecks', say('q_bottlenecks')],
    ['isolated', say('q_isolated')],
  ],
  columns: [
    column('segment', 'code', 'name'),
    coded('state', 'state', 'finding'),
    coded('reason', 'reasons', 'obstacle', 'codes'),
    column('since', 'since', 'text'),
    column('cleared', 'clearedOn', 'text'),
    column('missing', 'missingMetres', 'metres'),
    households,
  ],
  ask: async a => {
    const { items } = await get<Schema<'FindingsDocument'>>(
      `api/network/${a.uses.hardenedRoad}/${a.choice}?asOf=${a.day}&limit=10000`,
    );
    const open = items.filter(i => i.state === 'open').length;
    return {
      head: sentence('q_findings_head', { open, cleared: items.length - open }),
      items: [...items].sort((x, y) => String(y.state).localeCompare(String(x.state))),
    };
  },
};

// Every break with what its repair would free, in the order in which to look at them, then what was decided.
const breaks: Topic = {
  name: 'breaks',
  title: 'q_breaks',
  choices: ({ services }) =>
    services.filter(s => s.layer !== null).map(s => [s.service, language === 'en' ? s.title.en : s.title.zh]),
  decides: true,
  columns: [
    column('order', 'order', 'count'),
    households,
    column('missing', 'missingMetres', 'metres'),
    column('segment', 'between', 'name'),
    column('hamlets', 'placeCount', 'count'),
    coded('reason', 'reasons', 'obstacle', 'codes'),
    coded('state', 'state', 'break'),
    column('decided_by', 'decidedBy', 'text'),
    column('note', 'note', 'text'),
  ],
  ask: async a => {
    const { items } = await get<Schema<'FindingsDocument'>>(`api/network/${a.choice}/breaks?asOf=${a.day}&limit=10000`);
    const open = items.filter(i => i.state === 'open');
    return {
      head: sentence('q_breaks_head', {
        open: open.length,
        frees: open.filter(i => i.order !== null).length,
        decided: items.length - open.length,
      }),
      items: items.map(i => ({ ...i, between: `${i.code} — ${i.toCode ?? ''}` })),
    };
  },
};

type Loss = Schema<'WhatIfEffect'>;

async function closureEffect(a: Asked): Promise<Found> {
  const closed = [{ layer: 'roads', code: a.choice }];
  const { services } = await post<Schema<'WhatIfDocument'>>('api/what-if', { asOf: a.day, closed });
  const losing = services.filter(s => s.lose.length > 0);
  if (losing.length === 0) return { head: sentence('q_closure_none', { code: a.choice }), items: [] };
  const hamlets = (s: Loss): Loss['lose'] => s.lose.filter(p => p.subject === 'hamlet');
  const effects = losing.map(s =>
    sentence('q_closure_effect', { service: s.title[language], n: hamlets(s).length, h: s.householdsLosing }),
  );
  return {
    head: sentence('q_closure_head', { code: a.choice, effects: effects.join(say('question_part_sep')) }),
    items: losing.flatMap(s => hamlets(s).map(p => ({ ...p, name: a.nameOf(p.code), service: s.title[language] }))),
  };
}

const closure: Topic = {
  name: 'closure',
  title: 'q_closure',
  typed: 'q_closure_typed',
  columns: [column('hamlet', 'name', 'name'), column('loses', 'service', 'text'), households],
  ask: async a => {
    if (a.choice) return closureEffect(a);
    const { items } = await get<Schema<'FindingsDocument'>>(
      `api/network/${a.uses.passableRoad}/critical?asOf=${a.day}&limit=200`,
    );
    const columns = [column('segment', 'code', 'name'), column('places', 'placeCount', 'count'), households];
    return { head: say('q_closure_critical'), items, columns };
  },
};

const fixes: Topic = {
  name: 'fixes',
  title: 'q_fixes',
  choices: ({ rules, costs }) =>
    rules
      .filter(r => r.subject === 'hamlet' && r.service !== null && r.service in (costs?.services ?? {}))
      .map(r => [r.rule, language === 'en' ? r.rule : `${r.rule} ${r.clause}`]),
  columns: [
    column('order', 'order', 'count'),
    households,
    column('yuan_each', 'yuanPerHousehold', 'count'),
    column('segments', 'name', 'name'),
    coded('kind', 'kind', 'fix'),
    column('missing', 'metres', 'metres'),
    column('cost', 'yuan', 'wan'),
    column('hamlets', 'count', 'count'),
  ],
  ask: async a => {
    const f = await get<Schema<'FixesDocument'>>(`api/fixes?rule=${a.choice}&asOf=${a.day}&limit=300${within(a)}`);
    const head = sentence('q_fixes_head', {
      n: f.hamlets,
      h: f.households,
      yuan: f.spentYuan === null ? null : wan(f.spentYuan),
      freed: f.freedHouseholds,
      bound: f.bound,
    });
    const named = (i: Schema<'FixItem'>): string =>
      i.segments.slice(0, mostNamed).join(' ') + (i.segments.length > mostNamed ? ' …' : '') || say('q_fixes_new');
    return {
      head,
      items: f.items.map(i => ({ ...i, households: i.households, count: i.hamlets.length, name: named(i) })),
    };
  },
};

const smallWorks: Topic = {
  name: 'small-works',
  title: 'q_small_works',
  columns: [
    coded('kind', 'kind', 'waterWork'),
    coded('state', 'state', 'asset'),
    column('count', 'count', 'count'),
    column('capacity', 'capacityM3PerDay', 'count'),
    column('capacity_unknown', 'capacityUnknown', 'count'),
    column('near', 'householdsNear', 'count'),
  ],
  ask: async a => {
    const { items } = await get<Schema<'SmallWorksDocument'>>(`api/water/small-works?asOf=${a.day}${within(a)}`);
    return { head: sentence('q_small_works_head', { n: sum(items, 'count') }), items };
  },
};

const reservoirs: Topic = {
  name: 'reservoirs',
  title: 'q_reservoirs',
  columns: [
    name,
    column('danger', 'dangerClass', 'text'),
    column('below', 'hamlets', 'count'),
    households,
    persons,
    column('height_unknown', 'hamletsUnknown', 'count'),
  ],
  ask: async a => {
    const { items, withinMetres, withinVerified } = await get<Schema<'ReservoirsDocument'>>(
      `api/water/reservoirs?asOf=${a.day}${within(a)}`,
    );
    const note = withinVerified ? '' : say('q_distance_unverified');
    const head = sentence('q_reservoirs_head', { n: items.length, m: withinMetres, h: sum(items, 'households'), note });
    return { head, items };
  },
};

const powerOptions: Topic = {
  name: 'power-options',
  title: 'q_power',
  columns: [
    name,
    township,
    households,
    column('transformer', 'transformer', 'text'),
    column('distance', 'transformerM', 'metres'),
    column('grid', 'gridYuan', 'wan'),
    column('off_grid', 'offGridYuan', 'wan'),
    coded('choice', 'choice', 'supply'),
  ],
  ask: async a => {
    const { items, costsVerified } = await get<Schema<'PowerOptionsDocument'>>(
      `api/power/options?asOf=${a.day}&minHouseholds=${a.minHouseholds}&verdict=not_met${within(a)}`,
    );
    const note = costsVerified ? '' : say('q_prices_unverified');
    return { head: sentence('q_power_head', { n: items.length, min: a.minHouseholds, note }), items };
  },
};

const transformers: Topic = {
  name: 'transformers',
  title: 'q_transformers',
  columns: [
    name,
    column('village', 'village', 'text'),
    column('age', 'ageYears', 'decimal'),
    column('kva', 'capacityKva', 'count'),
    households,
    column('kva_each', 'kvaPerHousehold', 'decimal'),
  ],
  ask: async a => {
    const { items } = await get<Schema<'TransformersDocument'>>(
      `api/power/transformers?asOf=${a.day}&poorOnly=true&limit=10000${within(a)}`,
    );
    return { head: sentence('q_transformers_head', { n: items.length }), items };
  },
};

const extension: Topic = {
  name: 'extension',
  title: 'q_extension',
  columns: [
    name,
    township,
    households,
    column('from', 'from', 'text'),
    column('fibre', 'metres', 'metres'),
    column('cost', 'costYuan', 'wan'),
  ],
  ask: async a => {
    const e = await get<Schema<'ExtensionDocument'>>(
      `api/network/${a.uses.broadband}/extension?asOf=${a.day}&minHouseholds=${a.minHouseholds}&next=10${within(a)}`,
    );
    const head = sentence('q_extension_head', { n: e.hamlets, j: e.joinable, m: e.metres });
    return { head, items: e.next };
  },
};

export type Assigned = Schema<'AssignmentDocument'>;

// How far the solver got, and how far from the optimum its answer may be.
export const solutionText = (a: Assigned): string =>
  `${codeWord('solution', a.status)}${a.gap ? ` (${percent(a.gap, 1)})` : ''}`;

const assign: Topic = {
  name: 'assign',
  title: 'q_assign',
  byHand: true,
  columns: [
    column('hamlet', 'hamletName', 'name'),
    column('site', 'siteName', 'text'),
    households,
    column('people', 'persons', 'count'),
    column('way', 'distanceM', 'metres'),
  ],
  ask: async a => {
    const { result: d } = await runJob<Assigned>('api/sites/assign', {
      asOf: a.day,
      timeLimitS: 30,
    });
    const head = sentence('q_assign_head', { n: d.hamlets, p: d.persons, status: solutionText(d) });
    return {
      head: [head, ...d.infeasible.map(i => i.message[language])].join(' '),
      items: d.assignment,
      more: {
        title: say('q_assign_limits'),
        items: d.limits,
        columns: [
          column('site', 'name', 'text'),
          coded('limited_by', 'limitedBy', 'limit', 'codes'),
          column('room', 'room', 'count'),
          column('assigned', 'assigned', 'count'),
          column('free', 'free', 'count'),
          coded('full', 'binds', 'full'),
        ],
      },
    };
  },
};

export const topics: Topic[] = [
  villages,
  poorWaterTopic,
  findings,
  breaks,
  closure,
  fixes,
  smallWorks,
  reservoirs,
  powerOptions,
  transformers,
  extension,
  assign,
];
