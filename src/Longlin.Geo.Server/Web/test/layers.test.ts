import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysOf, type LayerStyle, paletteOf, snapsOf, switchesOf } from '../src/state/layers';

const style: LayerStyle = {
  metadata: {
    'longlin:switches': [{ layer: 'steam', title: { zh: '蒸汽', en: 'Steam' }, colour: '#aa0000', sign: 'square' }],
    'longlin:snaps': { steam: ['steam', 'roads'] },
    'longlin:palette': { steam: '#aa0000' },
  },
  layers: [
    {
      type: 'line',
      'source-layer': 'steam',
      paint: { 'line-color': '#aa0000' },
      metadata: { 'longlin:legend': { zh: '管', en: 'pipe' } },
    },
    {
      type: 'fill',
      'source-layer': 'steam',
      paint: { 'fill-color': ['get', 'colour'] },
      metadata: { 'longlin:legend': { zh: '区', en: 'area' } },
    },
    {
      type: 'symbol',
      'source-layer': 'steam',
      metadata: { 'longlin:legend': { zh: '阀', en: 'valve', colour: '#00aa00' } },
    },
    { type: 'line', 'source-layer': 'steam', metadata: { 'longlin:order': 3 } },
    { type: 'line', 'source-layer': 'roads', metadata: { 'longlin:legend': { zh: '路', en: 'road' } } },
    { type: 'background' },
  ],
};

test('Switches, snapping and colours are what the service names', () => {
  assert.deepEqual(
    switchesOf(style).map(s => s.layer),
    ['steam'],
  );
  assert.deepEqual(snapsOf(style, 'steam'), ['steam', 'roads']);
  assert.deepEqual(paletteOf(style), { steam: '#aa0000' });
});

test('The legend of a layer follows its drawing: sign by type, colour as drawn unless it depends on the feature', () => {
  assert.deepEqual(keysOf(style, 'steam'), [
    { title: { zh: '管', en: 'pipe' }, sign: 'line', colour: '#aa0000' },
    { title: { zh: '区', en: 'area' }, sign: 'area', colour: 'currentColor' },
    { title: { zh: '阀', en: 'valve' }, sign: 'point', colour: '#00aa00' },
  ]);
  assert.deepEqual(keysOf(style, 'water'), []);
});

test('A style that says nothing has no switches, and nothing snaps', () => {
  const plain: LayerStyle = { layers: [] };
  assert.deepEqual([switchesOf(plain), snapsOf(plain, 'roads'), paletteOf(plain)], [[], [], {}]);
});
