import type * as GeoJSON from 'geojson';

// Metres per degree on the CGCS2000 ellipsoid at a latitude, from the radii of curvature: east, north.
const a = 6378137,
  e2 = 0.0066943800229;
function perDegree(lat: number): [number, number] {
  const sine = Math.sin((lat * Math.PI) / 180),
    w = 1 - e2 * sine * sine;
  return [
    ((a / Math.sqrt(w)) * Math.cos((lat * Math.PI) / 180) * Math.PI) / 180,
    (((a * (1 - e2)) / (w * Math.sqrt(w))) * Math.PI) / 180,
  ];
}

export function distance(p: GeoJSON.Position, q: GeoJSON.Position): number {
  const [x, y] = perDegree((p[1]! + q[1]!) / 2);
  return Math.hypot((q[0]! - p[0]!) * x, (q[1]! - p[1]!) * y);
}

export function length(line: GeoJSON.Position[]): number {
  let metres = 0;
  for (let i = 1; i < line.length; i++) metres += distance(line[i - 1]!, line[i]!);
  return metres;
}

// Of a ring, strip by strip, each with the metres of its own latitude.
export function area(ring: GeoJSON.Position[]): number {
  if (ring.length < 4) return 0;
  const [lon0, lat0] = ring[0] as [number, number];
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const p = ring[i]!,
      q = ring[(i + 1) % ring.length]!,
      [x, y] = perDegree((p[1]! + q[1]!) / 2);
    sum += ((p[0]! + q[0]! - 2 * lon0) / 2) * x * (q[1]! - p[1]!) * y;
  }
  return Number.isFinite(lat0) ? Math.abs(sum) : 0;
}

// The point of a line nearest to another, and whether it is one of its corners within some metres.
export function nearest(
  line: GeoJSON.Position[],
  to: GeoJSON.Position,
  cornerMetres: number,
): { at: GeoJSON.Position; metres: number } {
  let best = { at: line[0]!, metres: Infinity };
  const [x, y] = perDegree(to[1]!);
  for (let i = 0; i < line.length; i++) {
    const corner = distance(line[i]!, to);
    // A corner is preferred to a place beside it: that is where links join.
    if (corner <= cornerMetres && corner - cornerMetres < best.metres)
      best = { at: line[i]!, metres: corner - cornerMetres };
    if (i === 0) continue;
    const p = line[i - 1]!,
      q = line[i]!,
      dx = (q[0]! - p[0]!) * x,
      dy = (q[1]! - p[1]!) * y,
      long = dx * dx + dy * dy;
    const t = long === 0 ? 0 : Math.min(1, Math.max(0, ((to[0]! - p[0]!) * x * dx + (to[1]! - p[1]!) * y * dy) / long));
    const at = [p[0]! + t * (q[0]! - p[0]!), p[1]! + t * (q[1]! - p[1]!)],
      metres = distance(at, to);
    if (metres < best.metres) best = { at, metres };
  }
  return best;
}

export const lines = (geometry: GeoJSON.Geometry): GeoJSON.Position[][] =>
  geometry.type === 'LineString'
    ? [geometry.coordinates]
    : geometry.type === 'MultiLineString' || geometry.type === 'Polygon'
      ? geometry.coordinates
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates.flat()
        : geometry.type === 'Point'
          ? [[geometry.coordinates]]
          : [];
