import type * as GeoJSON from 'geojson';
import type { Map as MapLibre } from 'maplibre-gl';
import { byId } from '../ground/dom';
import { say } from '../ground/words';
import type { Measure } from '../map/measure';
import type { LayerStyle } from '../state/layers';
import type { Editor } from './editor';
import type { Frame } from './frame';
import type { Relocation } from './relocation';

// Drawing is loaded when somebody draws: who only looks does not wait for it.
export class Tools {
  private editor: Editor | undefined;
  private measure: Measure | undefined;
  private relocation: Relocation | undefined;

  constructor(
    private readonly map: MapLibre,
    private readonly style: LayerStyle,
    private readonly frame: Frame,
    private readonly saved: () => Promise<string>,
    private readonly day: () => string,
    private readonly goTo: (points: [number, number][]) => void,
  ) {
    frame.register('edit', {
      open: async () => (await this.form()).open(),
      close: () => this.editor?.close(),
      leave: () => this.editor?.leave(),
    });
    frame.register('relocation', {
      open: () => this.relocate(),
      close: () => this.relocation?.close(),
    });
    for (const [id, shape] of [
      ['measure', 'linestring'],
      ['measure-area', 'polygon'],
    ] as const)
      byId(id).addEventListener('click', () => void this.start(shape));
    byId('measure-stop').addEventListener('click', () => this.stop());
  }

  // Opens the edit form with what is known already of a new feature.
  edit(layer: string, values: Record<string, string>, shape?: GeoJSON.Geometry, sentence = ''): void {
    this.frame.open('edit', async () => (await this.form()).open(layer, values, shape, sentence));
  }

  // Ends the measuring; false where nothing was measured.
  stop(): boolean {
    const measuring = !byId('measuring').hidden;
    this.measure?.stop();
    byId('measuring').hidden = true;
    return measuring;
  }

  private async form(): Promise<Editor> {
    this.stop();
    this.editor ??= new (await import('./editor')).Editor(byId('editor'), this.map, this.style, this.saved);
    return this.editor;
  }

  private async relocate(): Promise<void> {
    this.stop();
    this.relocation ??= new (await import('./relocation')).Relocation(
      byId('relocation'),
      this.map,
      this.day,
      this.goTo,
      (layer, values, shape, sentence) => this.edit(layer, values, shape, sentence),
    );
    await this.relocation.open();
  }

  // A pen at a time: the panels that draw are closed.
  private async start(shape: 'linestring' | 'polygon'): Promise<void> {
    if (this.frame.task === 'edit' || this.frame.task === 'relocation') this.frame.close();
    this.measure ??= new (await import('../map/measure')).Measure(this.map, text => {
      byId('measured').textContent = text;
    });
    byId('measured').textContent = say('edit_draw');
    byId('measuring').hidden = false;
    this.measure.start(shape);
  }
}
