import type * as GeoJSON from 'geojson';
import type { Text } from '../ground/words';

// What the service answers about relocation.

export interface Site {
  areaM2: number | null;
  refused: boolean;
  violations: {
    kind: string;
    code: string | null;
    name: string | null;
    areaM2: number | null;
    share: number | null;
    sentence: Text;
  }[];
  overlaps: { code: string; name: string | null }[];
  factors: {
    title: Text;
    by: string;
    distanceM: number | null;
    straightLineM: number | null;
    name: string | null;
    score: number | null;
    scoreLow: number;
    scoreHigh: number;
    weight: number;
    unknown: string | null;
  }[];
  score: number | null;
  scoreLow: number | null;
  scoreHigh: number | null;
  capacity: { sentence: Text };
  services: { title: Text; verdict: string }[];
  sentence: Text;
}

export interface Scored {
  sites: Site[];
  moveInOn: string;
  weightsVerified: boolean;
}

export interface Moving {
  persons: number;
  target: number;
  deadline: string | null;
  perMonth: number | null;
  concentratedShare: number | null;
  households: number;
  housesRemoved: number;
  land: { reclaimedM2: number; reclaimedUntold: number; usedM2: number; usedUntold: number };
  funds: { budgetYuan: number; paidYuan: number };
  sites: {
    code: string;
    name: string | null;
    persons: number;
    capacity: number | null;
    readiness: { title: Text; verdict: string }[];
    lon: number | null;
    lat: number | null;
  }[];
}

export interface Candidates {
  totals: { hamlets: number; recommended: number };
  items: {
    code: string;
    name: string | null;
    village: string | null;
    households: number | null;
    testsMet: number;
    testsUnknown: number;
    servingComplete: boolean;
    servingYuanPerHousehold: number | null;
    movingYuanPerHousehold: number | null;
    tests: { verdict: string; sentence: Text }[];
    lon: number | null;
    lat: number | null;
  }[];
}

export interface Land {
  neededM2: number;
  pieces: number;
  slopeUnknown: boolean;
  items: {
    rank: number;
    township: string | null;
    areaM2: number;
    score: number | null;
    scoreLow: number;
    scoreHigh: number;
    lon: number;
    lat: number;
  }[];
}

export interface RedLines {
  items: {
    code: string;
    name: string | null;
    village: string | null;
    drawn: boolean | null;
    areaMu: number | null;
    forbidden: { code: string }[] | null;
  }[];
}

export type Proposal = GeoJSON.Feature<GeoJSON.Geometry, { name: string | null; sentence: Text }>;
