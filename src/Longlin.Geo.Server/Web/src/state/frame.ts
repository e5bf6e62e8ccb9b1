// What is open of the frame: a task's panel on the left, the answer column on the right. A wide window has room for
// both, any other for one of them at a time; a widened panel takes the room of both.

export const tasks = ['ask', 'progress', 'topics', 'works', 'relocation', 'import', 'edit', 'layers'] as const;
export type Task = (typeof tasks)[number];

// From this width of the window the map keeps 55 % of it beside both columns.
export const bothFrom = 1366;

export interface FrameState {
  readonly task: Task | undefined;
  readonly answer: boolean;
  // The panel has taken the place of the answer column, which comes back when the panel closes.
  readonly displaced: boolean;
  readonly wide: boolean;
  // The task whose place a detail has taken; it comes back when the detail closes.
  readonly under: Task | undefined;
}

// A wide window begins with question and answer, a desk's window with the answer, a phone with the map.
export const firstState = (width: number, phone: boolean): FrameState => ({
  task: width >= bothFrom ? 'ask' : undefined,
  answer: !phone,
  displaced: false,
  wide: false,
  under: undefined,
});

export function openTask(state: FrameState, task: Task, both: boolean): FrameState {
  if (both) return { ...state, task, wide: state.wide && !state.answer, under: undefined };
  return { ...state, task, answer: false, displaced: state.answer || state.displaced, under: undefined };
}

export const closeTask = (state: FrameState): FrameState => ({
  task: undefined,
  answer: state.answer || state.displaced,
  displaced: false,
  wide: false,
  under: undefined,
});

export const openAnswer = (state: FrameState, both: boolean): FrameState => ({
  task: both ? state.task : undefined,
  answer: true,
  displaced: false,
  wide: false,
  under: undefined,
});

export const closeAnswer = (state: FrameState): FrameState => ({
  ...state,
  answer: false,
  displaced: false,
  under: undefined,
});

// A detail stands in the answer column.
export function openDetail(state: FrameState, both: boolean): FrameState {
  if (both || state.answer) return { ...openAnswer(state, both), under: both ? undefined : state.under };
  return { task: undefined, answer: true, displaced: state.displaced, wide: false, under: state.task };
}

export const closeDetail = (state: FrameState): FrameState =>
  state.under === undefined ? state : { ...state, task: state.under, answer: false, under: undefined };

// Widens the panel over the room of the answer column, or gives it back.
export function widen(state: FrameState, both: boolean): FrameState {
  if (state.task === undefined) return state;
  if (!state.wide) return { ...state, wide: true, answer: false, displaced: state.answer || state.displaced };
  const back = both && state.displaced;
  return { ...state, wide: false, answer: back, displaced: state.displaced && !back };
}

// After the window has changed its width: where both no longer fit, the task that is worked on stays.
export function resize(state: FrameState, both: boolean): FrameState {
  if (both) {
    const back = state.displaced && !state.wide;
    return { ...state, answer: state.answer || back, displaced: state.displaced && !back };
  }
  if (state.task === undefined || !state.answer) return state;
  return state.task === 'ask' ? { ...state, task: undefined } : { ...state, answer: false, displaced: true };
}
