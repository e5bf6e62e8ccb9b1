import { element } from '../ground/dom';
import { language, number, say } from '../ground/words';

interface Rejection { row: number; field: string | null; value: string | null; reason: string }
interface Outcome {
  importId: number | null; layer: string; dryRun: boolean; rowsRead: number; inserted: number; updated: number; unchanged: number; deleted: number; rejected: number; crs: string; approximate: boolean; encoding: string | null;
  columns: { source: string; target: string | null; factor: number | null }[]; sample: Record<string, unknown>[]; repairs: Record<string, number>; warnings: string[]; rejects: Rejection[]; rejectsTotal: number;
}
interface Job { id: string; state: string; finishedAt: string | null; phase: string | null; rows: number; bytesRead: number | null; bytesTotal: number | null; secondsLeft: number | null; error: string | null; result: Outcome | null }

const pause = (ms: number): Promise<void> => new Promise(done => window.setTimeout(done, ms));
const shownRejects = 100;

// A file in: checked first, shown as it was understood, corrected, taken, and taken back.
export class Intake {
  private files: File[] = [];
  private targets: string[] = [];
  // Layer column by column of the file, as the person chose it: sent with every check and with the import, so that
  // what was checked is what is imported. A new file or another layer starts without.
  private readonly chosen = new Map<string, string>();
  private readonly form: HTMLFormElement;
  private readonly answer: HTMLElement;
  private job: string | undefined;

  constructor(private readonly root: HTMLElement, private readonly preview: (points: [number, number][]) => void) {
    this.form = root.querySelector('form')!;
    this.answer = root.querySelector<HTMLElement>('#intake-answer')!;
    this.form.addEventListener('submit', event => { event.preventDefault(); void this.run(true); });
    this.input('layer').addEventListener('change', () => void this.columns());
    root.querySelector<HTMLInputElement>('input[type=file]')!.addEventListener('change', event => this.take([...(event.target as HTMLInputElement).files ?? []]));
    for (const kind of ['dragover', 'drop'] as const) {
      document.addEventListener(kind, event => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        if (kind === 'drop') void this.open().then(() => this.take([...event.dataTransfer!.files]));
      });
    }
  }

  async open(): Promise<void> {
    this.root.hidden = false;
    const layers = this.input('layer') as unknown as HTMLSelectElement;
    if (layers.options.length > 0) return;
    const { collections } = await (await fetch('ogc/collections', { headers: { 'Accept-Language': language } })).json() as { collections: { id: string; title: string }[] };
    layers.append(...collections.filter(c => c.id !== 'gaps').map(c => new Option(c.title, c.id)));
    layers.value = 'hamlets';
    await this.columns();
  }

  close(): void {
    this.root.hidden = true;
    this.preview([]);
  }

  private input(name: string): HTMLInputElement { return this.form.elements.namedItem(name) as HTMLInputElement; }

  private take(files: File[]): void {
    this.files = files;
    this.chosen.clear();
    this.root.querySelector('#intake-files')!.textContent = files.map(f => `${f.name} (${number(Math.ceil(f.size / 1024))} kB)`).join(', ');
    this.answer.replaceChildren();
  }

  private async columns(): Promise<void> {
    const { properties } = await (await fetch(`ogc/collections/${this.input('layer').value}/schema`)).json() as { properties: Record<string, unknown> };
    this.chosen.clear();
    this.targets = Object.keys(properties).filter(p => p !== 'geom' && p !== 'updated_at');
  }

  private async run(dry: boolean): Promise<void> {
    if (this.files.length === 0) { this.say(say('no_file'), 'bad'); return; }
    const body = new FormData();
    for (const name of ['layer', 'crs', 'encoding', 'mode']) if (this.input(name).value.trim()) body.append(name, this.input(name).value.trim());
    body.append('dryRun', String(dry));
    for (const [source, target] of this.chosen) body.append('map', `${target}=${source}`);
    for (const file of this.files) body.append('file', file);
    this.busy(true);
    try {
      const posted = await fetch('api/imports', { method: 'POST', body, headers: { 'Accept-Language': language } });
      if (!posted.ok) { await this.refused(posted); return; }
      let job = await posted.json() as Job;
      this.job = job.id;
      while (job.finishedAt === null) {
        this.say(`${say('working')} ${number(job.rows)} ${say('rows')}${job.bytesTotal ? ` · ${Math.round(100 * (job.bytesRead ?? 0) / job.bytesTotal)}%` : ''}${job.secondsLeft === null ? '' : ` · ${job.secondsLeft} s`}`, '');
        await pause(250);
        job = await (await fetch(`api/jobs/${job.id}`)).json() as Job;
      }
      if (job.result) this.show(job);
      else this.say(job.error ?? say('cancelled'), 'bad');
    } catch (error) {
      this.say(`${say('failed')} ${error instanceof Error ? error.message : ''}`, 'bad'); // what was typed stays
    } finally {
      this.job = undefined;
      this.busy(false);
    }
  }

  private async refused(response: Response): Promise<void> {
    const problem = await response.json().catch(() => ({})) as { detail?: string; parameter?: string };
    this.say(response.status === 401 ? say('expired') : response.status === 403 ? `${say('no_right')} ${problem.detail ?? ''}` : `${problem.parameter ? `${problem.parameter}: ` : ''}${problem.detail ?? response.status}`, 'bad');
  }

  private busy(on: boolean): void {
    for (const button of this.root.querySelectorAll<HTMLButtonElement>('button[data-act]')) button.disabled = on && button.dataset.act !== 'cancel';
    const cancel = this.root.querySelector<HTMLButtonElement>('#intake-cancel')!;
    cancel.hidden = !on;
    cancel.onclick = () => { if (this.job) void fetch(`api/jobs/${this.job}`, { method: 'DELETE' }); };
  }

  private say(text: string, style: string): void {
    const line = this.root.querySelector<HTMLElement>('#intake-says')!;
    line.textContent = text;
    line.className = style;
  }

  private show(job: Job): void {
    const o = job.result!;
    this.say(`${o.dryRun ? say('checked') : say('taken')}: ${say('read')} ${number(o.rowsRead)}, ${say('inserted')} ${number(o.inserted)}, ${say('updated')} ${number(o.updated)}, ${say('unchanged')} ${number(o.unchanged)}, ${say('rejected')} ${number(o.rejected)} · ${o.crs}${o.approximate ? ` (${say('approximate')})` : ''}${o.encoding ? ` · ${o.encoding}` : ''}`, o.rejected > 0 ? 'bad' : 'good');
    const parts: HTMLElement[] = [];
    if (o.dryRun) {
      const take = this.button(say('take'), () => void this.run(false));
      parts.push(take, this.mapping(o));
    } else if (o.importId !== null) {
      parts.push(this.button(`${say('undo')} ${o.importId}`, () => void this.undo(o.importId!)), this.button(say('reload'), () => location.reload()));
    }
    for (const warning of o.warnings) parts.push(element('p', 'codes', warning));
    if (o.rejects.length > 0) {
      const table = element('table', 'rejects');
      for (const r of o.rejects.slice(0, shownRejects)) {
        const row = table.appendChild(document.createElement('tr'));
        row.append(element('td', 'number', String(r.row)), element('td', '', r.field ?? ''), element('td', '', r.value ?? ''), element('td', '', r.reason));
      }
      const all = Object.assign(document.createElement('a'), { href: `api/jobs/${job.id}/rejects.csv`, textContent: `${say('rejected')} ${number(o.rejectsTotal)} (CSV)` });
      parts.push(all, table);
    }
    if (o.sample.length > 0) parts.push(this.sample(o.sample));
    this.answer.replaceChildren(...parts);
    this.preview(o.sample.flatMap(s => /^POINT \((-?[\d.]+) (-?[\d.]+)\)$/.exec(String(s['wkt'] ?? '')) ?? []).length > 0
      ? o.sample.map(s => /^POINT \((-?[\d.]+) (-?[\d.]+)\)$/.exec(String(s['wkt'] ?? ''))).filter(m => m !== null).map(m => [Number(m[1]), Number(m[2])])
      : []);
  }

  private mapping(o: Outcome): HTMLElement {
    const table = element('table', 'mapping');
    for (const column of o.columns) {
      const row = table.appendChild(document.createElement('tr')), select = document.createElement('select');
      select.append(new Option(`— ${say('not_used')}`, ''), ...this.targets.map(t => new Option(t, t)));
      if (column.target !== null && !this.targets.includes(column.target)) select.append(new Option(column.target, column.target));
      select.value = column.target ?? '';
      select.dataset.source = column.source;
      select.addEventListener('input', () => this.map(column.source, select.value));
      select.setAttribute('aria-label', column.source);
      row.append(element('td', '', column.source), element('td', '', '→'));
      row.appendChild(document.createElement('td')).append(select);
      row.append(element('td', '', column.factor === null || column.factor === 1 ? '' : `× ${column.factor}`));
    }
    return table;
  }

  // A column of the layer is filled from one column of the file: the latest choice counts.
  private map(source: string, target: string): void {
    for (const [other, taken] of this.chosen) if (taken === target) this.chosen.delete(other);
    if (target === '') this.chosen.delete(source);
    else this.chosen.set(source, target);
  }

  private sample(rows: Record<string, unknown>[]): HTMLElement {
    const names = [...new Set(rows.flatMap(r => Object.entries(r).filter(e => e[1] !== null).map(e => e[0])))];
    const table = element('table', 'sample'), head = table.appendChild(document.createElement('tr'));
    for (const name of names) head.append(element('th', '', name));
    for (const r of rows) {
      const row = table.appendChild(document.createElement('tr'));
      for (const name of names) row.append(element('td', '', r[name] === null || r[name] === undefined ? '' : String(r[name])));
    }
    return table;
  }

  private async undo(id: number): Promise<void> {
    const response = await fetch(`api/imports/${id}/undo`, { method: 'POST', headers: { 'Accept-Language': language } });
    if (!response.ok) { await this.refused(response); return; }
    const done = await response.json() as { removed: number; restored: number };
    this.answer.replaceChildren(this.button(say('reload'), () => location.reload()));
    this.say(`${say('undone')} ${id}: −${number(done.removed)} ↺${number(done.restored)}`, 'good');
  }

  private button(text: string, act: () => void): HTMLButtonElement {
    const made = Object.assign(document.createElement('button'), { type: 'button', textContent: text });
    made.dataset.act = 'do';
    made.addEventListener('click', act);
    return made;
  }
}

