import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Search } from '../src/state/search';
import { county } from './county';

const timeline = county([
  { name: '下寨屯', code: '451031100200001', village: '三冲村', households: 20 },
  { name: '下寨', code: '451031100200002', village: '大石村', households: 10 },
  { name: '大下寨', code: '451031100200003', village: '三冲村', households: 90 },
  { name: null, code: '451031100200004', village: null, households: null },
]);
const search = new Search(timeline);

test('The whole name comes first, then its beginning, then its middle', () => {
  assert.deepEqual(search.find('下寨'), [1, 0, 2]);
});

test('A hamlet is found by its code, by the initials of its pinyin and by its village', () => {
  assert.deepEqual(search.find('451031100200004'), [3]);
  assert.deepEqual(search.find('XZT'), [0]);
  assert.deepEqual(search.find('三冲'), [2, 0], 'the larger one first');
});

test('No text finds nothing, and no more is found than asked for', () => {
  assert.deepEqual(search.find('  '), []);
  assert.equal(search.find('4510', 2).length, 2);
});
