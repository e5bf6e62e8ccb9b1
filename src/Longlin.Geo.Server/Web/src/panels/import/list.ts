import { call, errorText, get, type Schema } from '../../ground/api';
import { anchor, button, element } from '../../ground/dom';
import { number, say } from '../../ground/words';
import { clockOf } from '../../state/moments';

type Item = Schema<'ImportItem'>;

const pageSize = 20;

// Every import with what it changed, the latest first; each can be undone, and its report outlives the page.
export class ImportList {
  constructor(
    private readonly root: HTMLElement,
    private readonly layerTitle: (layer: string) => string,
    private readonly says: (text: string, style: 'good' | 'bad') => void,
  ) {}

  async show(): Promise<void> {
    this.root.replaceChildren(element('h3', '', say('all_imports')), element('ol'));
    await this.more('');
  }

  private async more(cursor: string): Promise<void> {
    const list = this.root.querySelector('ol');
    const at = cursor === '' ? '' : `&cursor=${cursor}`;
    const { items, next } = await get<Schema<'ImportsDocument'>>(`api/imports?limit=${pageSize}${at}`);
    list?.append(...items.map(item => this.line(item)));
    this.root.querySelector('.more')?.remove();
    if (items.length === 0 && cursor === '') this.root.append(element('p', '', say('none')));
    if (next !== null) this.root.append(button('more link', say('earlier'), () => this.attempt(this.more(next))));
  }

  private line(item: Item): HTMLLIElement {
    const line = element('li', item.undoneAt === null ? '' : 'undone');
    line.dataset.import = String(item.importId);
    const head = element('b', '', `${item.importId} ${item.fileName}`);
    const when = `${clockOf(item.startedAt).replace('T', ' ').slice(0, 16)} · ${item.actor}`;
    const counts = (['inserted', 'updated', 'deleted', 'rejected'] as const).map(
      name => `${say(name)} ${number(item[name])}`,
    );
    line.append(
      head,
      element('span', '', `${this.layerTitle(item.layer)} · ${when}`),
      element('span', 'counts', counts.join(say('list_sep'))),
    );
    const acts = element('span', 'acts');
    if (item.hasReport) acts.append(anchor(`api/imports/${item.importId}/rejects.csv`, say('report')));
    if (item.undoneAt !== null)
      acts.append(
        say('undone_on', {
          day: clockOf(item.undoneAt).replace('T', ' ').slice(0, 16),
          who: item.undoneBy ?? '',
        }),
      );
    // Heights are taken back on the server.
    else if (item.layer !== 'terrain')
      acts.append(
        button('', say('undo_this'), () => {
          if (window.confirm(say('undo_sure', { id: item.importId, file: item.fileName })))
            this.attempt(this.undo(item.importId));
        }),
      );
    line.append(acts);
    return line;
  }

  async undo(id: number): Promise<void> {
    const response = await call(`api/imports/${id}/undo`, { method: 'POST' });
    const done = (await response.json()) as Schema<'UndoDocument'>;
    this.says(`${say('undone')} ${id}: −${number(done.removed)} ↺${number(done.restored)}`, 'good');
    await this.show();
  }

  private attempt(work: Promise<void>): void {
    work.catch(error => this.says(errorText(error), 'bad'));
  }
}
