// What a person has said about a file that is to be imported, as the fields of the form that is sent, and whether the
// last check still fits it.

// What one word of the file means in a column; an empty value leaves the column empty.
export interface Meaning {
  field: string;
  word: string;
  value: string;
}

export type Field = readonly [name: string, value: string];

// The service compares words without regard to case and width.
const plainWord = (word: string): string => word.normalize('NFKC').trim().toUpperCase();
const keyOf = (field: string, word: string): string => `${field}:${plainWord(word)}`;

export class Choices {
  // Layer column by column of the file, as the person chose it.
  private readonly columns = new Map<string, string>();
  private readonly fixed = new Map<string, string>();
  private readonly words = new Map<string, Meaning>();
  // Whether the meanings here are all that count: once a check has told those remembered, they are shown and can be
  // taken away.
  private recalled = false;

  // Another file has other columns; what was said of the layer stays.
  nextFile(): void {
    this.columns.clear();
  }

  nextLayer(): void {
    this.columns.clear();
    this.fixed.clear();
    this.words.clear();
    this.recalled = false;
  }

  // A column of the layer is filled from one column of the file: the latest choice counts.
  map(source: string, target: string): void {
    for (const [other, taken] of this.columns) if (taken === target) this.columns.delete(other);
    if (target === '') this.columns.delete(source);
    else this.columns.set(source, target);
  }

  mapped(source: string): string | undefined {
    return this.columns.get(source);
  }

  fix(target: string, value: string | undefined): void {
    if (value === undefined) this.fixed.delete(target);
    else this.fixed.set(target, value);
  }

  get fixes(): [string, string][] {
    return [...this.fixed];
  }

  // Undefined takes a meaning away.
  mean(field: string, word: string, value: string | undefined): void {
    if (value === undefined) this.words.delete(keyOf(field, word));
    else this.words.set(keyOf(field, word), { field, word, value });
  }

  meaning(field: string, word: string): string | undefined {
    return this.words.get(keyOf(field, word))?.value;
  }

  get meanings(): Meaning[] {
    return [...this.words.values()];
  }

  // What a check said was in force, remembered meanings included.
  recall(inForce: Meaning[]): void {
    if (!this.recalled) for (const { field, word, value } of inForce) this.mean(field, word, value);
    this.recalled = true;
  }

  fields(): Field[] {
    return [
      ...[...this.columns].map(([source, target]) => ['map', `${target}=${source}`] as const),
      ...[...this.fixed].filter(([, value]) => value !== '').map(([t, value]) => ['set', `${t}=${value}`] as const),
      ...this.meanings.map(({ field, word, value }) => ['value', `${field}:${word}=${value}`] as const),
      ...(this.recalled ? [['remembered', 'false'] as const] : []),
    ];
  }
}

export interface Checked {
  rowsRead: number;
  rejected: number;
}

// Why a checked file cannot be imported; undefined where it can.
export function obstacle(checked: Checked, fits: boolean): 'recheck' | 'nothing_read' | 'none_good' | undefined {
  if (!fits) return 'recheck';
  if (checked.rowsRead === 0) return 'nothing_read';
  return checked.rejected >= checked.rowsRead ? 'none_good' : undefined;
}

// A message without the names of the form's fields, which it has for scripts: the page shows the controls themselves.
const field = 'crs|encoding|sourceLayer|datum|map|set|value|mode|strict|confirm|numberRepeats';
const named = new RegExp(`([”"])(?:（(?:${field})）| \\((?:${field})\\))`, 'g');
export const plain = (message: string): string => message.replace(named, '$1');
