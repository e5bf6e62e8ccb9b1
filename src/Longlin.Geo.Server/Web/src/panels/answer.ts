import { byId, element } from '../ground/dom';
import { codeWord, language, number, percent, percentRange, say, type Word } from '../ground/words';
import { isoOf } from '../state/days';
import { type Rule, type Rules, serviceTitle } from '../state/rules';
import type { Answer, Question, Timeline } from '../state/timeline';
import { bars } from './bars';
import type { GapList } from './list';

// The answer column: the number with what it counts, the townships, and where the list is downloaded.
export class AnswerPanel {
  constructor(
    private readonly timeline: Timeline,
    private readonly rules: Rules,
    private readonly list: GapList,
    private readonly pickArea: (code: string) => void,
  ) {}

  showNumbers(answer: Answer, question: Question, forecast: boolean): void {
    byId('gap-count').textContent = number(answer.notMet);
    byId('gap-words').textContent = say('gaps', { service: serviceTitle(this.rules, question.service)[language] });
    const condition = this.condition(question, forecast);
    for (const id of ['condition', 'strip-condition'])
      byId(id).replaceChildren(...condition.map(p => p.cloneNode(true)));
    byId('strip-count').textContent = number(answer.notMet);
    byId('gap-people').textContent = say('people', {
      households: number(answer.households),
      persons: number(answer.persons),
      assessed: number(answer.assessed),
      share: percentRange(
        answer.notMet / Math.max(1, answer.assessed),
        (answer.notMet + answer.unknown) / Math.max(1, answer.assessed),
      ),
    });
    byId('unknown-words').textContent = codeWord('verdict', 'unknown');
    byId('unknown-count').textContent = number(answer.unknown);
  }

  // The whole condition of the number: size, service, area, date, and whether it is a forecast.
  private condition(question: Question, forecast: boolean): Node[] {
    const { minHouseholds: n, area, date } = question;
    const township = this.timeline.townships.find(t => t.code === area);
    const parts = [
      n > 0 ? say('condition_size', { n }) : say('condition_any'),
      say('condition_lacks', { service: serviceTitle(this.rules, question.service)[language] }),
      township ? (township.name ?? township.code) : say('county'),
      isoOf(date),
    ];
    const shown = parts.map((text, i) => element('span', 'part', i === parts.length - 1 ? text : `${text} ·`));
    if (forecast) {
      const how = question.forecast ?? 'planned';
      const words = [say('forecast_short'), ...(how === 'planned' ? [] : [say(`forecast_${how}` as Word)])];
      shown.push(element('span', 'badge', words.join(' · ')));
    }
    return shown.flatMap(part => [part, document.createTextNode(' ')]);
  }

  showTownships(answer: Answer, question: Question, rule: Rule | undefined): void {
    // No share is drawn where the Decision names none.
    const target = rule?.passRatio ?? undefined;
    const heading = [say('townships'), say('gaps_of_all')];
    if (target !== undefined) heading.push(say('target', { share: percent(target) }));
    byId('townships').textContent = heading.join(' · ');
    bars(byId('bars'), this.timeline, answer, target, question.area, this.pickArea);
  }

  // The service's address of what the list shows.
  address(question: Question, limit: number, format = ''): string {
    const words = new URLSearchParams({
      service: question.service,
      minHouseholds: String(question.minHouseholds),
      asOf: isoOf(question.date),
      verdict: this.list.verdict,
      sort: this.list.sort === 'poor' ? 'poor' : 'households',
      limit: String(limit),
    });
    if (question.area) words.set('area', question.area);
    if (question.forecast !== undefined && question.forecast !== 'planned') words.set('forecast', question.forecast);
    if (format) words.set('f', format);
    return `api/coverage/gaps?${words.toString()}`;
  }

  showDownloads(question: Question): void {
    for (const anchor of document.querySelectorAll<HTMLAnchorElement>('#downloads a'))
      anchor.href = this.address(question, 10_000, anchor.dataset.format);
  }
}
