import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, type View, withoutSecrets, write } from '../src/state/share';

const view: View = {
  service: 'power',
  size: 'free',
  households: 35,
  area: '451031100',
  date: '2017-06-30',
  forecast: 'pace',
  layers: ['power', 'zones'],
  at: [105.2, 24.7, 11],
  place: '451031100200001',
};

test('A link that was written is read as the same view', () => {
  assert.deepEqual(read(write(view)), { view, unknown: [] });
});

test('What a view does not have stays out of its link', () => {
  const hash = write({
    ...view,
    size: '20',
    area: '',
    layers: [],
    at: undefined,
    place: undefined,
    forecast: 'planned',
  });
  assert.equal(hash, '#v=1&service=power&size=20&date=2017-06-30');
});

test('What this version does not know is listed and does not spoil the rest', () => {
  const { view: found, unknown } = read('#v=0&rule=ROAD-H50&service=road&zoom=9&at=105,24&households=many');
  assert.deepEqual(unknown, ['rule=ROAD-H50', 'zoom=9', 'at=105,24']);
  assert.deepEqual(found, { service: 'road' });
});

test('A place off the earth is no place', () => {
  assert.deepEqual(read('#at=205,24,9').unknown, ['at=205,24,9']);
});

test('Token and sign-in code leave the address and nothing else does', () => {
  assert.equal(
    withoutSecrets('http://host/?lang=en&token=a&token=b&code=c#date=2017-06-30'),
    'http://host/?lang=en#date=2017-06-30',
  );
  assert.equal(withoutSecrets('http://host/?archive=county.pmtiles'), 'http://host/?archive=county.pmtiles');
});
