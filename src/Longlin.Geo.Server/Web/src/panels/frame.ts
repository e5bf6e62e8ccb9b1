import { byId } from '../ground/dom';
import {
  bothFrom,
  closeAnswer,
  closeDetail,
  closeTask,
  type FrameState,
  firstState,
  openAnswer,
  openDetail,
  openTask,
  resize,
  type Task,
  tasks,
  widen,
} from '../state/frame';

// What a task does when its panel opens, when somebody closes it, and when something else takes its place: where
// `leave` is missing, that is the same as closing.
export interface TaskPanel {
  open?: () => Promise<void> | void;
  close?: () => void;
  leave?: () => void;
}

// The section of each task, the button of the rail that opens it, and the one that closes it.
const places: Record<Task, { section: string; opener: string; closer: string }> = {
  ask: { section: 'ask', opener: 'ask-open', closer: 'ask-close' },
  progress: { section: 'progress', opener: 'dashboard', closer: 'progress-close' },
  topics: { section: 'topics', opener: 'topics-open', closer: 'topics-close' },
  works: { section: 'works', opener: 'works-open', closer: 'works-close' },
  relocation: { section: 'relocation', opener: 'relocation-open', closer: 'relocation-close' },
  import: { section: 'intake', opener: 'import', closer: 'intake-close' },
  edit: { section: 'editor', opener: 'edit-open', closer: 'edit-close' },
  layers: { section: 'legend', opener: 'layers-open', closer: 'layers-close' },
};
// Tasks of forms and keys, which gain nothing from a wider panel.
const narrow: readonly Task[] = ['ask', 'edit', 'layers'];

// The frame of the page: the task rail, one docked panel, the answer column. Panels never lie on the map of a desk; on
// a phone they are sheets beneath it, one at a time.
export class Frame {
  private state: FrameState;
  private readonly both = window.matchMedia(`(min-width: ${bothFrom}px)`);
  private readonly phone = window.matchMedia('(max-width: 799px)');
  private readonly panels = new Map<Task, TaskPanel>();
  private returnTo: HTMLElement | undefined;

  // `laidOut` is called whenever the room of the map has changed.
  constructor(
    private readonly laidOut: () => void,
    private readonly attempt: (work: Promise<void> | void) => void,
  ) {
    this.state = firstState(window.innerWidth, this.phone.matches);
    for (const task of tasks) {
      const { section, opener, closer } = places[task];
      byId(opener).setAttribute('aria-controls', section);
      byId(opener).addEventListener('click', () => {
        if (this.state.task === task) this.close();
        else this.open(task);
      });
      byId(closer).addEventListener('click', () => this.close());
    }
    byId('fold').addEventListener('click', () => {
      this.apply(this.state.answer ? closeAnswer(this.state) : openAnswer(this.state, this.both.matches));
    });
    byId('widen').addEventListener('click', () => this.apply(widen(this.state, this.both.matches)));
    this.both.addEventListener('change', () => this.apply(resize(this.state, this.both.matches)));
    this.apply(this.state);
  }

  get task(): Task | undefined {
    return this.state.task;
  }

  register(task: Task, panel: TaskPanel): void {
    this.panels.set(task, panel);
  }

  // Opens a task's panel, with what it does first instead of what its button does. The focus goes to the panel, and
  // back to where it was when the panel closes.
  open(task: Task, first?: () => Promise<void> | void): void {
    const kept = this.state.under === task;
    const from = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
    if (!from?.closest('#panel')) this.returnTo = from;
    this.apply(openTask(this.state, task, this.both.matches));
    byId(places[task].section).focus({ preventScroll: true });
    const act = first ?? (kept ? undefined : this.panels.get(task)?.open);
    if (act) this.attempt(act());
  }

  close(): void {
    const { task } = this.state;
    if (task === undefined) return;
    const held = document.activeElement?.closest('#panel') ?? null;
    this.apply(closeTask(this.state), true);
    if (!held && document.activeElement !== document.body) return;
    const visible = this.returnTo?.isConnected && this.returnTo.offsetParent !== null;
    (visible ? this.returnTo! : byId(places[task].opener)).focus();
  }

  // Opens the answer column for a detail, in the place of the panel where there is no room for both.
  showDetail(): void {
    this.apply(openDetail(this.state, this.both.matches));
  }

  // The panel whose place the detail took comes back.
  endDetail(): void {
    this.apply(closeDetail(this.state));
  }

  // Escape closes what has the focus, else the panel, else what `otherwise` closes. While somebody draws it belongs to
  // the pen.
  closeOnEscape(first: () => boolean, otherwise: () => void): void {
    document.addEventListener('keydown', event => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const focus = document.activeElement;
      if (document.body.dataset.pen && focus?.closest('#map')) return;
      if (first()) return;
      if (focus?.closest('#drawer')) otherwise();
      else if (this.state.task !== undefined && (this.state.task !== 'ask' || !this.both.matches)) this.close();
      else otherwise();
    });
  }

  private apply(state: FrameState, closing = false): void {
    const { task, answer, wide, under } = state;
    const left = [this.state.task, this.state.under].filter(t => t !== undefined && t !== task && t !== under);
    this.state = state;
    for (const each of left) {
      const { close, leave } = this.panels.get(each!) ?? {};
      (closing ? close : (leave ?? close))?.();
    }
    for (const each of tasks) {
      byId(places[each].section).hidden = each !== task;
      byId(places[each].opener).setAttribute('aria-expanded', String(each === task));
    }
    byId('panel').hidden = task === undefined;
    byId('panel').classList.toggle('wide', wide);
    byId('widen').hidden = task === undefined || narrow.includes(task);
    byId('widen').setAttribute('aria-pressed', String(wide));
    byId('column').hidden = !answer;
    byId('fold').setAttribute('aria-expanded', String(answer));
    this.laidOut();
  }
}
