// Verdicts, evidence and reasons: the service's one word list, read where it stands, so that page, command line and
// sentences say the same.
import list from '../../../../Longlin.Geo/Model/words.json';

type List = typeof list;

/** The words of one set of codes in one language. */
export function wordsOf<K extends keyof List>(set: K, language: 'zh' | 'en'): { [code in keyof List[K]]: string } {
  const entries = Object.entries<{ zh: string; en: string }>(list[set]);
  return Object.fromEntries(entries.map(([code, word]) => [code, word[language]])) as {
    [code in keyof List[K]]: string;
  };
}
