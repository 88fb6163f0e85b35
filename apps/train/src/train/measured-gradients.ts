import { compile, type Rng, type Tensor, tensor } from '@sobolev/core'
import type { ObjectiveFunction } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { type Batch, maskOf, repeatRows } from './batch.ts'
import type { GradientFigures } from './records.ts'

/** Norms of gradients, with what they say of penalties. */
interface MeasuredGradients {
  readonly norms: GradientFigures
  /** The names of penalties that are not 0 on the batch although their gradients are. */
  readonly flat: readonly string[]
}

/** Measures the gradients of the loss and of the penalties on a batch; changes nothing. */
export type MeasureGradients = (batch: Batch, rng: Rng, step: number) => MeasuredGradients

/**
 * Measures norms of gradients, as a program of its own where that is done in every epoch.
 *
 * @param members how often each row is there, for members that share weights
 */
export function measureGradients(
  { training }: Config,
  evaluate: ObjectiveFunction,
  eager: boolean,
  members: number,
): MeasureGradients {
  const measure = (
    { inputs, targets, lengths, ...details }: Batch,
    rng: Rng,
    number: Tensor,
  ): ReturnType<ObjectiveFunction['gradientNorms']> => {
    const mode = { training: true, rng: rng.split(number), ...maskOf(inputs, lengths) } as const
    return evaluate.gradientNorms(inputs, targets, mode, number, details)
  }
  const run = training.gradientNorms && !eager ? compile(measure) : measure
  return (batch, rng, step) => {
    const rows = repeatRows(batch, members)
    const { loss, penalties, values } = run(rows, rng, tensor(step, { dtype: 'int32' }))
    const norms = Object.entries(penalties).map(([name, norm]) => [name, norm.item()] as const)
    return {
      norms: { loss: loss.item(), penalties: Object.fromEntries(norms) },
      flat: norms.flatMap(([name, norm]) =>
        norm === 0 && values[name]?.item() !== 0 ? [name] : [],
      ),
    }
  }
}
