import { element } from '../ground/dom';
import { Search } from '../state/search';
import type { Timeline } from '../state/timeline';
import { number } from '../ground/words';


// The line in which one types a name, and the hamlets it may mean.
export class Find {
  private search: Search;

  constructor(private readonly input: HTMLInputElement, private readonly found: HTMLElement, private readonly timeline: Timeline, private readonly pick: (i: number) => void) {
    this.search = new Search(timeline);
    input.addEventListener('input', event => { event.stopPropagation(); this.look(input.value); });
    input.addEventListener('keydown', event => {
      if (event.key === 'Enter') { event.preventDefault(); found.querySelector('button')?.click(); }
      if (event.key === 'Escape') this.clear();
    });
  }

  // The county's names are others now.
  renew(): void { this.search = new Search(this.timeline); }

  private clear(): void {
    this.input.value = '';
    this.look('');
  }

  private look(text: string): void {
    const h = this.timeline.hamlets, found = this.search.find(text);
    this.found.replaceChildren(...found.map(i => {
      const row = element('li', ''), button = element('button', 'row') as HTMLButtonElement;
      button.type = 'button';
      button.append(element('span', 'name', h.name[i] ?? h.code[i]!), element('span', 'village', h.village[i] ?? ''), element('span', 'count', h.households[i] === null ? '' : number(h.households[i]!)));
      button.addEventListener('click', () => { this.clear(); this.pick(i); });
      row.append(button);
      return row;
    }));
    this.found.hidden = found.length === 0;
  }
}
