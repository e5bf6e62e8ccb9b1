import { element } from '../ground/dom';
import type * as GeoJSON from 'geojson';
import type { Map as MapLibre } from 'maplibre-gl';
import { Pen, type Shape } from '../map/pen';
import { area, length } from '../ground/metres';
import { language, number, say } from '../ground/words';

interface Property { type?: string; format?: string; title?: string; enum?: string[]; readOnly?: boolean; 'x-ogc-unit'?: string; 'x-ogc-role'?: string; 'x-longlin-titles'?: Record<string, string> }
interface Caller { name: string | null; layers: { layer: string; title: { zh: string; en: string }; geometry: string }[] }
type Values = Record<string, unknown>;
type Single = GeoJSON.Point | GeoJSON.LineString | GeoJSON.Polygon;
interface Held { id: string; tag: string; feature: GeoJSON.Feature }

const items = (layer: string, id = ''): string => `ogc/collections/${layer}/items${id && `/${id}`}`;
// A line snaps to the layer it becomes a part of.
const joins: Record<string, string[]> = { roads: ['roads'], power: ['power'], telecom: ['telecom'], water: ['water'], bus_routes: ['roads'] };
// A shape of several parts, part by part; one of a single part is that part.
const partsOf = (g: GeoJSON.Geometry | null | undefined): Single[] => g?.type === 'MultiPoint' ? g.coordinates.map(coordinates => ({ type: 'Point', coordinates }))
  : g?.type === 'MultiLineString' ? g.coordinates.map(coordinates => ({ type: 'LineString', coordinates })) : g?.type === 'MultiPolygon' ? g.coordinates.map(coordinates => ({ type: 'Polygon', coordinates })) : g && g.type !== 'GeometryCollection' ? [g] : [];
const joined = (parts: Single[]): GeoJSON.Geometry => parts.length === 1 ? parts[0]! : { type: `Multi${parts[0]!.type}`, coordinates: parts.map(p => p.coordinates) } as GeoJSON.Geometry;
// What an inspector fills in on the spot.
const survey = ['hamlet_code', 'service', 'verdict', 'evidence', 'observed_on', 'note'];

// Draws and changes features of the layers that one may write: the form is the catalogue's, a change made meanwhile by another is shown, and what was saved can be taken back.
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

  constructor(private readonly root: HTMLElement, private readonly map: MapLibre, private readonly saved: () => Promise<string>) {
    this.form = root.querySelector('form')!;
    this.layers = root.querySelector('select')!;
    this.layers.addEventListener('change', () => void this.choose(this.layers.value));
    this.form.addEventListener('submit', event => { event.preventDefault(); void this.save(); });
    this.button('draw').addEventListener('click', () => this.draw());
    this.button('delete').addEventListener('click', () => void this.remove());
    this.button('undo').addEventListener('click', () => void this.undo());
    this.button('fresh').addEventListener('click', () => this.show(undefined));
    this.partChoice.addEventListener('change', () => void this.take(Number(this.partChoice.value)));
  }

  // Opens with a layer and values that are known already, as for a survey of the picked hamlet.
  async open(layer?: string, values: Values = {}, shape?: GeoJSON.Geometry, sentence = ''): Promise<void> {
    this.root.hidden = false;
    this.caller = await (await fetch('api/caller')).json() as Caller;
    this.layers.replaceChildren(...this.caller.layers.map(l => new Option(l.title[language], l.layer)));
    if (this.caller.layers.length === 0) { this.tell(say('no_right'), true); this.root.classList.add('barred'); return; }
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

  private button(name: string): HTMLButtonElement { return this.root.querySelector<HTMLButtonElement>(`[data-edit=${name}]`)!; }

  private get layer(): string { return this.layers.value; }

  private get geometry(): string { return this.caller!.layers.find(l => l.layer === this.layer)!.geometry; }

  private async choose(layer: string, values: Values = {}, short = false): Promise<void> {
    const schema = await (await fetch(`ogc/collections/${layer}/schema`, { headers: { 'Accept-Language': language } })).json() as { properties: Record<string, Property> };
    if (this.layer !== layer) return; // another was chosen meanwhile
    this.properties = Object.fromEntries(Object.entries(schema.properties).filter(([name, p]) => !p.readOnly && !p['x-ogc-role'] && (!short || survey.includes(name))));
    this.root.classList.toggle('short', short);
    this.pen?.stop();
    this.pen = this.geometry === 'None' ? undefined : new Pen(this.map, joins[layer] ?? [], (geometry, finished) => this.shape(geometry, finished));
    this.button('draw').hidden = this.geometry === 'None';
    this.root.querySelector<HTMLElement>('#edit-shape')!.hidden = !['PointOrPolygon', 'Any'].includes(this.geometry);
    this.show(undefined, values);
    if (this.geometry !== 'None') this.tell(say('edit_hint'));
  }

  // Puts a feature, or a new one's first values, into the form.
  private show(held: Held | undefined, values: Values = held?.feature.properties ?? {}): void {
    this.held = held;
    this.drawing = false;
    this.drawn = held?.feature.geometry ?? undefined;
    this.form.querySelector('.fields')!.replaceChildren(...Object.entries(this.properties).map(([name, p]) => this.field(name, p, values[name])));
    this.root.querySelector('#edit-what')!.textContent = held ? `${held.feature.properties?.code ?? held.id}` : say('edit_new');
    this.button('delete').hidden = !held;
    this.root.querySelector('#edit-conflict')!.replaceChildren();
    this.pen?.clear();
    this.parts = partsOf(held?.feature.geometry);
    this.partChoice.replaceChildren(...this.parts.map((_, i) => new Option(say('part', { n: i + 1, all: this.parts.length }), String(i))));
    this.partChoice.hidden = this.parts.length < 2;
    this.hold(0);
  }

  private get partChoice(): HTMLSelectElement { return this.root.querySelector<HTMLSelectElement>('#edit-part')!; }

  private hold(part: number): void {
    this.part = part;
    if (this.pen && this.parts[part] && !this.pen.edit(this.parts[part])) this.tell(say('edit_parts'));
  }

  // Another part is changed; what was done to this one stays.
  private async take(part: number): Promise<void> {
    this.parts[this.part] = await this.pen!.take() as Single | undefined ?? this.parts[this.part]!;
    this.hold(part);
  }

  // The whole shape: the part on the map as it stands, the others as they were left.
  private async whole(): Promise<GeoJSON.Geometry | null> {
    const own = await this.pen!.take();
    if (this.parts.length > 1) return joined(this.parts.map((p, i) => i === this.part && own ? own as Single : p));
    return own ?? this.drawn ?? null;
  }

  private field(name: string, p: Property, value: unknown): HTMLElement {
    const label = element('label', ''), options = p.enum ?? (p.type === 'boolean' ? ['true', 'false'] : undefined);
    const input = document.createElement(options ? 'select' : 'input') as HTMLInputElement;
    if (options) (input as unknown as HTMLSelectElement).append(new Option('', ''), ...options.map(o => new Option(o === 'true' ? say('yes') : o === 'false' ? say('no') : p['x-longlin-titles']?.[o] ?? o, o)));
    else Object.assign(input, { type: p.format === 'date' ? 'date' : p.type === 'integer' || p.type === 'number' ? 'number' : 'text', step: p.type === 'number' ? 'any' : '' });
    input.name = name;
    input.value = value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value);
    label.append(element('span', '', `${p.title ?? name}${p['x-ogc-unit'] ? ` (${p['x-ogc-unit'].replace('m2', 'm²').replace('m3', 'm³')})` : ''}`), input);
    return label;
  }

  private get values(): Values {
    const values: Values = {};
    for (const [name, p] of Object.entries(this.properties)) {
      const text = (this.form.elements.namedItem(name) as HTMLInputElement).value.trim();
      if (text === '') continue;
      values[name] = p.type === 'integer' || p.type === 'number' ? Number(text) : p.type === 'boolean' ? text === 'true' : p.type === 'array' ? text.split(/[,，、]\s*/).filter(t => t) : text;
    }
    return values;
  }

  private draw(): void {
    const shape: Shape = this.geometry === 'Line' ? 'linestring' : this.geometry === 'Polygon' ? 'polygon' : this.geometry === 'Point' ? 'point'
      : this.root.querySelector<HTMLSelectElement>('#edit-shape')!.value as Shape;
    this.pen?.start(shape);
    this.parts = [];
    this.partChoice.hidden = true;
    this.drawing = true;
    this.map.getCanvas().focus(); // Enter ends the shape and does not send the form
    this.drawn = undefined;
    this.tell(say('edit_draw'));
  }

  // What is drawn, in true units, and what is wrong with it while it is drawn.
  private shape(geometry: GeoJSON.Geometry, finished: boolean): void {
    if (finished) { this.drawn = geometry; this.drawing = false; }
    if (geometry.type === 'LineString') this.tell(`${say('length')} ${number(length(geometry.coordinates))} ${say('metres')}`, finished && length(geometry.coordinates) < 1);
    if (geometry.type === 'Polygon') this.tell(say('area_is', { m2: number(area(geometry.coordinates[0]!)), mu: (area(geometry.coordinates[0]!) * 3 / 2000).toFixed(1) }), finished && area(geometry.coordinates[0]!) < 1);
  }

  // A click takes the feature of the chosen layer that lies there.
  private async pick(point: { x: number; y: number }): Promise<void> {
    if (!this.pen || this.root.classList.contains('short') || this.drawing || this.drawn) return;
    const layers = this.map.getStyle().layers.filter(l => 'source-layer' in l && l['source-layer'] === this.layer).map(l => l.id);
    const [found] = this.map.queryRenderedFeatures([[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]], { layers });
    if (found?.id !== undefined) await this.load(String(found.id));
  }

  async load(id: string): Promise<void> {
    const held = await this.fetch(id);
    if (held) this.show(held);
  }

  private async fetch(id: string): Promise<Held | undefined> {
    const response = await fetch(items(this.layer, id), { headers: { Accept: 'application/geo+json' }, cache: 'no-store' });
    if (!response.ok) { await this.fault(response); return undefined; }
    return { id, tag: response.headers.get('ETag') ?? '*', feature: await response.json() as GeoJSON.Feature };
  }

  private write(method: string, id: string, tag: string | undefined, feature?: { properties: unknown; geometry: unknown }): Promise<Response> {
    return fetch(items(this.layer, id), {
      method, headers: { 'Content-Type': 'application/geo+json', 'Accept-Language': language, ...(tag ? { 'If-Match': tag } : {}) },
      ...(feature ? { body: JSON.stringify({ type: 'Feature', properties: feature.properties, geometry: feature.geometry }) } : {}),
    });
  }

  private async save(tag = this.held?.tag): Promise<void> {
    const geometry = this.pen ? await this.whole() : null, feature = { properties: this.values, geometry }, was = this.held, layer = this.layer;
    if (this.pen && !geometry) { this.tell(say('edit_nothing'), true); return; }
    const response = await this.sent(() => this.write(was ? 'PUT' : 'POST', was?.id ?? '', was ? tag : undefined, feature));
    if (!response) return;
    if (response.status === 409 && was) { await this.conflict(was, feature.properties); return; }
    if (!response.ok) { await this.fault(response); return; }
    const id = was?.id ?? response.headers.get('Location')!.split('/').at(-1)!, after = response.headers.get('ETag') ?? '*';
    this.back.push(was ? () => this.again(layer, 'PUT', id, after, was.feature) : () => this.again(layer, 'DELETE', id, after));
    await this.done(id);
  }

  private async remove(): Promise<void> {
    const was = this.held!, layer = this.layer;
    if (!window.confirm(say('edit_delete', { code: String(was.feature.properties?.code ?? was.id) }))) return;
    const response = await this.sent(() => this.write('DELETE', was.id, was.tag));
    if (!response) return;
    if (response.status === 409) { await this.conflict(was, this.values); return; }
    if (!response.ok) { await this.fault(response); return; }
    this.back.push(() => this.again(layer, 'POST', '', undefined, was.feature));
    await this.done(undefined);
  }

  private again(layer: string, method: string, id: string, tag: string | undefined, feature?: GeoJSON.Feature): Promise<Response> {
    this.layers.value = layer;
    // What nobody can write is not sent back.
    const properties = feature && Object.fromEntries(Object.entries(feature.properties ?? {}).filter(([name, value]) => value !== null && name !== 'updated_at'));
    return this.write(method, id, tag, feature && { properties, geometry: feature.geometry });
  }

  private async undo(): Promise<void> {
    const response = await this.sent(this.back.at(-1)!);
    if (!response) return;
    if (!response.ok) { await this.fault(response); return; }
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

  // Another has changed it meanwhile: both are shown, nothing typed is lost, and one is chosen.
  private async conflict(mine: Held, typed: Values): Promise<void> {
    const theirs = await this.fetch(mine.id);
    if (!theirs) return;
    this.tell(say('edit_conflict'), true);
    const table = element('table', ''), rows = Object.keys(this.properties).filter(n => String(theirs.feature.properties?.[n] ?? '') !== String(typed[n] ?? ''));
    for (const cells of [['', say('edit_theirs'), say('edit_mine')], ...rows.map(n => [this.properties[n]!.title ?? n, String(theirs.feature.properties?.[n] ?? ''), String(typed[n] ?? '')])]) {
      const row = element('tr', '');
      row.append(...cells.map(c => element(cells[0] === '' ? 'th' : 'td', '', c)));
      table.append(row);
    }
    const buttons = element('p', ''), take = element('button', '', say('edit_take')) as HTMLButtonElement, keep = element('button', '', say('edit_keep')) as HTMLButtonElement;
    take.type = keep.type = 'button';
    take.addEventListener('click', () => { this.show(theirs); this.tell(''); });
    keep.addEventListener('click', () => { this.held = { ...theirs, feature: theirs.feature }; void this.save(theirs.tag); });
    buttons.append(take, keep);
    this.root.querySelector('#edit-conflict')!.replaceChildren(table, buttons);
  }

  private async sent(send: () => Promise<Response>): Promise<Response | undefined> {
    try {
      return await send();
    } catch {
      this.tell(say('away'), true); // the form keeps what was typed
      return undefined;
    }
  }

  private async fault(response: Response): Promise<void> {
    const problem = await response.json().catch(() => ({})) as { detail?: string; title?: string; parameter?: string };
    this.tell(response.status === 401 ? say('expired') : response.status === 403 ? `${say('no_right')} ${problem.detail ?? ''}` : `${problem.detail ?? problem.title ?? response.status}`, true);
    const field = problem.parameter && this.form.elements.namedItem(problem.parameter);
    if (field instanceof HTMLElement) field.focus();
  }

  private tell(text: string, bad = false): void {
    const line = this.root.querySelector<HTMLElement>('#edit-says')!;
    line.textContent = text;
    line.classList.toggle('bad', bad);
  }
}
