import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joined, partsOf } from '../src/state/parts';

test('A shape taken apart and joined again is the same shape', () => {
  const road = {
    type: 'MultiLineString' as const,
    coordinates: [
      [
        [0, 0],
        [1, 1],
      ],
      [
        [2, 2],
        [3, 3],
      ],
    ],
  };
  assert.equal(partsOf(road).length, 2);
  assert.deepEqual(joined(partsOf(road)), road);
});

test('A shape of one part stays simple, and no shape has no parts', () => {
  assert.deepEqual(joined(partsOf({ type: 'MultiPoint', coordinates: [[1, 2]] })), {
    type: 'Point',
    coordinates: [1, 2],
  });
  assert.deepEqual(partsOf(null), []);
});
