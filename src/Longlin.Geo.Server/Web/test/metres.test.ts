import assert from 'node:assert/strict';
import { test } from 'node:test';
import { area, distance, length, lines, nearest } from '../src/ground/metres';

const near = (value: number, expected: number, share: number): void =>
  assert.ok(Math.abs(value / expected - 1) < share, `${value} is not ${expected}`);

// Lengths and areas on the ellipsoid as PostGIS measures them (geography, EPSG:4490).
test('A distance is true to a thousandth, at 18° and at 53° N', () => {
  near(distance([105.19, 24.69], [105.21, 24.71]), 3000.66, 0.001);
  near(distance([109.5, 18.2], [109.51, 18.2]), 1057.85, 0.001);
  near(distance([122.3, 53.4], [122.3, 53.41]), 1112.94, 0.001);
});

test('A line is as long as its pieces', () => {
  const line = [
    [105.2, 24.7],
    [105.21, 24.7],
    [105.21, 24.71],
  ];
  assert.equal(length(line), distance(line[0]!, line[1]!) + distance(line[1]!, line[2]!));
  assert.equal(length([line[0]!]), 0);
});

test('An area does not depend on the direction of the ring', () => {
  const ring = [
    [105.2, 24.7],
    [105.21, 24.7],
    [105.21, 24.71],
    [105.2, 24.71],
    [105.2, 24.7],
  ];
  near(area(ring), 1_120_864, 0.001);
  near(area([...ring].reverse()), area(ring), 1e-9);
  assert.equal(area(ring.slice(0, 3)), 0, 'two sides enclose nothing');
});

test('The nearest point is a corner where one is near, else the foot on the line', () => {
  const line = [
    [105.2, 24.7],
    [105.21, 24.7],
  ];
  assert.deepEqual(nearest(line, [105.2001, 24.7001], 30).at, line[0]);
  const foot = nearest(line, [105.205, 24.701], 30);
  near(foot.at[0]!, 105.205, 1e-6);
  near(foot.metres, 110.76, 0.001);
});

test('Every kind of shape is taken apart into lines', () => {
  assert.deepEqual(lines({ type: 'Point', coordinates: [1, 2] }), [[[1, 2]]]);
  assert.equal(lines({ type: 'MultiPolygon', coordinates: [[[[0, 0]], [[1, 1]]], [[[2, 2]]]] }).length, 3);
});
