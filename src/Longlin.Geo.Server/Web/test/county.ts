import type { Timeline } from '../src/state/timeline';

interface Hamlet {
  code?: string;
  name?: string | null;
  village?: string | null;
  township?: string | null;
  households?: number | null;
  population?: number | null;
  from?: number;
  to?: number;
  road?: number[];
}

// A county of some hamlets; whatever a test does not say is the same in all of them.
export function county(hamlets: Hamlet[]): Timeline {
  const each = <T>(value: (hamlet: Hamlet, i: number) => T): T[] => hamlets.map(value);
  return {
    version: 1,
    standard: 'test',
    standardVersion: '1',
    dataDate: 20191231,
    forecastBy: 'planned',
    synthetic: true,
    townships: [],
    hamlets: {
      id: each((_, i) => i + 1),
      code: each((h, i) => h.code ?? `45103110020000${i}`),
      name: each(h => (h.name === undefined ? '屯' : h.name)),
      village: each(h => h.village ?? null),
      township: each(h => h.township ?? 'A'),
      households: each(h => (h.households === undefined ? 50 : h.households)),
      population: each(h => h.population ?? null),
      lon: each((_, i) => 105 + i / 100),
      lat: each(() => 24.7),
      from: each(h => h.from ?? 0),
      to: each(h => h.to ?? 99991231),
      verdicts: { road: each(h => h.road ?? []) },
    },
  };
}
