import type { Schema } from '../../ground/api';
import { anchor, cell, element } from '../../ground/dom';
import { number, percent, say } from '../../ground/words';
import type { Preview } from '../../map/intake-preview';
import { type Choices, plain } from '../../state/intake';
import type { Properties } from '../fields';

// What the import panel shows of a job's answer.

export type Outcome = Schema<'ImportDocument'>;
export type ImportJob = Schema<'JobDocument'> & { result: Outcome | null };

const shownRows = 100;

export function progressText(job: ImportJob): string {
  const parts = [`${say('working')} ${number(job.rows)} ${say('rows')}`];
  if (job.bytesTotal) parts.push(percent((job.bytesRead ?? 0) / job.bytesTotal));
  if (job.secondsLeft !== null) parts.push(`${job.secondsLeft} s`);
  return parts.join(' · ');
}

export function outcomeText(o: Outcome): string {
  const counts = [
    `${say('read')} ${number(o.rowsRead)}`,
    `${say('inserted')} ${number(o.inserted)}`,
    `${say('updated')} ${number(o.updated)}`,
    `${say('unchanged')} ${number(o.unchanged)}`,
    ...(o.deleted > 0 ? [`${say('deleted')} ${number(o.deleted)}`] : []),
    `${say('rejected')} ${number(o.rejected)}`,
  ];
  const reasons = [plain(o.crsReason ?? ''), o.approximate ? say('approximate') : ''].filter(r => r !== '');
  const system = reasons.length > 0 ? `${o.crs} (${reasons.join(', ')})` : o.crs;
  const sheet = o.taken ? ` · ${o.taken}` : '';
  const encoding = o.encoding ? ` · ${plain(o.encoding)}` : '';
  return `${say(o.dryRun ? 'checked' : 'taken')}: ${counts.join(', ')}${sheet} · ${system}${encoding}`;
}

// A column of the layer by its title and its name.
export function columnTitle(properties: Properties, name: string): string {
  const title = properties[name]?.title;
  return title === undefined || title === name ? name : `${title} ${name}`;
}

// Every column of the file with what it fills, by name and title.
export function mappingTable(
  columns: readonly { source: string; target: string | null; factor?: number | null }[],
  fillable: Properties,
  choices: Choices,
  changed: () => void,
): HTMLElement {
  const targets = Object.keys(fillable);
  const table = element('table', 'mapping');
  table.createCaption().textContent = say('mapping');
  for (const { source, target, factor } of columns) {
    const select = element('select');
    select.append(new Option(`— ${say('not_used')}`, ''), ...targets.map(t => new Option(columnTitle(fillable, t), t)));
    const taken = choices.mapped(source) ?? target ?? '';
    if (taken !== '' && !targets.includes(taken))
      select.append(new Option(taken === 'geometry' ? say('shape_of_file') : taken, taken));
    select.value = taken;
    select.dataset.source = source;
    select.setAttribute('aria-label', source);
    select.addEventListener('input', () => {
      choices.map(source, select.value);
      changed();
    });
    const scaled = factor === null || factor === undefined || factor === 1 ? '' : `× ${factor}`;
    table.insertRow().append(cell('', source), cell('', select), cell('', scaled));
  }
  return table;
}

// The words that a closed set does not know, and those that were given a meaning: each with the values to choose from.
export function meaningsTable(
  o: Outcome,
  properties: Properties,
  choices: Choices,
  changed: () => void,
): HTMLElement | undefined {
  const unknown = o.unknownWords.map(w => ({ ...w, rows: `${number(w.rows)} ${say('rows')}`, remembered: false }));
  const known = choices.meanings
    .filter(m => !o.unknownWords.some(w => w.field === m.field && w.word.toUpperCase() === m.word.toUpperCase()))
    .map(m => ({
      field: m.field,
      word: m.word,
      rows: o.meanings.some(r => r.remembered && r.field === m.field && r.word === m.word) ? say('remembered') : '',
      allowed: properties[m.field]?.enum ?? [m.value],
    }));
  if (unknown.length + known.length === 0) return undefined;
  const table = element('table', 'meanings');
  table.createCaption().textContent = say('meanings');
  for (const { field, word, rows, allowed } of [...unknown, ...known]) {
    const titles = properties[field]?.['x-longlin-titles'];
    const select = element('select');
    select.append(
      new Option(`— ${say('meaning_none')}`, '-'),
      ...allowed.map(value => new Option(titles?.[value] ?? value, `=${value}`)),
      new Option(say('meaning_empty'), '='),
    );
    const meant = choices.meaning(field, word);
    select.value = meant === undefined ? '-' : `=${meant}`;
    select.dataset.word = word;
    select.setAttribute('aria-label', `${columnTitle(properties, field)}: ${word}`);
    select.addEventListener('input', () => {
      choices.mean(field, word, select.value === '-' ? undefined : select.value.slice(1));
      changed();
    });
    const said = cell('', word);
    said.append(element('small', '', [properties[field]?.title ?? field, rows].filter(t => t !== '').join(' · ')));
    table.insertRow().append(said, cell('', select));
  }
  return table;
}

// What the map shows of the file: the colours with their numbers, and what it does not show.
export function previewLegend(o: Outcome, preview: Preview): HTMLElement | undefined {
  if (preview.rows === preview.placeless && preview.shown === 0) return undefined;
  const line = element('p', 'codes intake-map');
  const good = preview.features.filter(f => f.properties?.rejected !== true).length;
  for (const [style, count] of [
    ['good', good],
    ['bad', preview.shown - good],
  ] as const)
    if (count > 0)
      line.append(
        element('span', `dot ${style}`),
        `${say(style === 'good' ? 'good_rows' : 'rejected')} ${number(count)} `,
      );
  const notes = [say('on_map', { shown: number(preview.shown), rows: number(o.rowsRead) })];
  if (preview.shown < preview.rows - preview.placeless) notes.push(say('thinned'));
  if (preview.simplified > 0) notes.push(say('simplified', { n: number(preview.simplified) }));
  if (preview.placeless > 0) notes.push(say('placeless', { n: number(preview.placeless) }));
  line.append(element('small', '', notes.join(say('question_part_sep'))));
  return line;
}

// A table that scrolls is reached by the keyboard, too.
function scrolled(style: string): HTMLTableElement {
  const table = element('table', style);
  table.tabIndex = 0;
  return table;
}

const titleOf = (properties: Properties, field: string | null): string =>
  field === null ? '' : field === 'geometry' ? say('shape_of_file') : (properties[field]?.title ?? field);

export function rejections(job: string, o: Outcome, properties: Properties): HTMLElement[] {
  const table = scrolled('rejects');
  for (const r of o.rejects.slice(0, shownRows)) {
    const why = cell('', plain(r.reason));
    table
      .insertRow()
      .append(cell('number', String(r.row)), cell('', titleOf(properties, r.field)), cell('', r.value ?? ''), why);
  }
  return [
    anchor(`api/jobs/${job}/rejects.csv`, `${say('rejected')} ${number(o.rejectsTotal)} (CSV)`),
    ...onlyFirst(o.rejectsTotal),
    table,
  ];
}

export function repairs(job: string, o: Outcome, properties: Properties): HTMLElement[] {
  const table = scrolled('rejects');
  for (const r of o.repairList.slice(0, shownRows)) {
    const change = r.to === null || r.to === r.from ? (r.from ?? '') : `${r.from ?? ''} → ${r.to}`;
    table
      .insertRow()
      .append(cell('number', String(r.row)), cell('', titleOf(properties, r.field)), cell('', change), cell('', r.why));
  }
  return [
    anchor(`api/jobs/${job}/rejects.csv`, `${say('repaired')} ${number(o.repairsTotal)} (CSV)`),
    ...onlyFirst(o.repairsTotal),
    table,
  ];
}

const onlyFirst = (total: number): HTMLElement[] =>
  total > shownRows ? [element('small', '', ` ${say('first_rows', { n: number(shownRows) })}`)] : [];

// After an import: which columns of the file were taken for what, and which were not.
export function columnsTaken(o: Outcome): HTMLElement[] {
  const used = o.columns.filter(c => c.target !== null).map(c => `${c.source} → ${c.target}`);
  const unused = o.columns.filter(c => c.target === null).map(c => c.source);
  const lines = [`${say('columns_used')}: ${used.join(', ')}`];
  if (unused.length > 0) lines.push(`${say('columns_unused')}: ${unused.join(', ')}`);
  return lines.map(line => element('p', 'codes', line));
}

// The first rows as they would be stored, without the columns that are empty in all of them.
export function sampleTable(rows: Record<string, unknown>[], properties: Properties): HTMLElement {
  const names = [...new Set(rows.flatMap(r => Object.keys(r).filter(name => r[name] !== null)))];
  const table = scrolled('sample');
  table.createCaption().textContent = say('sample');
  const head = (name: string): string => properties[name]?.title ?? (name === 'wkt' ? say('shape_of_file') : name);
  table.insertRow().append(...names.map(name => element('th', '', head(name))));
  for (const r of rows) table.insertRow().append(...names.map(name => cell('', String(r[name] ?? ''))));
  return table;
}
