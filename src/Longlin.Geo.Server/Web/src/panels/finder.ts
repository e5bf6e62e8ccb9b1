import { button, element } from '../ground/dom';
import { number } from '../ground/words';
import { Search } from '../state/search';
import type { Timeline } from '../state/timeline';

// The search field, and the hamlets that match what is typed.
export class Finder {
  private search: Search;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly found: HTMLElement,
    private readonly timeline: Timeline,
    private readonly pick: (i: number) => void,
  ) {
    this.search = new Search(timeline);
    input.addEventListener('input', event => {
      event.stopPropagation();
      this.look(input.value);
    });
    input.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        event.preventDefault();
        found.querySelector('button')?.click();
      }
      if (event.key === 'Escape') this.clear();
    });
  }

  // After a change the names are indexed again.
  renew(): void {
    this.search = new Search(this.timeline);
  }

  private clear(): void {
    this.input.value = '';
    this.look('');
  }

  private look(text: string): void {
    const h = this.timeline.hamlets,
      found = this.search.find(text);
    this.found.replaceChildren(
      ...found.map(i => {
        const row = element('li');
        const households = h.households[i] ?? null;
        const open = button('row', '', () => {
          this.clear();
          this.pick(i);
        });
        open.append(
          element('span', 'name', h.name[i] ?? h.code[i]!),
          element('span', 'village', h.village[i] ?? ''),
          element('span', 'count', households === null ? '' : number(households)),
        );
        row.append(open);
        return row;
      }),
    );
    this.found.hidden = found.length === 0;
  }
}
