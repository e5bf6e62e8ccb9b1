// The county's verdicts over all dates, fetched once; every colour and count comes from here without another request.
export const NotMet = 0, Met = 1, Unknown = 2, Below = 3;

export interface Timeline {
  version: number; standard: string; dataDate: number | null; synthetic: boolean;
  townships: { code: string; name: string | null }[];
  hamlets: {
    id: number[]; code: string[]; name: (string | null)[]; village: (string | null)[]; township: (string | null)[]; households: (number | null)[]; population: (number | null)[];
    lon: number[]; lat: number[]; from: number[]; to: number[]; verdicts: Record<string, number[][]>;
  };
}

export interface Question { service: string; minHouseholds: number; area: string; date: number }
export interface Standing { total: number; met: number; notMet: number; unknown: number }
export interface Answer {
  verdicts: Uint8Array; gaps: number[]; unknowns: number[]; assessed: number; notMet: number; unknown: number; households: number; persons: number; townships: Map<string, Standing>;
}

// What a flat list of day, verdict, day, verdict … says of a day.
export function verdictAt(changes: number[] | undefined, date: number): number {
  if (!changes || changes.length === 0) return Unknown;
  let at = 0;
  while (at + 2 < changes.length && changes[at + 2]! <= date) at += 2;
  return changes[at + 1]!;
}

export function answer(timeline: Timeline, question: Question): Answer {
  const h = timeline.hamlets, lists = h.verdicts[question.service] ?? [];
  const result: Answer = { verdicts: new Uint8Array(h.id.length).fill(Below), gaps: [], unknowns: [], assessed: 0, notMet: 0, unknown: 0, households: 0, persons: 0, townships: new Map() };
  for (let i = 0; i < h.id.length; i++) {
    const size = h.households[i] ?? null;
    if (h.from[i]! > question.date || h.to[i]! <= question.date) continue;
    if (size !== null && size < question.minHouseholds) continue;
    if (question.area && h.township[i] !== question.area) continue;
    const verdict = size === null && question.minHouseholds > 0 ? Unknown : verdictAt(lists[i], question.date);
    result.verdicts[i] = verdict;
    result.assessed++;
    const township = h.township[i] ?? '';
    let standing = result.townships.get(township);
    if (!standing) result.townships.set(township, standing = { total: 0, met: 0, notMet: 0, unknown: 0 });
    standing.total++;
    if (verdict === Met) standing.met++;
    else if (verdict === Unknown) { standing.unknown++; result.unknown++; result.unknowns.push(i); }
    else {
      standing.notMet++;
      result.notMet++;
      result.households += size ?? 0;
      result.persons += h.population[i] ?? 0;
      result.gaps.push(i);
    }
  }
  for (const list of [result.gaps, result.unknowns]) list.sort((a, b) => (h.households[b] ?? 0) - (h.households[a] ?? 0) || a - b);
  return result;
}
