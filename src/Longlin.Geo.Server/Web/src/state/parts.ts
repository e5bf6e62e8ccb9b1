import type * as GeoJSON from 'geojson';

export type Single = GeoJSON.Point | GeoJSON.LineString | GeoJSON.Polygon;

// A shape of several parts, part by part; a shape of one part is that part.
export function partsOf(g: GeoJSON.Geometry | null | undefined): Single[] {
  switch (g?.type) {
    case 'MultiPoint':
      return g.coordinates.map(coordinates => ({ type: 'Point', coordinates }));
    case 'MultiLineString':
      return g.coordinates.map(coordinates => ({ type: 'LineString', coordinates }));
    case 'MultiPolygon':
      return g.coordinates.map(coordinates => ({ type: 'Polygon', coordinates }));
    case 'Point':
    case 'LineString':
    case 'Polygon':
      return [g];
    default:
      return [];
  }
}

// The parts as one shape again.
export const joined = (parts: Single[]): GeoJSON.Geometry =>
  parts.length === 1
    ? parts[0]!
    : ({ type: `Multi${parts[0]!.type}`, coordinates: parts.map(p => p.coordinates) } as GeoJSON.Geometry);
