import type * as GeoJSON from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { colours } from '../ground/colours';

const source = 'relocation-result';
const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

// What a job of relocation found, on the map: lines from hamlets to their sites, land that may be built on.
export function showResult(map: MapLibre, found: GeoJSON.FeatureCollection = empty): void {
  const there = map.getSource<GeoJSONSource>(source);
  if (there) there.setData(found);
  else if (found.features.length > 0) {
    map.addSource(source, { type: 'geojson', data: found });
    map.addLayer(
      {
        id: 'relocation-land',
        type: 'fill',
        source,
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': colours.land, 'fill-opacity': 0.28 },
      },
      'hamlets',
    );
    map.addLayer(
      {
        id: 'relocation-land-edge',
        type: 'line',
        source,
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'line-color': colours.land, 'line-width': 2 },
      },
      'hamlets',
    );
    // A straight line that stands for no road is dashed.
    map.addLayer(
      {
        id: 'relocation-lines',
        type: 'line',
        source,
        filter: ['all', ['==', ['geometry-type'], 'LineString'], ['!', ['get', 'approximate']]],
        paint: { 'line-color': colours.ink, 'line-opacity': 0.7, 'line-width': 1.6 },
      },
      'hamlets',
    );
    map.addLayer(
      {
        id: 'relocation-lines-guessed',
        type: 'line',
        source,
        filter: ['all', ['==', ['geometry-type'], 'LineString'], ['get', 'approximate']],
        paint: { 'line-color': colours.ink, 'line-opacity': 0.7, 'line-width': 1.6, 'line-dasharray': [2, 2] },
      },
      'hamlets',
    );
  }
}
