import * as termsEn from './terms.en';
import * as termsZh from './terms.zh';
import * as en from './words.en';
import * as zh from './words.zh';

export const language: 'zh' | 'en' = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh';
const english = language === 'en';
const texts: zh.Texts = english ? en.texts : zh.texts;
const { columns, codes }: Pick<typeof termsZh, 'columns' | 'codes'> = english ? termsEn : termsZh;

export type Text = { zh: string; en: string };
export type Word = keyof zh.Texts;
export type ColumnHead = keyof termsZh.Columns;
export type Vocabulary = keyof termsZh.Codes;

export function say(word: Word, values: Record<string, string | number> = {}): string {
  return texts[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

export const columnHead = (head: ColumnHead): string => columns[head];

// The word for a code of the service; one that is not in the list is "other", never the code itself.
export function codeWord(vocabulary: Vocabulary, code: string): string {
  const known: Record<string, string> = codes[vocabulary];
  return known[code] ?? say('other_code');
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const number = (value: number): string => grouped.format(value);
export const percent = (share: number, digits = 0): string => `${(100 * share).toFixed(digits)}%`;

// A share whose unknown part may be met or not: both ends, where they differ.
export function percentRange(low: number | null, high: number | null): string {
  if (low === null || high === null) return '—';
  const [from, to] = [percent(low, 1), percent(high, 1)];
  return from === to ? from : `${from}–${to}`;
}

const money = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
// Yuan in units of 10,000 (万元), as officials write them.
export const wan = (yuan: number | null): string =>
  yuan === null ? '—' : `${money.format(yuan / 10_000)} ${say('wan')}`;
