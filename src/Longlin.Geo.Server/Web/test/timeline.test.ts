import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, Below, Met, NotMet, type Question, Unknown, verdictAt } from '../src/state/timeline';
import { county } from './county';

const question: Question = { service: 'road', minHouseholds: 20, area: '', date: 20181231 };

test('A verdict holds from its day until the next change', () => {
  const changes = [0, NotMet, 20170601, Met, 20190101, NotMet];
  assert.equal(verdictAt(changes, 20170531), NotMet);
  assert.equal(verdictAt(changes, 20170601), Met);
  assert.equal(verdictAt(changes, 20181231), Met);
  assert.equal(verdictAt(changes, 20190101), NotMet);
});

test('No record is unknown and not a gap', () => {
  assert.equal(verdictAt(undefined, 20181231), Unknown);
  assert.equal(verdictAt([], 20181231), Unknown);
});

test('Gaps are counted with households and persons, the largest hamlet first', () => {
  const timeline = county([
    { households: 30, population: 120, road: [0, NotMet] },
    { households: 80, population: 300, road: [0, NotMet] },
    { households: 40, population: 150, road: [0, Met] },
  ]);
  const found = answer(timeline, question);
  assert.deepEqual(found.gaps, [1, 0]);
  assert.deepEqual([found.notMet, found.assessed, found.households, found.persons], [2, 3, 110, 420]);
});

test('A smaller hamlet is not part of the question; one without households is unknown', () => {
  const timeline = county([
    { households: 19, road: [0, NotMet] },
    { households: null, road: [0, NotMet] },
  ]);
  const found = answer(timeline, question);
  assert.deepEqual([...found.verdicts], [Below, Unknown]);
  assert.deepEqual([found.assessed, found.notMet, found.unknown], [1, 0, 1]);
  assert.equal(answer(timeline, { ...question, minHouseholds: 0 }).notMet, 2);
});

test('A hamlet counts from its first day until the day before its last', () => {
  const timeline = county([{ from: 20160101, to: 20190101, road: [0, NotMet] }]);
  const on = (date: number): number => answer(timeline, { ...question, date }).assessed;
  assert.deepEqual([20151231, 20160101, 20181231, 20190101].map(on), [0, 1, 1, 0]);
});

test('A township is asked alone, and every township has its own standing', () => {
  const timeline = county([
    { township: 'A', road: [0, NotMet] },
    { township: 'B', road: [0, Met] },
    { township: 'B', road: [] },
  ]);
  assert.equal(answer(timeline, { ...question, area: 'B' }).assessed, 2);
  assert.deepEqual(answer(timeline, question).townships.get('B'), { total: 2, met: 1, notMet: 0, unknown: 1 });
});
