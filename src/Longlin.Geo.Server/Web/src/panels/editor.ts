import type * as GeoJSON from 'geojson';
import type { Map as MapLibre } from 'maplibre-gl';
import { get, refusal, request } from '../ground/api';
import { button, cell, element, find } from '../ground/dom';
import { area, length } from '../ground/metres';
import { language, number, say, type Text } from '../ground/words';
import { Pen, type Shape } from '../map/pen';

interface Property {
  type?: string;
  format?: string;
  title?: string;
  enum?: string[];
  readOnly?: boolean;
  'x-ogc-unit'?: string;
  'x-ogc-role'?: string;
  'x-longlin-titles'?: Record<string, string>;
}
interface Caller {
  name: string | null;
  layers: { layer: string; title: Text; geometry: string }[];
}
type Values = Record<string, unknown>;
type Single = GeoJSON.Point | GeoJSON.LineString | GeoJSON.Polygon;
interface Held {
  id: string;
  tag: string;
  feature: GeoJSON.Feature;
}

const items = (layer: string, id = ''): string => `ogc/collections/${layer}/items${id && `/${id}`}`;
// The layers that a new line snaps to.
const joins: Record<string, string[]> = {
  roads: ['roads'],
  power: ['power'],
  telecom: ['telecom'],
  water: ['water'],
  bus_routes: ['roads'],
};
// A shape of several parts, part by part; a shape of one part is that part.
function partsOf(g: GeoJSON.Geometry | null | undefined): Single[] {
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
const joined = (parts: Single[]): GeoJSON.Geometry =>
  parts.length === 1
    ? parts[0]!
    : ({ type: `Multi${parts[0]!.type}`, coordinates: parts.map(p => p.coordinates) } as GeoJSON.Geometry);
// The fields that an inspector fills in at the site.
const survey = ['hamlet_code', 'service', 'verdict', 'evidence', 'observed_on', 'note'];

// Draws and changes features of the layers that the caller may write. The form comes from the layer catalogue, changes
// by others are shown before they are overwritten, and what was saved can be undone.
export class Editor {
  private pen: Pen | undefined;
  private properties: Record<string, Property> = {};
  private held: Held | undefined;
  private drawn: GeoJSON.Geometry | undefined;
  private drawing = false;
  private parts: Single[] = [];
  private part = 0;
  private caller: Caller | undefined;
  private readonly back: (() => Promise<Response>)[] = [];
  private readonly form: HTMLFormElement;
  private readonly layers: HTMLSelectElement;
  private readonly onClick = (event: { point: { x: number; y: number } }): void => void this.pick(event.point);

  constructor(
    private readonly root: HTMLElement,
    private readonly map: MapLibre,
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
    this.root.hidden = false;
    this.caller = await get<Caller>('api/caller');
    this.layers.replaceChildren(...this.caller.layers.map(l => new Option(l.title[language], l.layer)));
    if (this.caller.layers.length === 0) {
      this.tell(say('no_right'), true);
      this.root.classList.add('barred');
      return;
    }
    this.root.classList.remove('barred');
    this.map.on('click', this.onClick);
    const wanted = layer && this.caller.layers.some(l => l.layer === layer) ? layer : this.caller.layers[0]!.layer;
    if (layer && wanted !== layer) this.tell(say('no_right'), true);
    this.layers.value = wanted;
    await this.choose(wanted, values, layer === 'surveys');
    if (!shape || wanted !== layer) return;
    this.drawn = shape;
    this.pen?.edit(shape);
    if (sentence) this.tell(sentence);
  }

  close(): void {
    this.root.hidden = true;
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

  private async choose(layer: string, values: Values = {}, short = false): Promise<void> {
    const schema = await get<{ properties: Record<string, Property> }>(`ogc/collections/${layer}/schema`);
    if (this.layer !== layer) return; // another layer was chosen meanwhile
    this.properties = Object.fromEntries(
      Object.entries(schema.properties).filter(
        ([name, p]) => !p.readOnly && !p['x-ogc-role'] && (!short || survey.includes(name)),
      ),
    );
    this.root.classList.toggle('short', short);
    this.pen?.stop();
    this.pen =
      this.geometry === 'None'
        ? undefined
        : new Pen(this.map, joins[layer] ?? [], (geometry, finished) => this.shape(geometry, finished));
    this.button('draw').hidden = this.geometry === 'None';
    find(this.root, '#edit-shape').hidden = !['PointOrPolygon', 'Any'].includes(this.geometry);
    this.show(undefined, values);
    if (this.geometry !== 'None') this.tell(say('edit_hint'));
  }

  // Fills the form with a feature, or with the first values of a new one.
  private show(held: Held | undefined, values: Values = held?.feature.properties ?? {}): void {
    this.held = held;
    this.drawing = false;
    this.drawn = held?.feature.geometry ?? undefined;
    this.form
      .querySelector('.fields')!
      .replaceChildren(...Object.entries(this.properties).map(([name, p]) => this.field(name, p, values[name])));
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

  private field(name: string, p: Property, value: unknown): HTMLElement {
    const label = element('label');
    const input = p.enum || p.type === 'boolean' ? choiceField(p) : inputField(p);
    input.name = name;
    input.value = Array.isArray(value) ? value.join(', ') : String(value ?? '');
    const unit = p['x-ogc-unit']?.replace('m2', 'm²').replace('m3', 'm³');
    label.append(element('span', '', `${p.title ?? name}${unit ? ` (${unit})` : ''}`), input);
    return label;
  }

  private get values(): Values {
    const values: Values = {};
    for (const [name, p] of Object.entries(this.properties)) {
      const text = (this.form.elements.namedItem(name) as HTMLInputElement).value.trim();
      if (text === '') continue;
      values[name] = parseValue(p, text);
    }
    return values;
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
    const held = await this.fetch(id);
    if (held) this.show(held);
  }

  private async fetch(id: string): Promise<Held | undefined> {
    const response = await fetch(items(this.layer, id), {
      headers: { Accept: 'application/geo+json' },
      cache: 'no-store',
    });
    if (!response.ok) {
      await this.fault(response);
      return undefined;
    }
    return { id, tag: response.headers.get('ETag') ?? '*', feature: (await response.json()) as GeoJSON.Feature };
  }

  private write(
    method: string,
    id: string,
    tag: string | undefined,
    feature?: { properties: unknown; geometry: unknown },
  ): Promise<Response> {
    return request(items(this.layer, id), {
      method,
      headers: { 'Content-Type': 'application/geo+json', ...(tag ? { 'If-Match': tag } : {}) },
      ...(feature
        ? { body: JSON.stringify({ type: 'Feature', properties: feature.properties, geometry: feature.geometry }) }
        : {}),
    });
  }

  private async save(tag = this.held?.tag): Promise<void> {
    const geometry = this.pen ? await this.whole() : null,
      feature = { properties: this.values, geometry },
      was = this.held,
      layer = this.layer;
    if (this.pen && !geometry) {
      this.tell(say('edit_nothing'), true);
      return;
    }
    const response = await this.sent(() =>
      this.write(was ? 'PUT' : 'POST', was?.id ?? '', was ? tag : undefined, feature),
    );
    if (!response) return;
    if (response.status === 409 && was) {
      await this.conflict(was, feature.properties);
      return;
    }
    if (!response.ok) {
      await this.fault(response);
      return;
    }
    const id = was?.id ?? response.headers.get('Location')!.split('/').at(-1)!,
      after = response.headers.get('ETag') ?? '*';
    this.back.push(
      was ? () => this.again(layer, 'PUT', id, after, was.feature) : () => this.again(layer, 'DELETE', id, after),
    );
    await this.done(id);
  }

  private async remove(): Promise<void> {
    const was = this.held!,
      layer = this.layer;
    if (!window.confirm(say('edit_delete', { code: String(was.feature.properties?.code ?? was.id) }))) return;
    const response = await this.sent(() => this.write('DELETE', was.id, was.tag));
    if (!response) return;
    if (response.status === 409) {
      await this.conflict(was, this.values);
      return;
    }
    if (!response.ok) {
      await this.fault(response);
      return;
    }
    this.back.push(() => this.again(layer, 'POST', '', undefined, was.feature));
    await this.done(undefined);
  }

  private again(
    layer: string,
    method: string,
    id: string,
    tag: string | undefined,
    feature?: GeoJSON.Feature,
  ): Promise<Response> {
    this.layers.value = layer;
    // Read-only columns are not sent back.
    const properties =
      feature &&
      Object.fromEntries(
        Object.entries(feature.properties ?? {}).filter(([name, value]) => value !== null && name !== 'updated_at'),
      );
    return this.write(method, id, tag, feature && { properties, geometry: feature.geometry });
  }

  private async undo(): Promise<void> {
    const response = await this.sent(this.back.at(-1)!);
    if (!response) return;
    if (!response.ok) {
      await this.fault(response);
      return;
    }
    this.back.pop();
    await this.choose(this.layer);
    await this.done(undefined);
  }

  private async done(id: string | undefined): Promise<void> {
    this.button('undo').hidden = this.back.length === 0;
    const held = id === undefined ? undefined : await this.fetch(id);
    this.show(held);
    this.tell(say('edit_saved'));
    this.tell(`${say('edit_saved')} ${await this.saved()}`);
  }

  // Someone else changed the feature: both versions are shown, nothing typed is lost, and one is chosen.
  private async conflict(mine: Held, typed: Values): Promise<void> {
    const theirs = await this.fetch(mine.id);
    if (!theirs) return;
    this.tell(say('edit_conflict'), true);
    find(this.root, '#edit-conflict').replaceChildren(this.differences(theirs, typed), this.choices(theirs));
  }

  // The attributes in which both versions differ.
  private differences(theirs: Held, typed: Values): HTMLElement {
    const written = (value: unknown): string => String(value ?? '');
    const table = element('table');
    const heads = ['', say('edit_theirs'), say('edit_mine')];
    table.insertRow().append(...heads.map(h => element('th', '', h)));
    for (const [name, property] of Object.entries(this.properties)) {
      const their = written(theirs.feature.properties?.[name]);
      const mine = written(typed[name]);
      if (their !== mine) table.insertRow().append(cell('', property.title ?? name), cell('', their), cell('', mine));
    }
    return table;
  }

  private choices(theirs: Held): HTMLElement {
    const buttons = element('p');
    buttons.append(
      button('', say('edit_take'), () => {
        this.show(theirs);
        this.tell('');
      }),
      button('', say('edit_keep'), () => {
        this.held = { ...theirs, feature: theirs.feature };
        void this.save(theirs.tag);
      }),
    );
    return buttons;
  }

  private async sent(send: () => Promise<Response>): Promise<Response | undefined> {
    try {
      return await send();
    } catch {
      this.tell(say('away'), true); // what was typed is kept
      return undefined;
    }
  }

  private async fault(response: Response): Promise<void> {
    const { text, parameter } = await refusal(response);
    this.tell(text, true);
    const field = parameter && this.form.elements.namedItem(parameter);
    if (field instanceof HTMLElement) field.focus();
  }

  private tell(text: string, bad = false): void {
    const line = find(this.root, '#edit-says');
    line.textContent = text;
    line.classList.toggle('bad', bad);
  }
}

function choiceField(p: Property): HTMLSelectElement {
  const text = (value: string): string => {
    if (p.type === 'boolean') return say(value === 'true' ? 'yes' : 'no');
    return p['x-longlin-titles']?.[value] ?? value;
  };
  const select = element('select');
  select.append(new Option('', ''), ...(p.enum ?? ['true', 'false']).map(value => new Option(text(value), value)));
  return select;
}

function inputField(p: Property): HTMLInputElement {
  const numeric = p.type === 'integer' || p.type === 'number';
  const input = element('input');
  input.type = p.format === 'date' ? 'date' : numeric ? 'number' : 'text';
  input.step = p.type === 'number' ? 'any' : '';
  return input;
}

// A text of the form as the value that the service stores.
function parseValue(p: Property, text: string): unknown {
  switch (p.type) {
    case 'integer':
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'array':
      return text.split(/[,，、]\s*/).filter(t => t);
    default:
      return text;
  }
}
