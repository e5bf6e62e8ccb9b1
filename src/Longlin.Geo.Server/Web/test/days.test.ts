import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayCount, isCovered, isoOf, numberOf, numberOfIso, offsetOf, parseDay } from '../src/state/days';

test('A date is understood in every customary form', () => {
  for (const text of ['2018-12-31', '2018/12/31', '2018.12.31', '20181231', ' 2018年12月31日 ', '2018 年 12 月 31 号'])
    assert.equal(parseDay(text), 20181231, text);
  assert.equal(parseDay('２０１８－１２－３１'), 20181231, 'full-width digits of a Chinese keyboard');
  assert.equal(parseDay('2018-6-3'), 20180603);
});

test('The end of a year or of a month is its last day', () => {
  assert.equal(parseDay('2018年底'), 20181231);
  assert.equal(parseDay('2019年末'), 20191231);
  assert.equal(parseDay('2018年6月底'), 20180630);
  assert.equal(parseDay('2020年2月末'), 20200229);
});

test('What is no date is refused, and so is a day that no calendar has', () => {
  for (const text of ['', 'soon', '2018', '2018-13-01', '2018-02-30', '2019-02-29', '31/12/2018', '2018-12', '2018年'])
    assert.equal(parseDay(text), undefined, text);
  assert.equal(parseDay('2020-02-29'), 20200229);
});

test('Every place of the slider is a day, and every day its place', () => {
  for (let offset = 0; offset <= dayCount; offset++) assert.equal(offsetOf(numberOf(offset)), offset);
  assert.equal(isoOf(numberOf(0)), '2015-01-01');
  assert.equal(isoOf(numberOf(dayCount)), '2020-12-31');
  assert.equal(numberOfIso('2016-02-29'), 20160229);
});

test('Days before and after the slider are not covered and lie at its ends', () => {
  assert.deepEqual([20141231, 20150101, 20201231, 20210101].map(isCovered), [false, true, true, false]);
  assert.equal(offsetOf(20100101), 0);
  assert.equal(offsetOf(20300101), dayCount);
});
