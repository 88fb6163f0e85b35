import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Rng } from '@sobolev/core'
import type { Problem, Written } from '../../../scripts/method-in-config.ts'

/** A problem that a method's picture is of. */
export interface PicturedProblem extends Problem {
  /** What it is, for a caption. */
  readonly words: string
  /** The names of the figures of a caption. */
  readonly figures: readonly string[]
  /** Its table: some rows to train on, and the rest. */
  readonly table: string
  readonly shape: 'plane' | 'line'
}

const head = 'part,target,site,slope,x1,x2'
const moons = readFileSync(join(import.meta.dirname, '../../../datasets/two-moons.csv'), 'utf8')

/** Two moons, of which only some rows are trained on. */
const moonsTable = [
  head,
  ...moons
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line, row) => {
      const [x1, x2, label] = line.split(',')
      return [row < 40 ? 'train' : 'test', `c${label}`, row % 2, x2, x1, x2].join()
    }),
].join('\n')

/** A rising curve with noise and its slope, and the same without noise. */
function curveTable(): string {
  const rng = new Rng(1).split('curve')
  const x = rng.split('x').uniform([16], { low: -1, high: 1, dtype: 'float64' })
  const y = x.mul(3).tanh()
  const noisy = y.add(rng.split('noise').normal([16], { dtype: 'float64' }).mul(0.25))
  const slope = y.square().neg().add(1).mul(3)
  const line = (part: string, index: number, from: typeof y): string =>
    [part, from.data[index], index % 2, slope.data[index], x.data[index], 0].join()
  const rows = Array.from({ length: 16 }, (_, index) => [
    ...(index < 10 ? [line('train', index, noisy)] : []),
    line('test', index, y),
  ])
  return [head, ...rows.flat()].join('\n')
}

const data = (file: string, inputs: readonly string[]): Written => ({
  file,
  target: 'target',
  inputs,
  validation: { column: 'part', train: 'train', validation: 'test' },
})

const shared: Written = {
  name: 'card',
  seed: 1,
  optimizer: { adam: { learningRate: 0.02 } },
  training: { epochs: 150, batchSize: 20 },
}

const dense: Written = { dense: { units: 32, activation: 'tanh' } }
const layers = { blocks: [[dense], [dense]], end: [], steady: dense }

const ofMoons = {
  ...layers,
  inputs: 2,
  words: 'two moons, 40 rows to train on',
  figures: ['loss', 'accuracy'],
  table: moonsTable,
  shape: 'plane',
} as const

/** The problems, of which a method is shown on the first that suits it. */
export const problems: readonly PicturedProblem[] = [
  {
    ...ofMoons,
    name: 'moons',
    outputs: 'classLogits',
    config: { ...shared, data: data('moons.csv', ['x1', 'x2']) },
  },
  {
    ...ofMoons,
    name: 'moons with one logit',
    outputs: 'binaryLogit',
    config: {
      ...shared,
      data: data('moons.csv', ['x1', 'x2']),
      loss: { binaryCrossEntropy: {} },
    },
  },
  {
    ...layers,
    name: 'curve',
    outputs: 'values',
    inputs: 1,
    config: { ...shared, data: data('curve.csv', ['x1']) },
    words: 'a curve, 10 rows with noise to train on',
    figures: ['loss', 'r2'],
    table: curveTable(),
    shape: 'line',
  },
]
