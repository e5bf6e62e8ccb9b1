import type * as GeoJSON from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { colours } from '../ground/colours';

// Where the rows of a checked file lie. `rows` are all of the file; a large file is thinned.
export interface Preview extends GeoJSON.FeatureCollection {
  rows: number;
  placeless: number;
  shown: number;
  simplified: number;
}

const layers = ['intake-area', 'intake-line', 'intake-point'] as const;
const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

// Draws a checked file over the county: good rows green, rejected ones orange with a dark edge.
export class IntakePreview {
  constructor(
    private readonly map: MapLibre,
    private readonly home: [number, number, number, number] | undefined,
    private readonly padding: () => { top: number; bottom: number; left: number; right: number },
    onRow: (row: number) => void,
  ) {
    for (const layer of layers)
      map.on('click', layer, event => {
        const row = event.features?.[0]?.properties.row;
        if (row !== undefined && !document.body.dataset.pen) onRow(Number(row));
      });
  }

  show(preview: Preview | undefined): void {
    const source = this.map.getSource<GeoJSONSource>('intake');
    if (source) source.setData(preview ?? empty);
    else if (preview) this.add(preview);
    const [w, s, e, n] = preview?.bbox ?? [];
    if (w === undefined || s === undefined || e === undefined || n === undefined) return;
    const [west, south, east, north] = this.home ?? [w, s, e, n];
    this.map.fitBounds([Math.min(w, west), Math.min(s, south), Math.max(e, east), Math.max(n, north)], {
      padding: this.padding(),
      maxZoom: 13.5,
      duration: 600,
    });
  }

  private add(preview: Preview): void {
    const { map } = this;
    const either = (rejected: string, good: string): ['case', ['get', string], string, string] => [
      'case',
      ['get', 'rejected'],
      rejected,
      good,
    ];
    map.addSource('intake', { type: 'geojson', data: preview });
    map.addLayer({
      id: 'intake-area',
      type: 'fill',
      source: 'intake',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': either(colours.warn, colours.land), 'fill-opacity': 0.25 },
    });
    map.addLayer({
      id: 'intake-line',
      type: 'line',
      source: 'intake',
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-cap': 'round', 'line-sort-key': ['case', ['get', 'rejected'], 1, 0] },
      paint: { 'line-color': either(colours.warn, colours.land), 'line-width': 3 },
    });
    map.addLayer({
      id: 'intake-point',
      type: 'circle',
      source: 'intake',
      filter: ['==', ['geometry-type'], 'Point'],
      layout: { 'circle-sort-key': ['case', ['get', 'rejected'], 1, 0] },
      paint: {
        'circle-radius': 5,
        'circle-color': either(colours.warn, colours.land),
        'circle-stroke-color': either(colours.ink, colours.white),
        'circle-stroke-width': 1.5,
      },
    });
  }
}
