import { call, errorText, get, Refusal, type Schema } from '../../ground/api';
import { button, element, find, notice, wait } from '../../ground/dom';
import { number, say, type Word } from '../../ground/words';
import type { Preview } from '../../map/intake-preview';
import { Choices, type Field, obstacle, plain } from '../../state/intake';
import type { Properties } from '../fields';
import {
  columnsTaken,
  type ImportJob,
  mappingTable,
  meaningsTable,
  type Outcome,
  outcomeText,
  previewLegend,
  progressText,
  rejections,
  repairs,
  sampleTable,
} from './answer';
import { FixedValues } from './fixed';
import { ImportList } from './list';

const pollMs = 250;
// The control that fills a field of the form.
const controls: { readonly [field: string]: Word } = {
  file: 'choose',
  layer: 'layer',
  crs: 'crs',
  sourceLayer: 'source_layer',
  encoding: 'encoding',
  datum: 'datum',
  mode: 'mode',
  map: 'mapping',
  set: 'fixed',
  value: 'meanings',
};

// Imports a file: it is checked first, shown as it was understood, corrected, imported, and can be undone.
export class Import {
  private files: File[] = [];
  private properties: Properties = {};
  private hasShapes = true;
  private columnsLoaded: Promise<void> = Promise.resolve();
  // What the person said of the file: sent with every check and with the import, so that what was checked is what is
  // imported.
  private readonly choices = new Choices();
  private readonly fixed: FixedValues;
  private readonly list: ImportList;
  private readonly form: HTMLFormElement;
  private readonly answer: HTMLElement;
  private job: string | undefined;
  private shown:
    | { outcome: Outcome; form: string; found: Preview; take: HTMLButtonElement; why: HTMLElement }
    | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly preview: (preview: Preview | undefined) => void,
    dropped: () => void,
  ) {
    this.form = find<HTMLFormElement>(root, 'form');
    this.answer = find(root, '#intake-answer');
    this.fixed = new FixedValues(find(root, '#intake-fixed'), this.choices, () => this.judge());
    this.list = new ImportList(
      find(root, '#imports'),
      layer =>
        [...this.layers.options].find(o => o.value === layer)?.text ?? (layer === 'terrain' ? say('terrain') : layer),
      (text, style) => this.say(text, style),
    );
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      void this.run(true);
    });
    this.form.addEventListener('input', () => this.judge());
    this.layers.addEventListener('change', () => {
      this.columnsLoaded = this.columns();
    });
    const file = find<HTMLInputElement>(root, 'input[type=file]');
    file.addEventListener('change', () => this.take([...(file.files ?? [])]));
    for (const kind of ['dragover', 'drop'] as const) {
      document.addEventListener(kind, event => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        if (kind === 'dragover') return;
        dropped();
        this.take([...event.dataTransfer.files]);
      });
    }
  }

  async open(): Promise<void> {
    if (this.layers.options.length === 0) {
      const { collections } = await get<Schema<'Collections'>>('ogc/collections');
      this.layers.append(...collections.filter(c => c.id !== 'gaps').map(c => new Option(c.title, c.id)));
      this.layers.value = 'hamlets';
      this.columnsLoaded = this.columns();
      await this.columnsLoaded;
    }
    if (this.shown) this.preview(this.shown.found);
    await this.list.show();
  }

  close(): void {
    this.preview(undefined);
  }

  // A row that was clicked on the map.
  row(row: number): void {
    const reasons = this.shown?.outcome.rejects.filter(r => r.row === row).map(r => plain(r.reason)) ?? [];
    notice([say('row_n', { n: row }), ...reasons].join(say('question_part_sep')));
  }

  private get layers(): HTMLSelectElement {
    return this.form.elements.namedItem('layer') as HTMLSelectElement;
  }

  // What a column of the file may fill: the columns of the layer, and of a table the place.
  private get targets(): Properties {
    const isTable = this.files.some(f => /\.(csv|txt|tsv|xlsx|xlsm)$/i.test(f.name));
    const place = (title: string): Properties[string] => ({ title, type: 'number' }) as Properties[string];
    return isTable && this.hasShapes
      ? { ...this.properties, lon: place(say('lon')), lat: place(say('lat')), wkt: place(say('shape_of_file')) }
      : this.properties;
  }

  private input(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private take(files: File[]): void {
    this.files = files;
    this.choices.nextFile();
    this.offerSources([]);
    find(this.root, '#intake-files').textContent = files
      .map(f => `${f.name} (${number(Math.ceil(f.size / 1024))} kB)`)
      .join(', ');
    this.clear();
    this.say('', '');
  }

  // The columns of the chosen layer. Answers may arrive out of order: only that of the latest choice counts.
  private async columns(): Promise<void> {
    const layer = this.layers.value;
    this.choices.nextLayer();
    this.properties = {};
    this.fixed.renew({});
    const { properties } = await get<Schema<'PropertySchema'>>(`ogc/collections/${layer}/schema`);
    if (this.layers.value !== layer) return;
    const { geom, updated_at: _, ...columns } = properties as Properties;
    this.hasShapes = geom !== undefined;
    this.properties = columns;
    this.fixed.renew(columns);
    this.judge();
  }

  private async run(dry: boolean): Promise<void> {
    if (this.files.length === 0) {
      this.say(say('no_file'), 'bad');
      return;
    }
    this.busy(true);
    await this.columnsLoaded;
    const fields = this.fields();
    try {
      const posted = await call('api/imports', { method: 'POST', body: this.body(fields, dry) });
      let job = (await posted.json()) as ImportJob;
      this.job = job.id;
      while (job.finishedAt === null) {
        this.say(progressText(job), '');
        await wait(pollMs);
        job = await get<ImportJob>(`api/jobs/${job.id}`);
      }
      if (job.result) await this.show(job, job.result, JSON.stringify(fields));
      else this.failed(job);
    } catch (error) {
      this.refused(error); // what was typed is kept
    } finally {
      this.job = undefined;
      this.busy(false);
      this.judge();
    }
  }

  // The file is refused: what has to be chosen is offered.
  private failed(job: ImportJob): void {
    this.say(plain(job.error ?? say('cancelled')), 'bad');
    if (job.error === null) return;
    this.clear();
    this.offerSources(job.sourceLayers);
    if (job.headers.length > 0) {
      // What is known stands in the table: the whole message, which lists it, comes after it.
      const first = /^.*?(。|\. )/.exec(plain(job.error))?.[0] ?? '';
      this.say(`${first}${say('explain_columns')}`, 'bad');
      const columns = job.headers.map(source => ({ source, target: null }));
      this.answer.replaceChildren(
        mappingTable(columns, this.targets, this.choices, () => this.judge()),
        element('p', 'codes', plain(job.error)),
      );
    }
    this.reveal(job.error);
  }

  // A message may name a control that is folded away.
  private reveal(message: string): void {
    if (/[（(](encoding|datum|strict)[）)]/.test(message))
      find<HTMLDetailsElement>(this.root, '#intake-more').open = true;
  }

  private refused(error: unknown): void {
    const parameter = error instanceof Refusal ? error.parameter : undefined;
    const control = parameter === undefined ? undefined : controls[parameter];
    this.say(plain(control ? `${say(control)}: ${errorText(error)}` : errorText(error)), 'bad');
  }

  private clear(): void {
    this.shown = undefined;
    this.answer.replaceChildren();
    this.preview(undefined);
  }

  private busy(on: boolean): void {
    for (const act of this.root.querySelectorAll<HTMLButtonElement>('button[data-act]'))
      act.disabled = on && act.dataset.act !== 'cancel';
    const cancel = find<HTMLButtonElement>(this.root, '#intake-cancel');
    cancel.hidden = !on;
    cancel.onclick = () => {
      if (this.job) call(`api/jobs/${this.job}`, { method: 'DELETE' }).catch(error => this.refused(error));
    };
  }

  private say(text: string, style: string): void {
    const line = find(this.root, '#intake-says');
    line.textContent = text;
    line.className = style;
  }

  // Where a file has several layers or sheets, one is chosen by name.
  private offerSources(names: readonly string[]): void {
    const select = this.input('sourceLayer') as unknown as HTMLSelectElement;
    const chosen = select.value;
    select.replaceChildren(new Option(`— ${say('source_any')}`, ''), ...names.map(name => new Option(name, name)));
    select.value = names.includes(chosen) ? chosen : '';
    (select.closest('label') as HTMLElement).hidden = names.length === 0;
  }

  private async show(job: ImportJob, o: Outcome, form: string): Promise<void> {
    this.say(outcomeText(o), o.rejected > 0 ? 'bad' : 'good');
    if (o.sourceLayers.length > 0) this.offerSources(o.sourceLayers);
    const parts: HTMLElement[] = [];
    this.shown = undefined;
    if (o.dryRun) parts.push(...(await this.checked(job, o, form)));
    else {
      if (o.importId !== null) parts.push(...this.afterwards(o.importId));
      parts.push(...columnsTaken(o));
    }
    parts.push(...o.warnings.map(warning => element('p', 'codes', plain(warning))));
    if (o.rejects.length > 0) parts.push(...rejections(job.id, o, this.properties));
    if (o.dryRun) parts.push(mappingTable(o.columns, this.targets, this.choices, () => this.judge()));
    if (o.repairList.length > 0) parts.push(...repairs(job.id, o, this.properties));
    if (o.sample.length > 0) parts.push(sampleTable(o.sample, this.properties));
    this.answer.replaceChildren(...parts);
    if (!o.dryRun) await this.list.show();
  }

  // What follows a check: the button that imports, the map, the words and columns that may be corrected.
  private async checked(job: ImportJob, o: Outcome, form: string): Promise<HTMLElement[]> {
    // Remembered words come with the answer; a form that was changed meanwhile has to be checked again.
    const edited = form !== JSON.stringify(this.fields());
    this.choices.recall(o.meanings);
    const take = this.button(say('take'), () => void this.run(false));
    const why = element('span', 'why');
    why.id = 'intake-why';
    take.setAttribute('aria-describedby', why.id);
    const acts = element('p', 'take');
    acts.append(take, why);
    const found = await get<Preview>(`api/jobs/${job.id}/preview`);
    this.shown = { outcome: o, form: edited ? form : JSON.stringify(this.fields()), found, take, why };
    this.preview(found);
    return [acts, previewLegend(o, found), meaningsTable(o, this.properties, this.choices, () => this.judge())].filter(
      part => part !== undefined,
    );
  }

  // Whether the checked file may be imported, and the reason where it may not.
  private judge(): void {
    if (!this.shown || this.job) return;
    const { outcome, form, take, why } = this.shown;
    const against = obstacle(outcome, form === JSON.stringify(this.fields()));
    take.disabled = against !== undefined;
    const first = outcome.rejects[0];
    why.textContent = against === undefined ? '' : say(against);
    if (against === 'none_good' && first)
      why.textContent += [first.field ?? '', plain(first.reason)].filter(t => t !== '').join(': ');
  }

  private afterwards(id: number): HTMLElement[] {
    return [
      this.button(`${say('undo')} ${id}`, () => void this.undo(id)),
      this.button(say('reload'), () => location.reload()),
    ];
  }

  // Everything that is said about the files, and the files themselves by what tells one from another.
  private fields(): Field[] {
    const typed = ['layer', 'crs', 'sourceLayer', 'encoding', 'datum', 'mode']
      .map(name => [name, this.input(name).value.trim()] as const)
      .filter(([, value]) => value !== '');
    const ticked = ['confirm', 'numberRepeats', 'strict']
      .filter(name => this.input(name).checked)
      .map(name => [name, 'true'] as const);
    return [...typed, ...ticked, ...this.choices.fields()];
  }

  private body(fields: Field[], dry: boolean): FormData {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    body.append('dryRun', String(dry));
    for (const file of this.files) body.append('file', file);
    return body;
  }

  private async undo(id: number): Promise<void> {
    try {
      await this.list.undo(id);
      this.answer.replaceChildren(this.button(say('reload'), () => location.reload()));
    } catch (error) {
      this.refused(error);
    }
  }

  private button(text: string, act: () => void): HTMLButtonElement {
    const made = button('', text, act);
    made.dataset.act = 'do';
    return made;
  }
}
