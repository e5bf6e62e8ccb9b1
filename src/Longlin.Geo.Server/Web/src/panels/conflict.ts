import { button, cell, element } from '../ground/dom';
import { say } from '../ground/words';
import type { Held, Values } from '../state/edits';
import type { Properties } from './fields';

// Someone else changed the feature: both versions are shown, nothing typed is lost, and one is chosen.
export function conflict(
  properties: Properties,
  theirs: Held,
  typed: Values,
  take: () => void,
  keep: () => void,
): HTMLElement[] {
  const choices = element('p');
  choices.append(button('', say('edit_take'), take), button('', say('edit_keep'), keep));
  return [differences(properties, theirs, typed), choices];
}

// The attributes in which both versions differ.
function differences(properties: Properties, theirs: Held, typed: Values): HTMLElement {
  const written = (value: unknown): string => String(value ?? '');
  const table = element('table');
  const heads = ['', say('edit_theirs'), say('edit_mine')];
  table.insertRow().append(...heads.map(h => element('th', '', h)));
  for (const [name, property] of Object.entries(properties)) {
    const their = written(theirs.feature.properties?.[name]);
    const mine = written(typed[name]);
    if (their !== mine) table.insertRow().append(cell('', property.title ?? name), cell('', their), cell('', mine));
  }
  return table;
}
