import type { DType, Tensor } from '@sobolev/core'
import { type Schedule, valueAt } from './schedule.ts'

/** What an option is at a step: a plain number as it is, a schedule as a scalar of `dtype`, that of what it meets. */
export const numberAt = (option: Schedule, step: Tensor, dtype: DType): number | Tensor =>
  typeof option === 'number' ? option : valueAt(option, step).cast(dtype)

/** The same in a mode, as of a layer, in which the step may not be known. `operation`: what asks for it. Throws as `numberInContext` does. */
export const numberInMode = (
  operation: string,
  option: Schedule,
  mode: { readonly step?: Tensor | undefined },
  dtype: DType,
): number | Tensor =>
  numberInContext(operation, option, mode, {
    dtype,
    hint: 'objective gives it, or a mode such as { training: true, rng, step }',
  })

/**
 * The same where the step may not be known. `hint`: how it is given.
 *
 * @throws TypeError for a schedule without a step
 */
export function numberInContext(
  operation: string,
  option: Schedule,
  { step }: { readonly step?: Tensor | undefined },
  { dtype, hint }: { readonly dtype: DType; readonly hint: string },
): number | Tensor {
  if (typeof option === 'number') return option
  if (step === undefined)
    throw new TypeError(`${operation}: a schedule needs to know the step, got none; ${hint}`)
  return numberAt(option, step, dtype)
}

/** 1 − x. */
export const oneMinus = (x: number | Tensor): number | Tensor =>
  typeof x === 'number' ? 1 - x : x.neg().add(1)

/** A share as `bernoulli` takes it, so that one on a schedule draws what a plain number draws. */
export const asChance = (share: number | Tensor): number | Tensor =>
  typeof share === 'number' ? share : share.cast('float32')
