import { button, element } from '../../ground/dom';
import { say } from '../../ground/words';
import type { Choices } from '../../state/intake';
import type { Properties } from '../fields';
import { columnTitle } from './answer';

// The values that every row of a file gets: a column of the layer and its value, a line each.
export class FixedValues {
  private properties: Properties = {};

  constructor(
    private readonly root: HTMLElement,
    private readonly choices: Choices,
    private readonly changed: () => void,
  ) {}

  // For another layer there is none at first.
  renew(properties: Properties): void {
    // The county of rows that no code names.
    this.properties = {
      ...properties,
      county_code: { title: say('county_code'), type: 'string' } as Properties[string],
    };
    this.show();
  }

  private show(): void {
    const taken = this.choices.fixes;
    const add = element('select');
    add.name = 'fixed';
    add.setAttribute('aria-label', say('fixed_add'));
    const free = Object.keys(this.properties).filter(name => !taken.some(([target]) => target === name));
    add.append(
      new Option(`+ ${say('fixed_add')}`, ''),
      ...free.map(name => new Option(columnTitle(this.properties, name), name)),
    );
    add.addEventListener('change', event => {
      event.stopPropagation();
      this.choices.fix(add.value, '');
      const { value } = add;
      this.show();
      this.root.querySelector<HTMLElement>(`[data-fixed="${CSS.escape(value)}"]`)?.focus();
    });
    this.root.replaceChildren(...taken.map(([name, value]) => this.line(name, value)), add);
  }

  private line(name: string, value: string): HTMLElement {
    const line = element('label', 'fixed');
    const property = this.properties[name];
    const values = property?.enum ?? (property?.type === 'boolean' ? ['true', 'false'] : undefined);
    const input = values ? element('select') : element('input');
    if (input instanceof HTMLSelectElement)
      input.append(
        new Option('', ''),
        ...(values ?? []).map(v => new Option(property?.['x-longlin-titles']?.[v] ?? v, v)),
      );
    else if (property?.format === 'date') input.type = 'date';
    input.value = value;
    input.dataset.fixed = name;
    input.setAttribute('aria-label', columnTitle(this.properties, name));
    input.addEventListener('input', () => {
      this.choices.fix(name, input.value.trim());
      this.changed();
    });
    const remove = button('', '×', () => {
      this.choices.fix(name, undefined);
      this.show();
      this.changed();
    });
    remove.setAttribute('aria-label', say('fixed_remove', { name: columnTitle(this.properties, name) }));
    line.append(element('span', '', columnTitle(this.properties, name)), input, remove);
    return line;
  }
}
