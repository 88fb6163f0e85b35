import {
  clip,
  div,
  GradientError,
  norm,
  type Rng,
  stopGradient,
  type Tensor,
  where,
} from '@sobolev/core'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { exampleAxes } from '../penalties/example-axes.ts'
import { type Limits, limited, moved } from './attack-options.ts'

type Norm = 2 | 'infinity'

/** A search for inputs near those of an evaluation where something is large. */
export interface Attack extends Limits {
  /** The largest norm of a change. */
  readonly epsilon: number
  readonly norm: Norm
  readonly steps: number
  readonly stepSize: number
  /** Where it begins, as far as the limits allow; the inputs themselves unless given. */
  readonly from?: Tensor
  /** What is to be large, [n], of the outputs for moved inputs; the loss unless given. */
  readonly harm?: (outputs: Tensor) => Tensor
}

/**
 * The inputs, each example moved by at most epsilon to where the harm is large: `steps` times along its gradient, and
 * back into the ball. The change counts as constant in derivatives, so that by `inputs` the derivative is 1.
 */
export function attacked(evaluation: Evaluation, attack: Attack): Tensor {
  const { inputs, targets, loss, forward, gradient } = evaluation
  floatDType('attack: inputs', inputs)
  const { steps, stepSize, from, harm = (outputs) => loss(outputs, targets) } = attack
  const center = stopGradient(inputs)
  let against = from ? limited(from, attack) : center
  let slope: Tensor | null = from || attack.harm ? null : evaluation.inputGradient()
  for (let step = 0; step < steps; step++) {
    slope ??= gradient(harm(forward(against)), against, { unconnectedGradients: 'none' })
    if (slope === null)
      throw new GradientError(
        'attack: the outputs must depend on the inputs in a way that has a derivative, and do not; indices, such as those of an embedding, cannot be moved by parts',
      )
    const next = movedIn(attack.norm, against, slope, stepSize)
    // A new beginning, so that no derivative goes through the steps before.
    against = stopGradient(limited(withinBall(next, center, attack), attack))
    slope = null
  }
  return inputs.add(stopGradient(against.sub(center)))
}

/** Inputs moved by `size` along a gradient, in a norm; those of an example without a gradient stay. */
const movedIn = (norm: Norm, inputs: Tensor, gradient: Tensor, size: number): Tensor =>
  norm === 2 ? inputs.add(unitVectors(gradient).mul(size)) : moved(inputs, gradient, size)

function withinBall(x: Tensor, center: Tensor, { epsilon, norm: of }: Attack): Tensor {
  if (of === 'infinity') return clip(x, center.sub(epsilon), center.add(epsilon))
  const change = x.sub(center)
  const length = norm(change, 2, exampleAxes(x), { keepDims: true })
  const isOutside = length.greater(epsilon)
  const scale = where(isOutside, div(epsilon, where(isOutside, length, 1)), 1)
  return center.add(change.mul(scale))
}

/** Each example [n, ...] divided by its Euclidean length, also where its square would be too small for a number; 0 stays. */
export function unitVectors(x: Tensor): Tensor {
  const axes = exampleAxes(x)
  const divided = (by: Tensor, from: Tensor): Tensor => from.div(where(by.greater(0), by, 1))
  const scaled = divided(norm(x, 'infinity', axes, { keepDims: true }), x)
  return divided(norm(scaled, 2, axes, { keepDims: true }), scaled)
}

/** Inputs that are moved at random, evenly within the ball. */
export function movedAtRandom(
  inputs: Tensor,
  { epsilon, norm: of }: Pick<Attack, 'epsilon' | 'norm'>,
  rng: Rng,
): Tensor {
  const dtype = floatDType('attack: inputs', inputs)
  const { shape } = inputs
  if (of === 'infinity')
    return stopGradient(inputs).add(rng.uniform(shape, { low: -epsilon, high: epsilon, dtype }))
  const [n = 0, ...ofExample] = shape
  const directions = unitVectors(rng.split('direction').normal(shape, { dtype }))
  const size = ofExample.reduce((product, length) => product * length, 1)
  // The volume of a ball grows with the power `size` of its radius.
  const radius = rng
    .split('radius')
    .uniform([n, ...ofExample.map(() => 1)], { dtype })
    .pow(1 / Math.max(1, size))
  return stopGradient(inputs).add(directions.mul(radius.mul(epsilon)))
}
