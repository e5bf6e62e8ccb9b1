import assert from 'node:assert/strict';
import { test } from 'node:test';
import { improvement, networkOf, networks, type Rules, roadOf } from '../src/state/rules';

const title = { zh: '', en: '' };
const improves = { column: 'surface', dateColumn: 'surfaced_on', value: 'concrete' };
const about = { title, subjects: ['hamlet'], indicators: null, reachMetres: 100, reachVerified: true, profiles: [] };
const rules = {
  standard: 'x',
  uses: {
    default: 'paved',
    hardenedRoad: 'paved',
    passableRoad: 'open',
    broadband: 'fibre',
    power: 'grid',
    pipedWater: 'pipes',
  },
  services: [
    { service: 'paved', ...about, layer: 'roads', improves },
    { service: 'open', ...about, layer: 'roads', improves },
    { service: 'steam', ...about, layer: 'steam', improves: null },
    { service: 'wells', ...about, layer: null, improves: null },
  ],
  rules: [],
  costs: null,
} as unknown as Rules;

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
