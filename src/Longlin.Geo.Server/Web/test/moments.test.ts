import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockOf, momentOf } from '../src/state/moments';

test("A form shows the county's clock and sends the moment", () => {
  assert.equal(clockOf('2018-05-31T22:30:00Z'), '2018-06-01T06:30:00');
  assert.equal(momentOf('2018-06-01T06:30'), '2018-05-31T22:30:00Z');
  assert.equal(momentOf('2018-06-01T06:30:15'), '2018-05-31T22:30:15Z');
  assert.equal(clockOf('?'), '');
});

test('A moment that was not changed keeps its fraction of a second', () => {
  assert.equal(momentOf('2018-06-01T06:30:15', '2018-05-31T22:30:15.25Z'), '2018-05-31T22:30:15.25Z');
  assert.equal(momentOf('2018-06-01T06:30:16', '2018-05-31T22:30:15.25Z'), '2018-05-31T22:30:16Z');
});
