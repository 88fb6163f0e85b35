import { expect, test } from 'vitest'
import { faultsOf } from './faults-of.fixture.ts'

test.each([
  [
    'target: 3.5',
    'data.target: must be the name of the column to predict, got 3.5; put it in quotes',
  ],
  [
    'target: y, delimiter: ab',
    'data.delimiter: must be one character, such as "," or ";" or "\\t", got "ab"',
  ],
  [
    'target: y, missing: { numeric: category }',
    'data.missing.numeric: must be one of drop, mean, median and mostFrequent, got "category"',
  ],
  [
    'target: y, exclude: name',
    'data.exclude: must be a list of column names, or of patterns such as pixel*, got "name"',
  ],
  [
    'target: y, columns: { age: { tpye: numeric } }',
    'data.columns.age.tpye: unknown key; did you mean "type"?',
  ],
  [
    'target: y, validation: { fraction: 1 }',
    'data.validation.fraction: must be a number above 0 and below 1, got 1',
  ],
  [
    'target: y, validation: { column: a }',
    'data.validation: validation is missing; it must be the text that marks a validation row',
  ],
  ['target: y, validation: { column: a, train: b }', 'data.validation: validation is missing'],
  [
    'target: y, validation: { fraction: 0.1, test: b }',
    'column is missing; it must name the column that holds the values of test',
  ],
  [
    'target: y, validation: { column: a, validation: b, value: c }',
    'value and validation are the same; leave value out',
  ],
  [
    'target: y, validation: { column: a, value: { b: c } }',
    'data.validation.value: must be the text of a cell, or a list of such texts, got a map',
  ],
  [
    'target: y, validation: { column: a, train: [{ b: c }], validation: d }',
    'data.validation.train.0: must be the text of a cell, got a map',
  ],
  ['target: y, test: {}', 'data.test: must be one of { fraction: 0.2 }, '],
  ['target: y, test: { column: a }', 'data.test: test is missing'],
  ['target: y, test: { column: a, test: b, fraction: 0.1 }', 'got fraction and column together'],
  [
    'target: y, test: { fraction: 0.9 }',
    'data.test: fraction must leave rows to train on beside data.validation, got 1.1 of all',
  ],
  [
    'target: y, test: { file: a.csv }, validation: { file: a.csv }',
    'data.test: file must be another one than data.validation.file',
  ],
  [
    'target: y, test: { fraction: 0.1 }, validation: { column: p, validation: a, test: b }',
    'data.test: must be left out, as data.validation.test names the test rows',
  ],
  ['target: y, validation: { fraction: 0.1, file: f.csv }', 'got fraction and file together'],
  [
    'target: y, validation: { file: f.csv, stratify: true }',
    'stratify goes with fraction and folds only',
  ],
])('data: { %s } is one fault', (data, fault) => {
  const faults = faultsOf(`data: { file: d.csv, ${data} }\nmodel: { layers: [] }\n`)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(fault)
})
