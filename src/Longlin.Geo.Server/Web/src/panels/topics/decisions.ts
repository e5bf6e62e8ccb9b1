import { call, errorText, post, type Schema } from '../../ground/api';
import { button, element } from '../../ground/dom';
import { codeWord, number, say } from '../../ground/words';

type Decision = Schema<'DecisionDocument'>;
type Word = 'confirm' | 'refuse';

const mostNamed = 12;

// Confirms or refuses the breaks that are marked: first a look at whose verdict would change, then the decision with
// its reason, and a way back.
export class Decisions {
  readonly root = element('div', 'decide');
  private readonly reason = element('input');
  private readonly says = element('p', 'codes');
  private readonly buttons: HTMLButtonElement[];

  constructor(
    private readonly question: () => { service: string; day: string; ids: string[] },
    private readonly nameOf: (code: string) => string,
    private readonly done: () => void,
  ) {
    this.reason.name = 'reason';
    this.reason.placeholder = say('decide_why');
    this.reason.setAttribute('aria-label', say('decide_why'));
    this.says.setAttribute('role', 'status');
    this.buttons = [
      button('', say('decide_preview'), () => void this.decide('confirm', true)),
      button('', say('decide_confirm'), () => void this.decide('confirm', false)),
      button('', say('decide_refuse'), () => void this.decide('refuse', false)),
    ];
    this.root.append(this.reason, ...this.buttons, this.says);
    this.marked();
  }

  // Called when the marks have changed.
  marked(): void {
    const none = this.question().ids.length === 0;
    for (const each of this.buttons) each.disabled = none;
    if (none && this.says.childElementCount === 0) this.says.textContent = say('decide_mark');
  }

  private async decide(word: Word, dryRun: boolean): Promise<void> {
    const { service, day, ids } = this.question();
    this.tell(say('working'));
    try {
      const body = { ids, reason: this.reason.value.trim() || null, dryRun, asOf: day };
      const decided = await post<Decision>(`api/network/${service}/breaks/${word}`, body);
      this.tell(this.summary(decided));
      if (dryRun) return;
      this.reason.value = '';
      this.done();
      if (decided.import !== null) this.says.append(' ', this.back(decided.import));
    } catch (error) {
      this.tell(errorText(error), true);
    }
  }

  private summary(d: Decision): string {
    const named = d.items
      .slice(0, mostNamed)
      .map(i => `${this.nameOf(i.code)} ${codeWord('verdict', i.before)} → ${codeWord('verdict', i.after)}`);
    const more = d.items.length > mostNamed ? [say('more', { n: number(d.items.length - mostNamed) })] : [];
    const head = say(d.dryRun ? 'decide_would' : 'decide_did', {
      n: number(d.ids.length),
      hamlets: number(d.hamlets),
      households: number(d.households),
    });
    return [head, ...named, ...more].join(say('list_sep'));
  }

  private back(id: number): HTMLButtonElement {
    return button('', say('undo_this'), () => {
      this.tell(say('working'));
      call(`api/imports/${id}/undo`, { method: 'POST' })
        .then(() => {
          this.tell(say('decide_undone'));
          this.done();
        })
        .catch((error: unknown) => this.tell(errorText(error), true));
    });
  }

  private tell(text: string, bad = false): void {
    this.says.textContent = text;
    this.says.classList.toggle('bad', bad);
  }
}
