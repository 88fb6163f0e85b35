import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Rng } from '@sobolev/core'
import type { Problem, Written } from '../../scripts/method-in-config.ts'

/** Random numbers to train on: what they are costs nothing. */
interface Numbers {
  readonly batch: number
  readonly inputs: number
  /** Classes, or 0 for values. */
  readonly classes: number
}

/** Writes a table of twice as many rows as a batch has, half of which are trained on. */
function written(folder: string, name: string, { batch, inputs, classes }: Numbers): Written {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.csv`)
  const names = Array.from({ length: inputs }, (_, index) => `x${index + 1}`)
  const rng = new Rng(0).split(name)
  const numbers = rng.normal([2 * batch, inputs + 2]).data
  const rows = Array.from({ length: 2 * batch }, (_, row) => {
    const values = Array.from(numbers.subarray(row * (inputs + 2), (row + 1) * (inputs + 2)))
    const [slope = 0, value = 0, ...cells] = values.map((cell) => cell.toFixed(4))
    const target = classes === 0 ? value : `c${row % classes}`
    return [row < batch ? 'train' : 'test', target, row % 2, slope, ...cells].join()
  })
  const head = ['part', 'target', 'site', 'slope', ...names].join()
  writeFileSync(file, `${head}\n${rows.join('\n')}\n`)
  return {
    file,
    target: 'target',
    inputs: names,
    validation: { column: 'part', train: 'train', validation: 'test' },
  }
}

/** The rest of a config, with an optimizer and a batch of all rows that are trained on. */
const training = (batch: number): Written => ({
  optimizer: { adam: { learningRate: 0.001 } },
  training: { epochs: 100, batchSize: batch },
})

const dense = (units: number): Written => ({ dense: { units, activation: 'tanh' } })

const convolution = (filters: number): Written => ({
  convolution: { filters, padding: 'same', activation: 'tanh' },
})

/** The problems that stand for a workload, the workload itself first. */
export interface Problems {
  readonly workload: 'W1' | 'W3'
  readonly problems: readonly Problem[]
}

/** The problems that steps are measured on; their tables are written to a folder. */
export function problemsIn(folder: string): Problems[] {
  const oneLogit = { loss: { binaryCrossEntropy: {} } }
  const ofRows = (
    name: string,
    numbers: Numbers,
    units: number,
    outputs: Problem['outputs'],
  ): Problem => ({
    name,
    outputs,
    inputs: numbers.inputs,
    config: {
      data: written(folder, name, numbers),
      ...training(numbers.batch),
      ...(outputs === 'binaryLogit' && oneLogit),
    },
    blocks: [[dense(units)], [dense(units)]],
    end: [],
    steady: dense(units),
  })
  const ofImages = (name: string, classes: number, outputs: Problem['outputs']): Problem => ({
    name,
    outputs,
    inputs: 784,
    config: {
      data: { ...written(folder, name, { batch: 64, inputs: 784, classes }), shape: [1, 28, 28] },
      ...training(64),
      ...(outputs === 'binaryLogit' && oneLogit),
    },
    blocks: [
      [convolution(16), { maxPool: 2 }],
      [convolution(32), { maxPool: 2 }],
    ],
    end: [{ flatten: {} }],
    steady: convolution(16),
  })
  return [
    {
      workload: 'W1',
      problems: [
        ofRows('W1', { batch: 128, inputs: 64, classes: 10 }, 256, 'classLogits'),
        ofRows('W1 with one logit', { batch: 128, inputs: 64, classes: 2 }, 256, 'binaryLogit'),
        ofRows('W2', { batch: 32, inputs: 13, classes: 0 }, 64, 'values'),
        ofRows('W2 with one input', { batch: 32, inputs: 1, classes: 0 }, 64, 'values'),
      ],
    },
    {
      workload: 'W3',
      problems: [
        ofImages('W3', 10, 'classLogits'),
        ofImages('W3 with one logit', 2, 'binaryLogit'),
      ],
    },
  ]
}
