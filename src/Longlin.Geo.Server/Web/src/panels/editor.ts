import type * as GeoJSON from 'geojson';
import type { Map as MapLibre } from 'maplibre-gl';
import { errorText, get, Refusal, type Schema } from '../ground/api';
import { find } from '../ground/dom';
import { area, length } from '../ground/metres';
import { language, number, say } from '../ground/words';
import { Pen, type Shape } from '../map/pen';
import { Edits, fetchFeature, type Held, type Values } from '../state/edits';
import { type LayerStyle, snapsOf } from '../state/layers';
import { joined, partsOf, type Single } from '../state/parts';
import { conflict } from './conflict';
import { field, type Properties, valuesOf } from './fields';

type Caller = Schema<'CallerDocument'>;

// The fields that an inspector fills in at the site.
const survey = ['hamlet_code', 'service', 'verdict', 'evidence', 'observed_on', 'note'];

// Draws and changes features of the layers that the caller may write. The form comes from the layer catalogue, changes
// by others are shown before they are overwritten, and what was saved can be undone.
export class Editor {
  private pen: Pen | undefined;
  private properties: Properties = {};
  private held: Held | undefined;
  private drawn: GeoJSON.Geometry | undefined;
  private drawing = false;
  private parts: Single[] = [];
  private part = 0;
  private caller: Caller | undefined;
  private filled = false;
  private turn = 0;
  // The shape that waits while another task has the panel.
  private waiting: Promise<GeoJSON.Geometry | undefined> | undefined;
  private readonly edits = new Edits();
  private readonly form: HTMLFormElement;
  private readonly layers: HTMLSelectElement;
  private readonly onClick = (event: { point: { x: number; y: number } }): void => void this.pick(event.point);

  constructor(
    private readonly root: HTMLElement,
    private readonly map: MapLibre,
    private readonly style: LayerStyle,
    private readonly saved: () => Promise<string>,
  ) {
    this.form = find<HTMLFormElement>(root, 'form');
    this.layers = find<HTMLSelectElement>(root, 'select');
    this.layers.addEventListener('change', () => void this.choose(this.layers.value));
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      void this.save();
    });
    this.button('draw').addEventListener('click', () => this.draw());
    this.button('delete').addEventListener('click', () => void this.remove());
    this.button('undo').addEventListener('click', () => void this.undo());
    this.button('fresh').addEventListener('click', () => this.show(undefined));
    this.partChoice.addEventListener('change', () => void this.take(Number(this.partChoice.value)));
  }

  // Opens with a layer and values that are already known, as for a survey of the hamlet that is shown.
  async open(layer?: string, values: Values = {}, shape?: GeoJSON.Geometry, sentence = ''): Promise<void> {
    if (layer === undefined && this.waiting) {
      await this.resume(this.waiting);
      return;
    }
    this.waiting = undefined;
    const turn = ++this.turn;
    const caller = await get<Caller>('api/caller');
    if (turn !== this.turn) return; // the panel was closed meanwhile
    this.caller = caller;
    this.layers.replaceChildren(...caller.layers.map(l => new Option(l.title[language], l.layer)));
    if (caller.layers.length === 0) {
      this.tell(say('no_right'), true);
      this.root.classList.add('barred');
      return;
    }
    this.root.classList.remove('barred');
    this.map.on('click', this.onClick);
    const wanted = layer && caller.layers.some(l => l.layer === layer) ? layer : caller.layers[0]!.layer;
    if (layer && wanted !== layer) this.tell(say('no_right'), true);
    this.layers.value = wanted;
    await this.choose(wanted, values, layer === 'surveys');
    if (!shape || wanted !== layer || turn !== this.turn) return;
    this.drawn = shape;
    this.pen?.edit(shape);
    if (sentence) this.tell(sentence);
  }

  // Another task takes the panel: what was typed and drawn waits until this one comes back.
  leave(): void {
    const drawn = this.pen?.take() ?? Promise.resolve(undefined);
    const { filled } = this;
    this.close();
    if (filled) this.waiting = drawn;
  }

  private async resume(waiting: Promise<GeoJSON.Geometry | undefined>): Promise<void> {
    this.waiting = undefined;
    this.map.on('click', this.onClick);
    this.pen = this.makePen();
    this.drawing = false;
    this.filled = true;
    const drawn = await waiting;
    if (drawn) this.pen?.edit(drawn);
  }

  close(): void {
    this.waiting = undefined;
    this.filled = false;
    this.turn++;
    this.map.off('click', this.onClick);
    this.pen?.stop();
    this.pen = undefined;
  }

  private button(name: string): HTMLButtonElement {
    return find<HTMLButtonElement>(this.root, `[data-edit=${name}]`);
  }

  private get layer(): string {
    return this.layers.value;
  }

  private get geometry(): string {
    return this.caller!.layers.find(l => l.layer === this.layer)!.geometry;
  }

  private makePen(): Pen | undefined {
    if (this.geometry === 'None') return undefined;
    return new Pen(this.map, snapsOf(this.style, this.layer), (geometry, finished) => this.shape(geometry, finished));
  }

  private async choose(layer: string, values: Values = {}, short = false): Promise<void> {
    const { turn } = this;
    const schema = await get<Schema<'PropertySchema'>>(`ogc/collections/${layer}/schema`);
    if (this.layer !== layer || turn !== this.turn) return; // another layer was chosen meanwhile, or the panel closed
    this.properties = Object.fromEntries(
      Object.entries(schema.properties).filter(
        ([name, p]) => !p.readOnly && !p['x-ogc-role'] && (!short || survey.includes(name)),
      ),
    );
    this.root.classList.toggle('short', short);
    this.pen?.stop();
    this.pen = this.makePen();
    this.button('draw').hidden = this.geometry === 'None';
    find(this.root, '#edit-shape').hidden = !['PointOrPolygon', 'Any'].includes(this.geometry);
    this.show(undefined, values);
    this.filled = true;
    if (this.geometry !== 'None') this.tell(say('edit_hint'));
  }

  // Fills the form with a feature, or with the first values of a new one.
  private show(held: Held | undefined, values: Values = held?.feature.properties ?? {}): void {
    this.held = held;
    this.drawing = false;
    this.drawn = held?.feature.geometry ?? undefined;
    this.form
      .querySelector('.fields')!
      .replaceChildren(...Object.entries(this.properties).map(([name, p]) => field(name, p, values[name])));
    find(this.root, '#edit-what').textContent = held ? `${held.feature.properties?.code ?? held.id}` : say('edit_new');
    this.button('delete').hidden = !held;
    find(this.root, '#edit-conflict').replaceChildren();
    this.pen?.clear();
    this.parts = partsOf(held?.feature.geometry);
    this.partChoice.replaceChildren(
      ...this.parts.map((_, i) => new Option(say('part', { n: i + 1, all: this.parts.length }), String(i))),
    );
    this.partChoice.hidden = this.parts.length < 2;
    this.hold(0);
  }

  private get partChoice(): HTMLSelectElement {
    return find<HTMLSelectElement>(this.root, '#edit-part');
  }

  private hold(part: number): void {
    this.part = part;
    if (this.pen && this.parts[part] && !this.pen.edit(this.parts[part])) this.tell(say('edit_parts'));
  }

  // Switches to another part; the changes to this one are kept.
  private async take(part: number): Promise<void> {
    this.parts[this.part] = ((await this.pen!.take()) as Single | undefined) ?? this.parts[this.part]!;
    this.hold(part);
  }

  // The whole shape: the part being drawn, and the others as they were left.
  private async whole(): Promise<GeoJSON.Geometry | null> {
    const own = await this.pen!.take();
    if (this.parts.length > 1) return joined(this.parts.map((p, i) => (i === this.part && own ? (own as Single) : p)));
    return own ?? this.drawn ?? null;
  }

  private get values(): Values {
    return valuesOf(this.form, this.properties);
  }

  private draw(): void {
    const fixed: Record<string, Shape> = { Line: 'linestring', Polygon: 'polygon', Point: 'point' };
    const shape = fixed[this.geometry] ?? (find<HTMLSelectElement>(this.root, '#edit-shape').value as Shape);
    this.pen?.start(shape);
    this.parts = [];
    this.partChoice.hidden = true;
    this.drawing = true;
    this.map.getCanvas().focus(); // Enter ends the shape and does not send the form
    this.drawn = undefined;
    this.tell(say('edit_draw'));
  }

  // Shows the true length or area while drawing, and marks a finished shape without extent.
  private shape(geometry: GeoJSON.Geometry, finished: boolean): void {
    if (finished) {
      this.drawn = geometry;
      this.drawing = false;
    }
    if (geometry.type === 'LineString') {
      const metres = length(geometry.coordinates);
      this.tell(`${say('length')} ${number(metres)} ${say('metres')}`, finished && metres < 1);
    }
    if (geometry.type === 'Polygon') {
      const m2 = area(geometry.coordinates[0]!);
      this.tell(say('area_is', { m2: number(m2), mu: ((m2 * 3) / 2000).toFixed(1) }), finished && m2 < 1);
    }
  }

  // A click opens the feature of the chosen layer at that place.
  private async pick(point: { x: number; y: number }): Promise<void> {
    if (!this.pen || this.root.classList.contains('short') || this.drawing || this.drawn) return;
    const layers = this.map
      .getStyle()
      .layers.filter(l => 'source-layer' in l && l['source-layer'] === this.layer)
      .map(l => l.id);
    const [found] = this.map.queryRenderedFeatures(
      [
        [point.x - 6, point.y - 6],
        [point.x + 6, point.y + 6],
      ],
      { layers },
    );
    if (found?.id !== undefined) await this.load(String(found.id));
  }

  async load(id: string): Promise<void> {
    await this.attempt(async () => this.show(await fetchFeature(this.layer, id)));
  }

  private async save(tag = this.held?.tag): Promise<void> {
    const geometry = this.pen ? await this.whole() : null,
      content = { properties: this.values, geometry },
      was = this.held;
    if (this.pen && !geometry) {
      this.tell(say('edit_nothing'), true);
      return;
    }
    await this.attempt(async () => this.done(await this.edits.save(this.layer, was, tag, content)), was);
  }

  private async remove(): Promise<void> {
    const was = this.held!;
    if (!window.confirm(say('edit_delete', { code: String(was.feature.properties?.code ?? was.id) }))) return;
    await this.attempt(async () => {
      await this.edits.remove(this.layer, was);
      await this.done(undefined);
    }, was);
  }

  private async undo(): Promise<void> {
    await this.attempt(async () => {
      this.layers.value = await this.edits.undo();
      await this.choose(this.layer);
      await this.done(undefined);
    });
  }

  private async done(id: string | undefined): Promise<void> {
    this.button('undo').hidden = !this.edits.undoable;
    // It is saved, whatever cannot be read afterwards.
    this.show(id === undefined ? undefined : await fetchFeature(this.layer, id).catch(() => undefined));
    this.tell(say('edit_saved'));
    this.tell(`${say('edit_saved')} ${await this.saved().catch(errorText)}`);
  }

  // A refusal is said beside the form, in which everything typed stays. Where somebody else has changed the feature
  // `was` meanwhile, both versions are shown.
  private async attempt(act: () => Promise<void>, was?: Held): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (was && error instanceof Refusal && error.status === 409)
        await this.attempt(async () => this.showConflict(await fetchFeature(this.layer, was.id)));
      else this.fault(error);
    }
  }

  private showConflict(theirs: Held): void {
    this.tell(say('edit_conflict'), true);
    const take = (): void => {
      this.show(theirs);
      this.tell('');
    };
    const keep = (): void => {
      this.held = theirs;
      void this.save(theirs.tag);
    };
    find(this.root, '#edit-conflict').replaceChildren(...conflict(this.properties, theirs, this.values, take, keep));
  }

  private fault(error: unknown): void {
    this.tell(errorText(error), true);
    const parameter = error instanceof Refusal ? error.parameter : undefined;
    const input = parameter && this.form.elements.namedItem(parameter);
    if (input instanceof HTMLElement) input.focus();
  }

  private tell(text: string, bad = false): void {
    const line = find(this.root, '#edit-says');
    line.textContent = text;
    line.classList.toggle('bad', bad);
  }
}
