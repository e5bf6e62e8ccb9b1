import assert from 'node:assert/strict';
import { test } from 'node:test';
import { improvement, networkOf, networks, type Rules, roadOf } from '../src/state/rules';

const title = { zh: '', en: '' };
const subjects = ['hamlet'];
const improves = { column: 'surface', dateColumn: 'surfaced_on', value: 'concrete' };
const rules: Rules = {
  standard: 'x',
  uses: { default: 'paved', hardenedRoad: 'paved', passableRoad: 'open', broadband: 'fibre' },
  services: [
    { service: 'paved', title, subjects, indicators: null, layer: 'roads', improves },
    { service: 'open', title, subjects, indicators: null, layer: 'roads', improves },
    { service: 'steam', title, subjects, indicators: null, layer: 'steam', improves: null },
    { service: 'wells', title, subjects, indicators: null, layer: null, improves: null },
  ],
  rules: [],
  costs: null,
};

test('Networks are those of the services, each once', () => {
  assert.deepEqual(networks(rules), ['roads', 'steam']);
  assert.deepEqual(
    [networkOf(rules, 'steam'), networkOf(rules, 'wells'), networkOf(rules, '?')],
    ['steam', null, null],
  );
});

test('Finished work sets what the standard says and nothing elsewhere', () => {
  assert.deepEqual(improvement(rules, 'roads'), { set: { surface: 'concrete', surfaced_on: null } });
  assert.deepEqual(improvement(rules, 'steam'), {});
});

test('A question about roads keeps its road service, any other means the hardened road', () => {
  assert.deepEqual(
    ['open', 'steam', 'wells'].map(s => roadOf(rules, s)),
    ['open', 'paved', 'paved'],
  );
});
