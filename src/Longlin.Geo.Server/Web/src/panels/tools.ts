import type { Map as MapLibre } from 'maplibre-gl';
import { byId } from '../ground/dom';
import { say } from '../ground/words';
import type { Measure } from '../map/measure';
import type { Editor } from './editor';
import type { Relocation } from './relocation';

// Drawing is loaded when somebody draws: who only looks does not wait for it.
export class Tools {
  private editor: Editor | undefined;
  private measure: Measure | undefined;
  private relocation: Relocation | undefined;

  constructor(
    private readonly map: MapLibre,
    private readonly saved: () => Promise<string>,
    private readonly surveyOf: () => Record<string, string> | undefined,
    private readonly day: () => string,
    private readonly goTo: (points: [number, number][]) => void,
  ) {
    byId('relocation-open').addEventListener('click', () => void this.relocate());
    byId('relocation-close').addEventListener('click', () => {
      this.relocation?.close();
      byId('relocation-open').focus();
    });
    byId('edit-open').addEventListener('click', () => void this.edit());
    byId('edit-close').addEventListener('click', () => {
      this.editor?.close();
      byId('edit-open').focus();
    });
    byId('survey').addEventListener('click', () => {
      const values = this.surveyOf();
      if (values) void this.edit('surveys', values);
    });
    for (const [id, shape] of [
      ['measure', 'linestring'],
      ['measure-area', 'polygon'],
    ] as const)
      byId(id).addEventListener('click', () => void this.start(shape));
    byId('measure-stop').addEventListener('click', () => this.stop());
  }

  private async edit(layer?: string, values?: Record<string, string>): Promise<void> {
    this.stop();
    this.relocation?.close();
    await (await this.form()).open(layer, values);
  }

  private async form(): Promise<Editor> {
    this.editor ??= new (await import('./editor')).Editor(byId('editor'), this.map, this.saved);
    return this.editor;
  }

  private async relocate(): Promise<void> {
    this.stop();
    this.editor?.close();
    this.relocation ??= new (await import('./relocation')).Relocation(
      byId('relocation'),
      this.map,
      this.day,
      this.goTo,
      () => this.form(),
    );
    await this.relocation.open();
  }

  private async start(shape: 'linestring' | 'polygon'): Promise<void> {
    this.editor?.close();
    this.relocation?.close();
    this.measure ??= new (await import('../map/measure')).Measure(this.map, text => {
      byId('measured').textContent = text;
    });
    byId('measured').textContent = say('edit_draw');
    byId('measuring').hidden = false;
    this.measure.start(shape);
  }

  private stop(): void {
    this.measure?.stop();
    byId('measuring').hidden = true;
  }
}
