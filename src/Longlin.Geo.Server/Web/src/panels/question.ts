import { byId, element, find } from '../ground/dom';
import { codeWord, language, say } from '../ground/words';
import { hamletRules, type Rules, serviceTitle } from '../state/rules';
import type { View } from '../state/share';
import type { Timeline } from '../state/timeline';

const checked = (name: string): HTMLInputElement => find<HTMLInputElement>(document, `input[name=${name}]:checked`);
const radio = (name: string, value: string): HTMLInputElement | undefined =>
  [...document.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)].find(i => i.value === value);

// The form that asks the question: service, size, township, or a rule that stands for service and size.
export class QuestionForm {
  private readonly households = byId<HTMLInputElement>('households');
  private readonly areas = byId<HTMLSelectElement>('area');
  private readonly rule = byId<HTMLSelectElement>('rule');

  constructor(
    private readonly rules: Rules,
    private readonly timeline: Timeline,
    changed: () => void,
    areaChanged: () => void,
  ) {
    this.fill();
    const form = byId('ask');
    let frame = 0;
    form.addEventListener('input', event => {
      if (event.target === this.households) this.setSize('free');
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(changed);
    });
    form.addEventListener('submit', event => event.preventDefault());
    this.areas.addEventListener('change', areaChanged);
    this.rule.addEventListener('input', () => this.follow(this.rule.value));
  }

  get service(): string {
    return checked('service').value;
  }

  get size(): string {
    return checked('size').value;
  }

  get minHouseholds(): number {
    return this.size === 'free' ? Math.max(0, Number(this.households.value) || 0) : Number(this.size);
  }

  get area(): string {
    return this.areas.value;
  }

  set area(code: string) {
    this.areas.value = code;
  }

  showRule(name: string): void {
    this.rule.value = name;
  }

  // Puts the question of a link into the form; what does not exist here is added to `unknown`.
  restore(view: Partial<View>, unknown: string[]): void {
    for (const name of ['service', 'size'] as const) {
      const value = view[name];
      if (value === undefined) continue;
      const input = radio(name, value);
      if (input) input.checked = true;
      else unknown.push(value);
    }
    if (view.households !== undefined) this.households.value = String(Math.max(0, Math.round(view.households)));
    if (view.area === undefined) return;
    if (this.timeline.townships.some(t => t.code === view.area)) this.area = view.area;
    else unknown.push(view.area);
  }

  private fill(): void {
    this.rules.services
      .filter(s => s.subjects.includes('hamlet'))
      .forEach((service, i) => {
        const label = element('label');
        const input = element('input');
        Object.assign(input, { type: 'radio', name: 'service', value: service.service, checked: i === 0 });
        label.append(input, element('span', '', service.title[language]));
        byId('services').append(label);
      });
    this.rule.append(new Option(say('rule_any'), ''));
    for (const r of hamletRules(this.rules)) {
      const english = `${r.rule} ${serviceTitle(this.rules, r.service).en}, ${r.minHouseholds}+`;
      this.rule.append(new Option(language === 'zh' ? `${r.clause} ${r.rule}` : english, r.rule));
    }
    this.areas.append(
      new Option(say('county'), ''),
      ...this.timeline.townships.map(t => new Option(t.name ?? t.code, t.code)),
    );
    for (const sort of ['households', 'poor', 'metres', 'name'] as const)
      byId('list-sort').append(new Option(say(`sort_${sort}`), sort));
    for (const verdict of ['not_met', 'unknown'] as const)
      byId('list-verdict').append(new Option(codeWord('verdict', verdict), verdict));
  }

  // A rule sets its service and its smallest size.
  private follow(name: string): void {
    const rule = this.rules.rules.find(r => r.rule === name);
    if (!rule?.service) return;
    const service = radio('service', rule.service);
    if (service) service.checked = true;
    this.setSize(String(rule.minHouseholds));
  }

  private setSize(size: string): void {
    const input = radio('size', size);
    if (input) input.checked = true;
    else {
      this.setSize('free');
      this.households.value = size;
    }
  }
}
