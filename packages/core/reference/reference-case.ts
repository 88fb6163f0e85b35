import { readFileSync } from 'node:fs'
import { type Tensor, tensor } from '../src/index.ts'

interface Numbers {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** One reference file: inputs, and what PyTorch computed from them in float64. */
export interface ReferenceCase {
  readonly about: string
  readonly source: string
  readonly attributes: Readonly<Record<string, unknown>>
  /** Whole numbers, such as labels, stand as a plain list. */
  readonly inputs: Readonly<Record<string, Numbers | readonly number[]>>
  readonly expected: Readonly<Record<string, Numbers>>
}

/** Gives an input of the case by its name, or an attribute that is a number. */
export interface Given {
  (name: string): Tensor
  attribute(name: string): number
}

/** Computes what a case expects, by the names it has there. */
export type Model = (given: Given) => Readonly<Record<string, Tensor>>

/** The same tensors under names that begin with `prefix`. */
export const prefixed = (
  prefix: string,
  tensors: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(tensors).map(([name, each]) => [prefix + name, each]))

type Float = 'float32' | 'float64'

export const readCase = (file: URL | string): ReferenceCase =>
  JSON.parse(readFileSync(file, 'utf8'))

/**
 * The largest error of each array that the case expects. In float64 each element is held against
 * itself, or against a thousandth of the array's largest where it is smaller than that; in float32
 * against the largest. An array of zeros is held against 1.
 */
export function errorsOf(
  reference: ReferenceCase,
  model: Model,
  dtype: Float,
): Record<string, number> {
  const found = model(givenOf(reference, dtype))
  return Object.fromEntries(
    Object.entries(reference.expected).map(([name, { shape, values }]) => {
      const actual = found[name]
      if (!actual) throw new Error(`the model gives no ${name}`)
      if (actual.dtype !== dtype || actual.shape.join() !== shape.join())
        throw new Error(
          `${name} must be ${dtype} [${shape}], got ${actual.dtype} [${actual.shape}]`,
        )
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
      const floor = dtype === 'float32' ? largest : largest / 1000
      const errors = values.map(
        (value, i) =>
          Math.abs((actual.data[i] ?? Number.NaN) - value) / Math.max(Math.abs(value), floor),
      )
      // Unlike Math.max alone, a NaN anywhere stays one.
      return [name, errors.reduce((worst, error) => (error <= worst ? worst : error), 0)]
    }),
  )
}

function givenOf({ inputs, attributes }: ReferenceCase, dtype: Float): Given {
  const given = (name: string): Tensor => {
    const input = inputs[name]
    if (!input) throw new Error(`the case has no input ${name}`)
    return 'shape' in input
      ? tensor(input.values, { shape: input.shape, dtype })
      : tensor(input, { dtype: 'int32' })
  }
  return Object.assign(given, {
    attribute(name: string): number {
      const value = attributes[name]
      if (typeof value !== 'number') throw new Error(`the case has no number ${name}`)
      return value
    },
  })
}
