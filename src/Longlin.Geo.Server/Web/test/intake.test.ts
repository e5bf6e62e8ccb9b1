import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Choices, obstacle, plain } from '../src/state/intake';

test('A column of the layer is filled from one column of the file', () => {
  const choices = new Choices();
  choices.map('甲', 'code');
  choices.map('乙', 'code');
  assert.deepEqual(choices.fields(), [['map', 'code=乙']]);
  choices.map('乙', '');
  assert.deepEqual(choices.fields(), []);
});

test('What a check says of remembered words is sent with the next request, and can be taken away', () => {
  const choices = new Choices();
  assert.deepEqual(choices.fields(), []);
  choices.mean('surface', '泥混', 'concrete');
  choices.recall([{ field: 'surface', word: 'ＢＴ', value: 'asphalt' }]);
  assert.equal(choices.meaning('surface', 'bt'), 'asphalt');
  choices.mean('surface', 'bt', undefined);
  choices.recall([{ field: 'surface', word: 'BT', value: 'asphalt' }]);
  assert.deepEqual(choices.fields(), [
    ['value', 'surface:泥混=concrete'],
    ['remembered', 'false'],
  ]);
});

test('Another file forgets the columns, another layer everything', () => {
  const choices = new Choices();
  choices.map('甲', 'code');
  choices.fix('level', 'township');
  choices.fix('source', '');
  choices.mean('kind', '小', 'school');
  choices.nextFile();
  assert.deepEqual(choices.fields(), [
    ['set', 'level=township'],
    ['value', 'kind:小=school'],
  ]);
  choices.recall([]);
  choices.nextLayer();
  assert.deepEqual(choices.fields(), []);
});

test('A file is imported only where the check fits the form and some row is good', () => {
  assert.equal(obstacle({ rowsRead: 3, rejected: 2 }, true), undefined);
  assert.equal(obstacle({ rowsRead: 3, rejected: 3 }, true), 'none_good');
  assert.equal(obstacle({ rowsRead: 0, rejected: 0 }, true), 'nothing_read');
  assert.equal(obstacle({ rowsRead: 3, rejected: 0 }, false), 'recheck');
});

test('Messages name the controls without the fields that scripts use', () => {
  assert.equal(plain('请在“坐标系”（crs）填 EPSG:4523。'), '请在“坐标系”填 EPSG:4523。');
  assert.equal(plain('set "Coordinate system" (crs) to EPSG:4523'), 'set "Coordinate system" to EPSG:4523');
  assert.equal(plain('名称 "甲"（乙）'), '名称 "甲"（乙）');
});
