import { element } from '../ground/dom';
import { codeWord, number } from '../ground/words';
import type { Answer, Timeline } from '../state/timeline';

interface Counts {
  met: number;
  notMet: number;
  unknown: number;
}

// A strip of three parts against the whole, with a line at the share that the target asks for.
export function strip(counts: Counts, total: number, target: number | undefined): HTMLElement {
  const box = element('span', 'strip');
  for (const [style, count] of [
    ['met', counts.met],
    ['unknown', counts.unknown],
    ['not-met', counts.notMet],
  ] as const) {
    const part = element('i', style);
    part.style.width = `${(100 * count) / Math.max(1, total)}%`;
    box.append(part);
  }
  if (target !== undefined) {
    const line = element('i', 'target');
    line.style.left = `${100 * target}%`;
    box.append(line);
  }
  return box;
}

// Each township against the target of the rule (a share; undefined where the question is no rule), most gaps first.
// A click chooses the township.
export function bars(
  box: HTMLElement,
  timeline: Timeline,
  answer: Answer,
  target: number | undefined,
  picked: string,
  pick: (code: string) => void,
): void {
  const names = new Map(timeline.townships.map(t => [t.code, t.name ?? t.code]));
  const rows = [...answer.townships].sort((a, b) => b[1].notMet - a[1].notMet || a[0].localeCompare(b[0]));
  box.replaceChildren(
    ...rows.map(([code, s]) => {
      const row = element('button', code !== '' && code === picked ? 'bar picked' : 'bar');
      row.type = 'button';
      const counts = [
        ['not_met', s.notMet],
        ['unknown', s.unknown],
        ['met', s.met],
      ] as const;
      row.title = counts.map(([verdict, n]) => `${codeWord('verdict', verdict)} ${n}`).join(' · ');
      row.append(
        element('span', 'name', names.get(code) ?? '—'),
        strip(s, s.total, target),
        element('span', 'count', `${number(s.notMet)} / ${number(s.total)}`),
      );
      row.addEventListener('click', () => pick(code));
      return row;
    }),
  );
}
