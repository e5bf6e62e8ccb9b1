import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  tasks,
  widen,
} from '../src/state/frame';

const open = (state: FrameState): [string | undefined, boolean] => [state.task, state.answer];

test('A wide window begins with question and answer, a smaller one with the answer, a phone with the map', () => {
  assert.deepEqual(open(firstState(bothFrom, false)), ['ask', true]);
  assert.deepEqual(open(firstState(1024, false)), [undefined, true]);
  assert.deepEqual(open(firstState(390, true)), [undefined, false]);
});

test('In a wide window a task changes the panel and leaves the answer', () => {
  const state = openTask(firstState(1366, false), 'works', true);
  assert.deepEqual(open(state), ['works', true]);
  assert.deepEqual(open(closeTask(state)), [undefined, true]);
});

test('In a smaller window panel and answer are never open together, and closing the panel brings the answer back', () => {
  const start = firstState(1024, false);
  const working = openTask(start, 'works', false);
  assert.deepEqual(open(working), ['works', false]);
  assert.deepEqual(open(openTask(working, 'edit', false)), ['edit', false]);
  assert.deepEqual(open(closeTask(openTask(working, 'edit', false))), [undefined, true]);
  assert.deepEqual(open(openAnswer(working, false)), [undefined, true]);
  assert.deepEqual(open(closeTask(openTask(closeAnswer(start), 'works', false))), [undefined, false]);
});

test('A detail takes the place of the task it was opened from and gives it back', () => {
  const working = openTask(firstState(1024, false), 'topics', false);
  const detail = openDetail(working, false);
  assert.deepEqual([...open(detail), detail.under], [undefined, true, 'topics']);
  assert.deepEqual(open(openDetail(detail, false)), [undefined, true], 'the next detail keeps what lies beneath');
  assert.equal(openDetail(detail, false).under, 'topics');
  assert.deepEqual(open(closeDetail(detail)), ['topics', false]);
  assert.deepEqual(open(closeTask(closeDetail(detail))), [undefined, true]);
  const start = firstState(1366, false);
  assert.deepEqual(open(openDetail(start, true)), ['ask', true]);
  assert.deepEqual(open(closeDetail(openDetail(start, true))), ['ask', true]);
  assert.deepEqual(open(openDetail(closeAnswer(start), true)), ['ask', true]);
});

test('A widened panel takes the place of the answer and gives it back', () => {
  const wide = widen(openTask(firstState(1366, false), 'works', true), true);
  assert.deepEqual([...open(wide), wide.wide], ['works', false, true]);
  assert.deepEqual(open(widen(wide, true)), ['works', true]);
  assert.deepEqual(open(closeTask(wide)), [undefined, true]);
  const other = openTask(wide, 'progress', true);
  assert.ok(other.wide && !other.answer, 'the next task keeps the width');
  const answer = openAnswer(wide, true);
  assert.ok(!answer.wide && answer.answer, 'the answer takes its place back');
  assert.equal(widen(closeTask(wide), true).wide, false, 'without a panel nothing is widened');
});

test('When the window becomes narrow the task that is worked on stays', () => {
  const start = firstState(1366, false);
  assert.deepEqual(open(resize(start, false)), [undefined, true]);
  const working = resize(openTask(start, 'edit', true), false);
  assert.deepEqual(open(working), ['edit', false]);
  assert.deepEqual(open(resize(working, true)), ['edit', true]);
});

test('No order of steps opens both where there is room for one', () => {
  let state = firstState(1024, false);
  for (const task of tasks)
    for (const step of [
      openTask(state, task, false),
      widen(openTask(state, task, false), false),
      openAnswer(state, false),
    ]) {
      state = step;
      assert.ok(!(state.task && state.answer));
    }
});
