import type * as GeoJSON from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { get } from '../ground/api';
import { colours } from '../ground/colours';

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
const kinds = ['isolated', 'dead-ends', 'bottlenecks'] as const;
// A dead end may come with a line to the road that would continue it: only its first point is drawn.
const ends = (found: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection => ({
  ...found,
  features: found.features.map(f =>
    f.geometry.type === 'LineString'
      ? { ...f, geometry: { type: 'Point', coordinates: f.geometry.coordinates[0]! } }
      : f,
  ),
});

// Road faults on a date: a halo around segments not connected to a seat, a bar across dead ends, brackets around
// bottlenecks.
export class Findings {
  private asked = 0;
  private shown = '';

  constructor(private readonly map: MapLibre) {
    for (const kind of kinds) map.addSource(`finding-${kind}`, { type: 'geojson', data: empty });
    const under = map.getStyle().layers.find(l => l.id.startsWith('roads-'))?.id;
    map.addLayer(
      {
        id: 'finding-isolated',
        type: 'line',
        source: 'finding-isolated',
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': colours.notMet,
          'line-opacity': 0.38,
          'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 8, 3, 12, 8, 16, 20],
        },
      },
      under,
    );
    map.addLayer(
      {
        id: 'finding-bottleneck-line',
        type: 'line',
        source: 'finding-bottlenecks',
        filter: ['==', ['get', 'state'], 'open'],
        paint: { 'line-color': colours.ink, 'line-width': 1.4, 'line-dasharray': [2, 2] },
      },
      'hamlets',
    );
    map.addLayer(
      {
        id: 'finding-bottlenecks',
        type: 'symbol',
        source: 'finding-bottlenecks',
        minzoom: 9,
        filter: ['==', ['get', 'state'], 'open'],
        layout: {
          'symbol-placement': 'line-center',
          'icon-image': 'bottleneck',
          'icon-overlap': ['step', ['zoom'], 'never', 11.5, 'always'],
          'icon-size': ['interpolate', ['linear'], ['zoom'], 9, 0.6, 14, 1],
        },
      },
      'hamlets',
    );
    map.addLayer(
      {
        id: 'finding-dead-ends',
        type: 'symbol',
        source: 'finding-dead-ends',
        minzoom: 11.5,
        filter: ['==', ['get', 'state'], 'open'],
        layout: {
          'icon-image': 'dead-end',
          'icon-rotate': ['coalesce', ['get', 'headingDegrees'], 0],
          'icon-rotation-alignment': 'map',
          'icon-allow-overlap': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 11.5, 0.5, 14, 1],
        },
      },
      'hamlets',
    );
  }

  // Requested once per date and service, when the slider rests.
  async show(service: string, day: string): Promise<void> {
    if (this.shown === `${service} ${day}`) return;
    const turn = ++this.asked;
    this.shown = `${service} ${day}`;
    try {
      const found = await Promise.all(
        kinds.map(kind =>
          get<GeoJSON.FeatureCollection>(`api/network/${service}/${kind}?asOf=${day}&limit=10000&f=geojson`),
        ),
      );
      if (turn === this.asked)
        kinds.forEach((kind, i) => {
          (this.map.getSource(`finding-${kind}`) as GeoJSONSource).setData(
            kind === 'dead-ends' ? ends(found[i]!) : found[i]!,
          );
        });
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
