import type * as GeoJSON from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const kinds = ['isolated', 'dead-ends', 'bottlenecks'] as const;
// The end itself, of a dead end that comes with a line to what would mend it.
const ends = (found: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection => ({ ...found, features: found.features.map(f => f.geometry.type === 'LineString' ? { ...f, geometry: { type: 'Point', coordinates: f.geometry.coordinates[0]! } } : f) });

// What is wrong with the roads on a day: a halo where nothing joins them to a seat, a bar across dead ends, brackets around bottlenecks.
export class Findings {
  private asked = 0;
  private shown = '';

  constructor(private readonly map: MapLibre, private readonly get: <T>(path: string) => Promise<T>) {
    for (const kind of kinds) map.addSource(`finding-${kind}`, { type: 'geojson', data: empty });
    const under = map.getStyle().layers.find(l => l.id.startsWith('roads-'))?.id;
    map.addLayer({ id: 'finding-isolated', type: 'line', source: 'finding-isolated', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': '#D7301F', 'line-opacity': 0.38, 'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 8, 3, 12, 8, 16, 20] } }, under);
    map.addLayer({ id: 'finding-bottleneck-line', type: 'line', source: 'finding-bottlenecks', filter: ['==', ['get', 'state'], 'open'], paint: { 'line-color': '#111111', 'line-width': 1.4, 'line-dasharray': [2, 2] } }, 'hamlets');
    map.addLayer({ id: 'finding-bottlenecks', type: 'symbol', source: 'finding-bottlenecks', minzoom: 9, filter: ['==', ['get', 'state'], 'open'], layout: { 'symbol-placement': 'line-center', 'icon-image': 'bottleneck', 'icon-overlap': ['step', ['zoom'], 'never', 11.5, 'always'], 'icon-size': ['interpolate', ['linear'], ['zoom'], 9, 0.6, 14, 1] } }, 'hamlets');
    map.addLayer({ id: 'finding-dead-ends', type: 'symbol', source: 'finding-dead-ends', minzoom: 11.5, filter: ['==', ['get', 'state'], 'open'], layout: { 'icon-image': 'dead-end', 'icon-rotate': ['coalesce', ['get', 'headingDegrees'], 0], 'icon-rotation-alignment': 'map', 'icon-allow-overlap': true, 'icon-size': ['interpolate', ['linear'], ['zoom'], 11.5, 0.5, 14, 1] } }, 'hamlets');
  }

  // Asked for once a day and service, when the slider rests.
  async show(service: 'road' | 'access', day: string): Promise<void> {
    if (this.shown === `${service} ${day}`) return;
    const turn = ++this.asked;
    this.shown = `${service} ${day}`;
    try {
      const found = await Promise.all(kinds.map(kind => this.get<GeoJSON.FeatureCollection>(`api/network/${service}/${kind}?asOf=${day}&limit=10000&f=geojson`)));
      if (turn === this.asked) kinds.forEach((kind, i) => (this.map.getSource(`finding-${kind}`) as GeoJSONSource).setData(kind === 'dead-ends' ? ends(found[i]!) : found[i]!));
    } catch (error) {
      if (turn === this.asked) this.shown = '';
      throw error;
    }
  }

  hide(): void {
    this.asked++;
    this.shown = '';
    for (const kind of kinds) (this.map.getSource(`finding-${kind}`) as GeoJSONSource).setData(empty);
  }
}
