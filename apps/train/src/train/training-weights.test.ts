import { tensor } from '@sobolev/core'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { withCsv } from '../data/temporary-csv.fixture.ts'
import { InputError } from '../errors.ts'
import { gatherBatch } from './batch.ts'
import { type Prepared, prepare } from './prepare.ts'
import { classCounts, weighted } from './training-weights.ts'

/** A config whose training rows are three of `a` with weights 1, 2 and 3, and one of `b` with weight 6. */
function prepared(settings: string, weights = '1,2,3,6'): Promise<Prepared> {
  const cells = [...weights.split(','), '1', '3']
  const parts = ['t', 't', 't', 't', 'v', 'v']
  const rows = parts.map((part, i) => `${i % 3},${'aaabab'[i]},${cells[i]},${part}`)
  return withCsv(`x,y,w,part\n${rows.join('\n')}\n`, (file) => {
    const data = `data: { file: ${file}, target: y, validation: { column: part, value: v }, `
    const config = parseConfig(`${data}${settings}\nmodel: { layers: [] }\n`, 'a.yaml')
    return prepare(config, { signal: new AbortController().signal, onReading: () => {} })
  })
}
const weightsOf = async (settings: string, weights?: string): Promise<number[] | undefined> => {
  const { training } = await prepared(settings, weights)
  return training.weights && Array.from(training.weights)
}

describe('the weights that are trained on have mean 1', () => {
  test.each<[string, string, number[]]>([
    ['of rows', 'weight: w }', [1 / 3, 2 / 3, 1, 2]],
    ['of classes', 'exclude: [w] }\nclassWeights: { b: 3 }', [2 / 3, 2 / 3, 2 / 3, 2]],
    [
      'of classes, each with half of all',
      'exclude: [w] }\nclassWeights: balanced',
      [2 / 3, 2 / 3, 2 / 3, 2],
    ],
    ['of both', 'weight: w }\nclassWeights: { a: 3 }', [0.5, 1, 1.5, 1]],
  ])('%s', async (_, settings, expected) => {
    const weights = await weightsOf(settings)
    expect(weights).toHaveLength(4)
    weights?.forEach((weight, row) => {
      expect(weight).toBeCloseTo(expected[row] ?? 0, 6)
    })
  })

  test('and are none where all are equal, so that no bit changes', async () => {
    expect(await weightsOf('weight: w }', '3.7,3.7,3.7,3.7')).toBeUndefined()
    const { dataset } = await prepared('weight: w }', '3.7,3.7,3.7,3.7')
    expect(dataset.training.weights).toBeUndefined()
    expect(await weightsOf('exclude: [w] }\nclassWeights: { a: 2, b: 2 }')).toBeUndefined()
    // Balanced already: the rows of each class weigh 6.
    expect(await weightsOf('weight: w }\nclassWeights: { a: 1 }', '2,2,2,2')).toBeUndefined()
  })
})

test('they go with their rows into batches and steps; the validation loss is a weighted mean', async () => {
  const { training, trainer, dataset, evaluated, rng } = await prepared('weight: w }')
  const { head } = trainer.learner
  const batch = gatherBatch(training, [3, 0], 0, 2)
  expect(batch.weights?.data).toEqual(Float32Array.of(2, 1 / 3))
  const lossesOf = (x: number[], y: number[]): number[] => {
    const inputs = tensor(x, { shape: [x.length, x.length === 0 ? 0 : 1] })
    const outputs = trainer.learner.model.call(inputs, { training: false })
    return Array.from(head.loss(outputs, tensor(y, { dtype: 'int32' })).data)
  }
  const { validation } = dataset
  expect(validation.weights).toEqual(Float32Array.of(1, 3))
  const [first = 0, second = 0] = lossesOf(
    Array.from(validation.inputs),
    Array.from(validation.targets),
  )
  expect(evaluated.figures(trainer, validation).loss).toBeCloseTo((first + 3 * second) / 4, 6)
  const [b = 0, a = 0] = lossesOf(Array.from(batch.inputs.data), [1, 0])
  expect(trainer.take(batch, rng, 0).loss.item()).toBeCloseTo((2 * b + a / 3) / 2, 6)
})

describe('is an error', () => {
  test.each<[string, string, string | undefined, RegExp]>([
    [
      'a negative weight',
      'weight: w }',
      '1,-2,3,6',
      /row 3, column "w": a weight must be a finite number of at least 0, got -2/,
    ],
    ['a missing one', 'weight: w }', '1,,3,6', /row 3, column "w": a weight must be .* got none/],
    ['an infinite one', 'weight: w }', '1,2,3,inf', /row 5, column "w": must be a finite float32/],
    ['a text', 'weight: w }', '1,2,3,x', /must be a number, got "x"; .*data.weight/],
    ['nothing but 0', 'weight: w }', '0,0,0,0', /some of the 4 rows .* must have a weight above 0/],
    [
      'the target',
      'weight: y }',
      undefined,
      /data.weight: must not be "y", which data.target names/,
    ],
    ['a column left out', 'weight: w, exclude: [w] }', undefined, /which data.exclude names/],
    ['a column of parts', 'weight: part }', undefined, /which data.validation or data.test names/],
    ['no column', 'weight: weigt }', undefined, /data.weight: no column is named "weigt"/],
    [
      'a setting without effect',
      'weight: w, columns: { w: { scale: none } } }',
      undefined,
      /must hold only decimal and thousands/,
    ],
    [
      'no class',
      'exclude: [w] }\nclassWeights: { c: 2 }',
      undefined,
      /classWeights: there is no class "c"; .*"a" and "b"/,
    ],
    [
      'no class above 0',
      'exclude: [w] }\nclassWeights: { a: 0, b: 0 }',
      undefined,
      /must have a weight above 0/,
    ],
  ])('%s', async (_, settings, weights, words) => {
    const run = prepared(settings, weights)
    await expect(run).rejects.toThrow(InputError)
    await expect(run).rejects.toThrow(words)
  })
})

test('weights of classes are refused in regression', async () => {
  const { dataset } = await prepared('weight: w }')
  const call = (): unknown =>
    weighted({ classWeights: 'balanced' }, { ...dataset, task: 'regression' })
  expect(call).toThrow('classWeights: must be left out in regression, which has no classes')
})

test('rows of the training part are counted by their class', async () => {
  const { dataset } = await prepared('weight: w }')
  const { training, classes } = dataset
  const counts = classes.map((_, k) => training.targets.filter((target) => target === k).length)
  expect(classCounts(dataset)).toEqual(counts)
  const uneven = { ...training, targets: Int32Array.of(2, 0, 2) }
  expect(classCounts({ training: uneven, classes: ['a', 'b', 'c'] })).toEqual([1, 0, 2])
  expect(classCounts({ training, classes: [] })).toBeUndefined()
})
