import type * as GeoJSON from 'geojson';
import {
  AttributionControl,
  addProtocol,
  type GeoJSONSource,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl';
import type { Protocol } from 'pmtiles';
import { colours } from '../ground/colours';
import { type LayerStyle, paletteOf } from '../state/layers';
import { type Answer, Below, type Timeline } from '../state/timeline';
import { drawsImages } from './images';
import { IntakePreview, type Preview } from './intake-preview';

type Point = [number, number];
export type Fan = { segments: Point[][]; to: Point[] };
export type Bounds = [number, number, number, number];

setWorkerUrl(new URL('maplibre-gl-worker.mjs', document.baseURI).href);

// Archives of tiles are read in pieces; what reads them is loaded when there is one.
let archives: Protocol | undefined;
addProtocol('pmtiles', async (request, abort) => {
  archives ??= new (await import('pmtiles')).Protocol();
  return await archives.tile(request, abort);
});

// ?archive=county.pmtiles takes the tiles from that file alone, as `tiles export` wrote it into tiles/out.
function fromArchive(style: StyleSpecification): StyleSpecification {
  const name = new URLSearchParams(location.search).get('archive');
  const { longlin, ...others } = style.sources;
  return name === null || !longlin
    ? style
    : {
        ...style,
        sources: {
          ...others,
          longlin: {
            type: 'vector',
            url: `pmtiles://${new URL(`archive/${encodeURIComponent(name)}`, document.baseURI).href}`,
          },
        },
      };
}

// Roads are made anew for every date: in a source of their own they take no hamlet, label or zone with them.
function apart(style: StyleSpecification): StyleSpecification {
  const all = style.sources.longlin;
  if (all?.type !== 'vector') return style;
  const of = (only: (layer: string) => boolean): typeof all =>
    all.tiles
      ? {
          ...all,
          tiles: all.tiles.map(t =>
            t.replace(
              /\/tiles\/([^/]+)\//,
              (_, layers: string) => `/tiles/${layers.split(',').filter(only).join(',')}/`,
            ),
          ),
        }
      : all;
  return {
    ...style,
    sources: { ...style.sources, longlin: of(l => l !== 'roads'), roads: of(l => l === 'roads') },
    layers: style.layers.map(l =>
      'source-layer' in l && l['source-layer'] === 'roads' ? { ...l, source: 'roads' } : l,
    ),
  };
}

export class CountyMap {
  // Undefined where the browser cannot draw maps: list, numbers and forms work all the same.
  readonly map: MapLibre | undefined;
  private shown = new Uint8Array();
  private styled = false;
  private forecast: boolean | undefined;
  private selected: [number, number] | undefined;
  private readonly file: IntakePreview | undefined;
  // What is switched on; nothing is at first.
  private readonly on = new Set<string>();

  constructor(
    container: string,
    style: StyleSpecification & LayerStyle,
    bounds: Bounds | undefined,
    onPick: (id: number) => void,
    onHover: (id: number | undefined) => void,
    onRow: (row: number) => void,
  ) {
    const map = make(container, bounds);
    this.map = map;
    if (!map) return;
    this.file = new IntakePreview(map, bounds, padding, onRow);
    drawsImages(map, paletteOf(style));
    map.setStyle(apart(fromArchive(style)));
    map.addControl(new NavigationControl({ showCompass: false }), 'top-left');
    map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right');
    map.addControl(
      new AttributionControl({ compact: false, customAttribution: 'CGCS2000 · Longlin Geo' }),
      'bottom-right',
    );
    map.on('load', () => {
      this.styled = true;
      map.addLayer(
        {
          id: 'blocking',
          type: 'line',
          source: 'roads',
          'source-layer': 'roads',
          filter: ['in', ['get', 'code'], ['literal', []]],
          paint: { 'line-color': colours.ink, 'line-width': 4, 'line-dasharray': [1.2, 0.8] },
        },
        'hamlets',
      );
      map.addSource('way', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer(
        {
          id: 'way',
          type: 'line',
          source: 'way',
          layout: { 'line-cap': 'round' },
          paint: { 'line-color': colours.ink, 'line-opacity': 0.35, 'line-width': 7 },
        },
        'hamlets',
      );
      map.addSource('preview', { type: 'geojson', data: { type: 'MultiPoint', coordinates: [] } });
      map.addLayer({
        id: 'preview-line',
        type: 'line',
        source: 'preview',
        filter: ['==', ['geometry-type'], 'LineString'],
        paint: {
          'line-color': colours.ink,
          'line-width': ['match', ['get', 'kind'], 'segment', 5, 1],
          'line-opacity': ['match', ['get', 'kind'], 'segment', 0.9, 0.6],
        },
      });
      map.addLayer({
        id: 'preview',
        type: 'circle',
        source: 'preview',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-radius': 6,
          'circle-color': colours.warn,
          'circle-stroke-color': colours.ink,
          'circle-stroke-width': 2,
        },
      });
      map.addSource('selected', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer({
        id: 'selected',
        type: 'circle',
        source: 'selected',
        paint: {
          'circle-radius': 12,
          'circle-opacity': 0,
          'circle-stroke-color': colours.ink,
          'circle-stroke-width': 3,
        },
      });
      map.on('click', 'hamlets', event => {
        const id = event.features?.[0]?.id;
        if (id !== undefined && !document.body.dataset.pen) onPick(Number(id));
      });
      map.addSource('hinted', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer({
        id: 'hinted',
        type: 'circle',
        source: 'hinted',
        paint: {
          'circle-radius': 11,
          'circle-opacity': 0,
          'circle-stroke-color': colours.ink,
          'circle-stroke-width': 1.5,
        },
      });
      map.on('mousemove', 'hamlets', event => {
        map.getCanvas().style.cursor = 'pointer';
        onHover(Number(event.features?.[0]?.id));
      });
      map.on('mouseleave', 'hamlets', () => {
        map.getCanvas().style.cursor = '';
        onHover(undefined);
      });
    });
  }

  loaded(): Promise<void> {
    return new Promise(resolve => {
      if (!this.map || this.map.loaded()) resolve();
      else void this.map.once('load', () => resolve());
    });
  }

  // Colours only what changed: a step of the slider touches few hamlets.
  colour(timeline: Timeline, answer: Answer, date: number, playing: boolean, roads: boolean): void {
    // Before the style is there nothing can be coloured; it is asked again when it is.
    if (!this.styled) return;
    const forecast = timeline.dataDate !== null && date > timeline.dataDate;
    const all = this.shown.length !== answer.verdicts.length || forecast !== this.forecast;
    for (let i = 0; i < answer.verdicts.length; i++) {
      if (!all && this.shown[i] === answer.verdicts[i]) continue;
      this.map?.setFeatureState(
        { source: 'longlin', sourceLayer: 'hamlets', id: timeline.hamlets.id[i]! },
        { verdict: answer.verdicts[i] === Below ? null : answer.verdicts[i], forecast },
      );
    }
    this.shown = answer.verdicts.slice();
    this.forecast = forecast;
    // A new date makes every tile lay out its roads again, which is slow, and roads change seldom. While the slider
    // plays, the last layout has to be finished first.
    if (roads && (!playing || this.map?.isSourceLoaded('roads'))) this.map?.setGlobalStateProperty('date', date);
  }

  // Takes the room that the columns leave. A place that is selected stays in sight.
  resize(): void {
    this.map?.resize();
    if (this.selected) this.uncover(this.selected);
  }

  // Takes tiles again that failed, or all of them after a change.
  refresh(tiles?: { x: number; y: number; z: number }[]): void {
    for (const source of ['longlin', 'roads']) this.map?.refreshTiles(source, tiles);
  }

  // The way of the picked hamlet to the served network, as the service gives it.
  way(geometry: GeoJSON.Geometry | null): void {
    (this.map?.getSource('way') as GeoJSONSource | undefined)?.setData({
      type: 'FeatureCollection',
      features: geometry ? [{ type: 'Feature', properties: {}, geometry }] : [],
    });
  }

  // Where the rows of a file that is being checked lie, beside the county.
  intake(preview: Preview | undefined): void {
    if (this.styled) this.file?.show(preview);
  }

  // The places of one thing of a list; of a fix also its segments, and a line from them to each hamlet it frees.
  preview(points: Point[], fan?: Fan): void {
    const { segments, to } = fan ?? { segments: [], to: [] };
    const middle = segments[0]?.[Math.floor((segments[0].length - 1) / 2)] ?? points[0];
    const line = (kind: string, coordinates: Point[]): GeoJSON.Feature => ({
      type: 'Feature',
      properties: { kind },
      geometry: { type: 'LineString', coordinates },
    });
    (this.map?.getSource('preview') as GeoJSONSource | undefined)?.setData({
      type: 'FeatureCollection',
      features: [
        ...segments.map(s => line('segment', s)),
        ...(middle ? to.map(place => line('fan', [middle, place])) : []),
        {
          type: 'Feature',
          properties: {},
          geometry: { type: 'MultiPoint', coordinates: fan ? to : points },
        },
      ],
    });
    this.goTo([...points, ...to]);
  }

  // A thin ring about the hamlet whose line the pointer is on.
  hint(at: [number, number] | undefined): void {
    (this.map?.getSource('hinted') as GeoJSONSource | undefined)?.setData({
      type: 'FeatureCollection',
      features: at ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: at } }] : [],
    });
  }

  // A place at the edge of the map or beyond it is moved inside, when the map has come to rest.
  private uncover(at: [number, number]): void {
    const map = this.map;
    if (!map) return;
    const look = (): void => {
      const { x, y } = map.project(at);
      const { clientWidth: width, clientHeight: height } = map.getContainer();
      const { top, bottom, left, right } = padding();
      if (x < left || x > width - right || y < top || y > height - bottom)
        map.fitBounds([at, at], { padding: padding(), maxZoom: map.getZoom(), duration: 400 });
    };
    if (map.isMoving()) void map.once('moveend', look);
    else look();
  }

  // The code of the road that lies at a place of the screen.
  roadAt(point: { x: number; y: number }): string | undefined {
    const layers = this.map!.getStyle()
      .layers.filter(
        l => 'source-layer' in l && l['source-layer'] === 'roads' && l.type === 'line' && l.id !== 'blocking',
      )
      .map(l => l.id);
    const [found] = this.map!.queryRenderedFeatures(
      [
        [point.x - 6, point.y - 6],
        [point.x + 6, point.y + 6],
      ],
      { layers },
    );
    return found?.properties.code as string | undefined;
  }

  get layersOn(): string[] {
    return [...this.on];
  }

  select(at: [number, number] | undefined, blocking: string[]): void {
    this.selected = at;
    (this.map?.getSource('selected') as GeoJSONSource | undefined)?.setData({
      type: 'FeatureCollection',
      features: at ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: at } }] : [],
    });
    if (at) this.uncover(at);
    if (this.map?.getLayer('blocking')) this.map?.setFilter('blocking', ['in', ['get', 'code'], ['literal', blocking]]);
  }

  goTo(points: [number, number][]): void {
    if (points.length === 0) return;
    const lon = points.map(p => p[0]),
      lat = points.map(p => p[1]);
    this.map?.fitBounds([Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)], {
      padding: padding(),
      maxZoom: 13.5,
      duration: 600,
    });
  }

  toggle(folder: string, on: boolean): void {
    if (on) this.on.add(folder);
    else this.on.delete(folder);
    for (const layer of this.map?.getStyle().layers ?? []) {
      if ('source-layer' in layer && layer['source-layer'] === folder)
        this.map?.setLayoutProperty(layer.id, 'visibility', on ? 'visible' : 'none');
    }
  }
}

// The map has a place of its own, which no panel covers: only its signs at the edges are left out.
type Padding = { top: number; bottom: number; left: number; right: number };
const padding = (): Padding => ({ top: 50, bottom: 40, left: 40, right: 40 });

function make(container: string, bounds: Bounds | undefined): MapLibre | undefined {
  try {
    return new MapLibre({
      container,
      ...(bounds ? { bounds, fitBoundsOptions: { padding: padding() } } : { center: [105.25, 24.7], zoom: 9 }),
      maxZoom: 18,
      attributionControl: false,
      localIdeographFontFamily: "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif",
      transformRequest: url => ({ url: url.startsWith('pmtiles:') ? url : new URL(url, document.baseURI).href }),
    });
  } catch (error) {
    if (/webgl/i.test(String(error))) return undefined;
    throw error;
  }
}
