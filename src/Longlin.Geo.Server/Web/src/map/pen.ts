import type * as GeoJSON from 'geojson';
import type { Map as MapLibre } from 'maplibre-gl';
import {
  TerraDraw,
  TerraDrawLineStringMode,
  type TerraDrawMouseEvent,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
  ValidateNotSelfIntersecting,
} from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import { call } from '../ground/api';
import { colours } from '../ground/colours';
import { lines, nearest } from '../ground/metres';

export type Shape = 'point' | 'linestring' | 'polygon';

const reachPixels = 14;
const digits = 9;
const rounded = (p: GeoJSON.Position): GeoJSON.Position => p.slice(0, 2).map(n => Number(n.toFixed(digits)));
const deep = (c: unknown): unknown =>
  Array.isArray(c) && typeof c[0] === 'number' ? rounded(c as number[]) : (c as unknown[]).map(deep);

// Drawing on the map, one shape at a time; corners snap to the lines and corners of some layers.
export class Pen {
  private readonly draw: TerraDraw;
  // The feature that a corner was snapped to. The map shows coarser geometry, so the corner is moved onto the true
  // geometry when it is saved.
  private readonly joined = new Map<string, { layer: string; id: number }>();
  private id: string | number | undefined;

  constructor(
    private readonly map: MapLibre,
    private readonly snapLayers: string[],
    private readonly changed: (geometry: GeoJSON.Geometry, finished: boolean) => void,
  ) {
    const snapping = { toCustom: (event: TerraDrawMouseEvent) => this.snap(event) };
    const flags = {
      feature: {
        draggable: true,
        coordinates: { draggable: true, midpoints: true, deletable: true, snappable: snapping },
      },
    };
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: digits }),
      modes: [
        new TerraDrawPointMode({ styles: { pointColor: colours.ink, pointWidth: 6 } }),
        new TerraDrawLineStringMode({ snapping, styles: { lineStringColor: colours.ink, lineStringWidth: 3 } }),
        new TerraDrawPolygonMode({
          snapping,
          validation: (feature, context) =>
            context.updateType === 'finish' || context.updateType === 'commit'
              ? ValidateNotSelfIntersecting(feature)
              : { valid: true },
          styles: { fillColor: colours.ink, fillOpacity: 0.08, outlineColor: colours.ink, outlineWidth: 2 },
        }),
        new TerraDrawSelectMode({
          flags: { point: flags, linestring: flags, polygon: flags },
          styles: {
            selectedPointColor: colours.ink,
            selectedLineStringColor: colours.ink,
            selectedLineStringWidth: 3,
            selectedPolygonColor: colours.ink,
            selectedPolygonFillOpacity: 0.08,
            selectedPolygonOutlineColor: colours.ink,
            selectedPolygonOutlineWidth: 2,
            selectionPointColor: colours.ink,
            midPointColor: colours.soft,
          },
        }),
      ],
    });
    this.draw.start();
    document.body.dataset.pen = 'out'; // a click belongs to the pen, not to the hamlet beneath it
    this.draw.on('finish', id => this.finish(id));
    this.draw.on('change', ids => {
      const f = this.draw
        .getSnapshot()
        .find(s => ids.includes(s.id!) && s.geometry.type.toLowerCase() === s.properties.mode);
      if (f) this.changed(f.geometry, false);
    });
  }

  start(shape: Shape): void {
    this.draw.clear();
    this.joined.clear();
    this.id = undefined;
    this.draw.setMode(shape);
  }

  // Takes a shape to be changed; shapes of several parts keep their place and are changed by their form alone.
  edit(geometry: GeoJSON.Geometry): boolean {
    this.draw.clear();
    this.joined.clear();
    const single =
      geometry.type === 'MultiLineString' && geometry.coordinates.length === 1
        ? { type: 'LineString' as const, coordinates: geometry.coordinates[0]! }
        : geometry.type === 'MultiPolygon' && geometry.coordinates.length === 1
          ? { type: 'Polygon' as const, coordinates: geometry.coordinates[0]! }
          : geometry;
    if (single.type !== 'Point' && single.type !== 'LineString' && single.type !== 'Polygon') return false;
    const [added] = this.draw.addFeatures([
      {
        type: 'Feature',
        properties: { mode: single.type.toLowerCase() },
        geometry: { type: single.type, coordinates: deep(single.coordinates) } as never,
      },
    ]);
    if (!added?.valid) return false;
    this.id = added.id as string;
    this.draw.setMode('select');
    this.draw.selectFeature(this.id);
    return true;
  }

  // The shape as it stands, its joined corners on the true lines that were aimed at.
  async take(): Promise<GeoJSON.Geometry | undefined> {
    const feature = this.id === undefined ? undefined : this.draw.getSnapshotFeature(this.id);
    if (!feature) return undefined;
    const geometry = structuredClone(feature.geometry) as GeoJSON.Point | GeoJSON.LineString | GeoJSON.Polygon;
    for (const line of lines(geometry)) {
      for (const corner of line) {
        const on = this.joined.get(String(rounded(corner)));
        if (!on) continue;
        const headers = { Accept: 'application/geo+json' };
        const response = await call(`ogc/collections/${on.layer}/items/${on.id}`, { headers }).catch(() => undefined);
        if (!response) continue; // it is gone meanwhile: the corner stays where it was drawn
        const true_ = ((await response.json()) as GeoJSON.Feature).geometry;
        const best = lines(true_)
          .map(l => nearest(l, corner, 3))
          .sort((p, q) => p.metres - q.metres)[0];
        if (best) [corner[0], corner[1]] = rounded(best.at) as [number, number];
      }
    }
    return geometry;
  }

  clear(): void {
    this.draw.clear();
    this.id = undefined;
    this.draw.setMode('static');
  }

  stop(): void {
    this.draw.stop();
    delete document.body.dataset.pen;
  }

  private finish(id: string | number): void {
    this.id = id;
    const feature = this.draw.getSnapshotFeature(id);
    if (!feature) return;
    if (this.draw.getMode() !== 'select') {
      this.draw.setMode('select');
      this.draw.selectFeature(id);
    }
    this.changed(feature.geometry, true);
  }

  private snap(event: TerraDrawMouseEvent): [number, number] | undefined {
    const { x, y } = this.map.project([event.lng, event.lat]);
    const shown = this.map
      .getStyle()
      .layers.filter(l => 'source-layer' in l && this.snapLayers.includes(String(l['source-layer'])))
      .map(l => l.id);
    const around = this.map.queryRenderedFeatures(
      [
        [x - reachPixels, y - reachPixels],
        [x + reachPixels, y + reachPixels],
      ],
      { layers: shown },
    );
    const pixel = (40_075_016 * Math.cos((event.lat * Math.PI) / 180)) / (512 * 2 ** this.map.getZoom());
    let best: { at: GeoJSON.Position; metres: number; layer: string; id: number } | undefined;
    for (const feature of around) {
      for (const line of lines(feature.geometry)) {
        const found = nearest(line, [event.lng, event.lat], reachPixels * 0.6 * pixel);
        if (found.metres <= reachPixels * pixel && (!best || found.metres < best.metres))
          best = { ...found, layer: String(feature.sourceLayer), id: Number(feature.id) };
      }
    }
    if (!best) return undefined;
    const at = rounded(best.at) as [number, number];
    this.joined.set(String(at), best);
    return at;
  }
}
