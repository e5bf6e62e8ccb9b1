import type { Schema } from '../ground/api';

// The county's verdicts over all dates, fetched once; every colour and count is computed from it without a request.
export const NotMet = 0;
export const Met = 1;
export const Unknown = 2;
export const Below = 3; // smaller than the question asks for, or not there on the day

export type Timeline = Schema<'Timeline'>;

export interface Question {
  service: string;
  minHouseholds: number;
  area: string;
  date: number;
  forecast?: string; // planned where it is not given
}

// What an address of the service says of the forecast.
export const forecastOf = (forecast: string | undefined): string =>
  forecast === undefined || forecast === 'planned' ? '' : `&forecast=${forecast}`;

export interface Standing {
  total: number;
  met: number;
  notMet: number;
  unknown: number;
}

export interface Answer {
  verdicts: Uint8Array;
  gaps: number[];
  unknowns: number[];
  assessed: number;
  notMet: number;
  unknown: number;
  households: number;
  persons: number;
  townships: Map<string, Standing>;
}

// Changes are a flat list of day, verdict, day, verdict …
export function verdictAt(changes: number[] | undefined, date: number): number {
  if (!changes || changes.length === 0) return Unknown;
  let at = 0;
  while (at + 2 < changes.length && changes[at + 2]! <= date) at += 2;
  return changes[at + 1]!;
}

// Undefined where the hamlet is not part of the question: not there on the day, too small, or in another township.
function assess(timeline: Timeline, question: Question, i: number): number | undefined {
  const h = timeline.hamlets;
  const size = h.households[i] ?? null;
  if (h.from[i]! > question.date || h.to[i]! <= question.date) return undefined;
  if (size !== null && size < question.minHouseholds) return undefined;
  if (question.area && h.township[i] !== question.area) return undefined;
  if (size === null && question.minHouseholds > 0) return Unknown;
  return verdictAt(h.verdicts[question.service]?.[i], question.date);
}

function standingOf(townships: Map<string, Standing>, code: string): Standing {
  let standing = townships.get(code);
  if (!standing) {
    standing = { total: 0, met: 0, notMet: 0, unknown: 0 };
    townships.set(code, standing);
  }
  return standing;
}

export function answer(timeline: Timeline, question: Question): Answer {
  const h = timeline.hamlets;
  const result: Answer = {
    verdicts: new Uint8Array(h.id.length).fill(Below),
    gaps: [],
    unknowns: [],
    assessed: 0,
    notMet: 0,
    unknown: 0,
    households: 0,
    persons: 0,
    townships: new Map(),
  };
  for (let i = 0; i < h.id.length; i++) {
    const verdict = assess(timeline, question, i);
    if (verdict === undefined) continue;
    result.verdicts[i] = verdict;
    result.assessed++;
    const standing = standingOf(result.townships, h.township[i] ?? '');
    standing.total++;
    if (verdict === Met) standing.met++;
    else if (verdict === Unknown) {
      standing.unknown++;
      result.unknowns.push(i);
    } else {
      standing.notMet++;
      result.households += h.households[i] ?? 0;
      result.persons += h.population[i] ?? 0;
      result.gaps.push(i);
    }
  }
  result.notMet = result.gaps.length;
  result.unknown = result.unknowns.length;
  for (const list of [result.gaps, result.unknowns])
    list.sort((a, b) => (h.households[b] ?? 0) - (h.households[a] ?? 0) || a - b);
  return result;
}
