import { element } from '../ground/dom';
import type { Answer, Timeline } from '../state/timeline';
import { number, say } from '../ground/words';


// Where the met share has to reach.
export const line = (target: number): HTMLElement => { const made = element('i', 'target'); made.style.left = `${100 * target}%`; return made; };

// How each township stands against the target of the rule (a share; undefined where no rule is asked), the most gaps first; a click looks at it alone.
export function bars(box: HTMLElement, timeline: Timeline, answer: Answer, target: number | undefined, picked: string, pick: (code: string) => void): void {
  const names = new Map(timeline.townships.map(t => [t.code, t.name ?? t.code]));
  const rows = [...answer.townships].sort((a, b) => b[1].notMet - a[1].notMet || a[0].localeCompare(b[0]));
  box.replaceChildren(...rows.map(([code, s]) => {
    const row = element('button', code !== '' && code === picked ? 'bar picked' : 'bar') as HTMLButtonElement, strip = element('span', 'strip');
    row.type = 'button';
    for (const [style, count] of [['met', s.met], ['unknown', s.unknown], ['not-met', s.notMet]] as [string, number][]) {
      const part = element('i', style);
      part.style.width = `${100 * count / s.total}%`;
      strip.append(part);
    }
    if (target !== undefined) strip.append(line(target));
    row.title = `${say('not_met')} ${s.notMet} · ${say('unknown')} ${s.unknown} · ${say('met')} ${s.met}`;
    row.append(element('span', 'name', names.get(code) ?? '—'), strip, element('span', 'count', `${number(s.notMet)} / ${number(s.total)}`));
    row.addEventListener('click', () => pick(code));
    return row;
  }));
}
