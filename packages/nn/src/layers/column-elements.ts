import { gather, type Shape, ShapeError, type Tensor, tensor } from '@sobolev/core'
import { identity } from '../activations/identity.ts'
import type { InputElement } from '../evaluation/example-layout.ts'
import type { Module } from '../modules/module.ts'
import { Activation } from './activation.ts'
import type { LayerPlan } from './layer.ts'
import type { WeightSource } from './weight-source.ts'

/** How many numbers the last axis of an example has. Throws a ShapeError for an example without axes. */
export function featuresOf(layer: string, example: Shape): number {
  const features = example.at(-1)
  if (features === undefined)
    throw new ShapeError(`${layer}: inputs must be [n, ..., features], got [n]`)
  return features
}

/** Some columns of rows [n, features], in their order: as they are, a slice, or picked. */
export function pickColumns(rows: Tensor, positions: readonly number[]): Tensor {
  const { length } = positions
  if (length === rows.shape[1]) return rows
  const [first = 0] = positions
  if (positions.at(-1) === first + length - 1)
    return rows.slice([{}, { start: first, stop: first + length }])
  return gather(rows, tensor([...positions], { dtype: 'int32', shape: [length] }), 1)
}

/** What stands in place of a layer that has nothing to do. */
export const leftAsTheyAre = (): Module => new Activation({ activation: identity })

/** Inputs [n, ..., features] as rows. Throws a ShapeError for another number of features. */
export function rowsOf(layer: string, x: Tensor, features: number): Tensor {
  if (x.rank < 1 || x.shape.at(-1) !== features)
    throw new ShapeError(`${layer}: last length must be ${features}, got [${x.shape.join(', ')}]`)
  return x.rank === 2 ? x : x.reshape([-1, features])
}

/** Rows [m, k] in the leading axes of inputs. */
export const rowsAs = (rows: Tensor, x: Tensor): Tensor =>
  x.rank === 2 ? rows : rows.reshape([...x.shape.slice(0, -1), rows.shape[1] ?? 0])

/**
 * The plan of a layer that puts `dimensions` numbers behind its features for each that is a number: for all features, or,
 * of a table, for those that are quantities.
 */
export function numberPlan(
  layer: string,
  dimensions: number,
  {
    weightsOfNumber,
    drawsWeights = true,
    build,
  }: {
    /** How many numbers are trained for each. */
    readonly weightsOfNumber: number
    /** Whether the first values of its weights are random. */
    readonly drawsWeights?: boolean
    readonly build: (
      features: number,
      source: WeightSource & { readonly numbers: readonly number[] },
    ) => Module
  },
): LayerPlan {
  const planOf = (numbersOf: (features: number) => readonly number[]): LayerPlan => {
    const countIn = (inputs: Shape): number => numbersOf(featuresOf(layer, inputs)).length
    return {
      drawsWeights,
      outputShape: (inputs) => [
        ...inputs.slice(0, -1),
        featuresOf(layer, inputs) + countIn(inputs) * dimensions,
      ],
      parameters: (inputs) => countIn(inputs) * weightsOfNumber,
      build(inputs, rng, { dtype = 'float32' } = {}) {
        const features = featuresOf(layer, inputs)
        const numbers = numbersOf(features)
        return numbers.length === 0 ? leftAsTheyAre() : build(features, { rng, dtype, numbers })
      },
    }
  }
  return {
    ...planOf((features) => Array.from({ length: features }, (_, position) => position)),
    forElements(elements) {
      const numbers = elements.flatMap(({ kind }, position) =>
        kind === 'number' ? [position] : [],
      )
      const embedded = numbers.flatMap((position): InputElement[] =>
        Array.from({ length: dimensions }, () => ({
          column: elements[position]?.column ?? '',
          kind: 'category',
        })),
      )
      return { plan: planOf(() => numbers), elements: [...elements, ...embedded] }
    },
  }
}
