import { call, errorText, get, Refusal, type Schema } from '../ground/api';
import { anchor, button, cell, element, find, wait } from '../ground/dom';
import { number, percent, say } from '../ground/words';

type Outcome = Schema<'ImportDocument'>;
type Job = Schema<'JobDocument'> & { result: Outcome | null };

const shownRejects = 100;
const pollMs = 250;

// Imports a file: it is checked first, shown as it was understood, corrected, imported, and can be undone.
export class Import {
  private files: File[] = [];
  private targets: string[] = [];
  private columnsLoaded: Promise<void> = Promise.resolve();
  // Layer column by column of the file, as the person chose it: sent with every check and with the import, so that
  // what was checked is what is imported. A new file or another layer starts without.
  private readonly chosen = new Map<string, string>();
  private readonly form: HTMLFormElement;
  private readonly answer: HTMLElement;
  private job: string | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly preview: (points: [number, number][]) => void,
    dropped: () => void,
  ) {
    this.form = find<HTMLFormElement>(root, 'form');
    this.answer = find(root, '#intake-answer');
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      void this.run(true);
    });
    this.input('layer').addEventListener('change', () => {
      this.columnsLoaded = this.columns();
    });
    root
      .querySelector<HTMLInputElement>('input[type=file]')!
      .addEventListener('change', event => this.take([...((event.target as HTMLInputElement).files ?? [])]));
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
    const layers = this.input('layer') as unknown as HTMLSelectElement;
    if (layers.options.length > 0) return;
    const { collections } = await get<Schema<'Collections'>>('ogc/collections');
    layers.append(...collections.filter(c => c.id !== 'gaps').map(c => new Option(c.title, c.id)));
    layers.value = 'hamlets';
    this.columnsLoaded = this.columns();
    await this.columnsLoaded;
  }

  close(): void {
    this.preview([]);
  }

  private input(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private take(files: File[]): void {
    this.files = files;
    this.chosen.clear();
    this.root.querySelector('#intake-files')!.textContent = files
      .map(f => `${f.name} (${number(Math.ceil(f.size / 1024))} kB)`)
      .join(', ');
    this.answer.replaceChildren();
  }

  // The columns of the chosen layer. Answers may arrive out of order: only that of the latest choice counts.
  private async columns(): Promise<void> {
    const layer = this.input('layer').value;
    this.chosen.clear();
    this.targets = [];
    const { properties } = await get<Schema<'PropertySchema'>>(`ogc/collections/${layer}/schema`);
    if (this.input('layer').value !== layer) return;
    this.targets = Object.keys(properties).filter(p => p !== 'geom' && p !== 'updated_at');
  }

  private async run(dry: boolean): Promise<void> {
    if (this.files.length === 0) {
      this.say(say('no_file'), 'bad');
      return;
    }
    this.busy(true);
    try {
      const posted = await call('api/imports', { method: 'POST', body: this.body(dry) });
      let job = (await posted.json()) as Job;
      this.job = job.id;
      while (job.finishedAt === null) {
        this.say(progressText(job), '');
        await wait(pollMs);
        job = await get<Job>(`api/jobs/${job.id}`);
      }
      await this.columnsLoaded;
      if (job.result) this.show(job);
      else this.say(job.error ?? say('cancelled'), 'bad');
    } catch (error) {
      this.refused(error); // what was typed is kept
    } finally {
      this.job = undefined;
      this.busy(false);
    }
  }

  private refused(error: unknown): void {
    const parameter = error instanceof Refusal ? error.parameter : undefined;
    this.say(parameter ? `${parameter}: ${errorText(error)}` : errorText(error), 'bad');
  }

  private busy(on: boolean): void {
    for (const button of this.root.querySelectorAll<HTMLButtonElement>('button[data-act]'))
      button.disabled = on && button.dataset.act !== 'cancel';
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

  private show(job: Job): void {
    const o = job.result!;
    this.say(outcomeText(o), o.rejected > 0 ? 'bad' : 'good');
    const parts: HTMLElement[] = [];
    if (o.dryRun)
      parts.push(
        this.button(say('take'), () => void this.run(false)),
        this.mapping(o),
      );
    else {
      if (o.importId !== null) parts.push(...this.afterwards(o.importId));
      parts.push(...columnsTaken(o));
    }
    parts.push(...o.warnings.map(warning => element('p', 'codes', warning)));
    if (o.rejects.length > 0) parts.push(...rejections(job.id, o));
    if (o.repairList.length > 0) parts.push(...repairs(job.id, o));
    if (o.sample.length > 0) parts.push(sampleTable(o.sample));
    this.answer.replaceChildren(...parts);
    this.preview(o.sample.flatMap(pointOf));
  }

  private afterwards(id: number): HTMLElement[] {
    return [
      this.button(`${say('undo')} ${id}`, () => void this.undo(id)),
      this.button(say('reload'), () => location.reload()),
    ];
  }

  private body(dry: boolean): FormData {
    const body = new FormData();
    for (const name of ['layer', 'crs', 'encoding', 'mode']) {
      const value = this.input(name).value.trim();
      if (value) body.append(name, value);
    }
    body.append('dryRun', String(dry));
    if (this.input('confirm').checked) body.append('confirm', 'true');
    for (const [source, target] of this.chosen) body.append('map', `${target}=${source}`);
    for (const file of this.files) body.append('file', file);
    return body;
  }

  // Every column of the file with the layer's column that it fills.
  private mapping(o: Outcome): HTMLElement {
    const table = element('table', 'mapping');
    for (const column of o.columns) {
      const select = element('select');
      select.append(new Option(`— ${say('not_used')}`, ''), ...this.targets.map(t => new Option(t, t)));
      if (column.target !== null && !this.targets.includes(column.target))
        select.append(new Option(column.target, column.target));
      select.value = column.target ?? '';
      select.dataset.source = column.source;
      select.setAttribute('aria-label', column.source);
      select.addEventListener('input', () => this.map(column.source, select.value));
      const factor = column.factor === null || column.factor === 1 ? '' : `× ${column.factor}`;
      table.insertRow().append(cell('', column.source), cell('', '→'), cell('', select), cell('', factor));
    }
    return table;
  }

  // A column of the layer is filled from one column of the file: the latest choice counts.
  private map(source: string, target: string): void {
    for (const [other, taken] of this.chosen) if (taken === target) this.chosen.delete(other);
    if (target === '') this.chosen.delete(source);
    else this.chosen.set(source, target);
  }

  private async undo(id: number): Promise<void> {
    try {
      const response = await call(`api/imports/${id}/undo`, { method: 'POST' });
      const done = (await response.json()) as Schema<'UndoDocument'>;
      this.answer.replaceChildren(this.button(say('reload'), () => location.reload()));
      this.say(`${say('undone')} ${id}: −${number(done.removed)} ↺${number(done.restored)}`, 'good');
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

function progressText(job: Job): string {
  const parts = [`${say('working')} ${number(job.rows)} ${say('rows')}`];
  if (job.bytesTotal) parts.push(percent((job.bytesRead ?? 0) / job.bytesTotal));
  if (job.secondsLeft !== null) parts.push(`${job.secondsLeft} s`);
  return parts.join(' · ');
}

function outcomeText(o: Outcome): string {
  const counts = [
    `${say('read')} ${number(o.rowsRead)}`,
    `${say('inserted')} ${number(o.inserted)}`,
    `${say('updated')} ${number(o.updated)}`,
    `${say('unchanged')} ${number(o.unchanged)}`,
    `${say('rejected')} ${number(o.rejected)}`,
  ];
  const reasons = [o.crsReason ?? '', o.approximate ? say('approximate') : ''].filter(r => r !== '');
  const system = reasons.length > 0 ? `${o.crs} (${reasons.join(', ')})` : o.crs;
  const sheet = o.taken ? ` · ${o.taken}` : '';
  const encoding = o.encoding ? ` · ${o.encoding}` : '';
  return `${say(o.dryRun ? 'checked' : 'taken')}: ${counts.join(', ')}${sheet} · ${system}${encoding}`;
}

function rejections(job: string, o: Outcome): HTMLElement[] {
  const table = element('table', 'rejects');
  for (const r of o.rejects.slice(0, shownRejects)) {
    const cells = [cell('number', String(r.row)), cell('', r.field ?? ''), cell('', r.value ?? ''), cell('', r.reason)];
    table.insertRow().append(...cells);
  }
  return [anchor(`api/jobs/${job}/rejects.csv`, `${say('rejected')} ${number(o.rejectsTotal)} (CSV)`), table];
}

function repairs(job: string, o: Outcome): HTMLElement[] {
  const table = element('table', 'rejects');
  for (const r of o.repairList.slice(0, shownRejects)) {
    const change = r.to === null || r.to === r.from ? (r.from ?? '') : `${r.from ?? ''} → ${r.to}`;
    table.insertRow().append(cell('number', String(r.row)), cell('', r.field ?? ''), cell('', change), cell('', r.why));
  }
  return [anchor(`api/jobs/${job}/rejects.csv`, `${say('repaired')} ${number(o.repairsTotal)} (CSV)`), table];
}

// After an import: which columns of the file were taken for what, and which were not.
function columnsTaken(o: Outcome): HTMLElement[] {
  const used = o.columns.filter(c => c.target !== null).map(c => `${c.source} → ${c.target}`);
  const unused = o.columns.filter(c => c.target === null).map(c => c.source);
  const lines = [`${say('columns_used')}: ${used.join(', ')}`];
  if (unused.length > 0) lines.push(`${say('columns_unused')}: ${unused.join(', ')}`);
  return lines.map(line => element('p', 'codes', line));
}

// The first rows as they would be stored, without the columns that are empty in all of them.
function sampleTable(rows: Record<string, unknown>[]): HTMLElement {
  const names = [...new Set(rows.flatMap(r => Object.keys(r).filter(name => r[name] !== null)))];
  const table = element('table', 'sample');
  table.insertRow().append(...names.map(name => element('th', '', name)));
  for (const r of rows) table.insertRow().append(...names.map(name => cell('', String(r[name] ?? ''))));
  return table;
}

function pointOf(row: Record<string, unknown>): [number, number][] {
  const match = /^POINT \((-?[\d.]+) (-?[\d.]+)\)$/.exec(String(row.wkt ?? ''));
  return match ? [[Number(match[1]), Number(match[2])]] : [];
}
