import type { Schema } from '../ground/api';
import { element } from '../ground/dom';
import { say } from '../ground/words';
import type { Values } from '../state/edits';
import { clockOf, momentOf } from '../state/moments';

// A column of a layer as the service describes it.
export type Property = Schema<'PropertyDescription'>;

export type Properties = Record<string, Property>;

const inputTypes: Record<string, string> = { date: 'date', 'date-time': 'datetime-local' };

function shownValue(p: Property, value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  const text = String(value ?? '');
  return p.format === 'date-time' && text !== '' ? clockOf(text) : text;
}

// The form's field for a column, with its title and unit.
export function field(name: string, p: Property, value: unknown): HTMLElement {
  const label = element('label');
  const input = p.enum || p.type === 'boolean' ? choiceField(p) : inputField(p);
  input.name = name;
  input.value = shownValue(p, value);
  if (p.format === 'date-time') input.dataset.stored = String(value ?? '');
  const unit = p['x-ogc-unit']?.replace('m2', 'm²').replace('m3', 'm³');
  label.append(element('span', '', `${p.title ?? name}${unit ? ` (${unit})` : ''}`), input);
  return label;
}

// What stands in the form; empty fields are left out.
export function valuesOf(form: HTMLFormElement, properties: Properties): Values {
  const values: Values = {};
  for (const [name, p] of Object.entries(properties)) {
    const input = form.elements.namedItem(name) as HTMLInputElement;
    const text = input.value.trim();
    if (text !== '')
      values[name] = p.format === 'date-time' ? momentOf(text, input.dataset.stored) : parseValue(p, text);
  }
  return values;
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
  input.type = inputTypes[p.format ?? ''] ?? (numeric ? 'number' : 'text');
  // A moment is typed to the second.
  input.step = p.type === 'number' ? 'any' : p.format === 'date-time' ? '1' : '';
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
