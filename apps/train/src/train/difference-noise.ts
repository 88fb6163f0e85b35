import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import type { Notice } from '../data/notice.ts'
import { MethodBuilder } from './method-builder.ts'

/** The distance from 1 to the next float32. */
const epsilon = 1 / 8_388_608

/** Below it the rounding of float32, of about ε / h in a difference by h, is more than the error of the difference, h. */
const leastStep = Math.sqrt(epsilon)

/** A line for each penalty that takes finite differences with a step so short that they are rounding for the most part. */
export function differenceNoise(config: Pick<Config, 'catalogue' | 'penalties'>): Notice[] {
  const { catalogue, penalties } = config
  const builder = new MethodBuilder(catalogue, 1)
  return Array.from(penalties.byName).flatMap(([name, penalty]): Notice[] => {
    const { differenceStep } = definitionOf(catalogue, 'penalty', penalty.method)
    const step = differenceStep?.(builder.options('penalty', penalty))
    if (step === undefined || Math.abs(step) >= leastStep) return []
    const share = Math.min(100, (100 * epsilon) / Math.abs(step)).toPrecision(1)
    const text = `${penalty.method} takes a finite difference with a step of ${step}, in which the rounding of float32 is about ${Number(share)} % of a derivative of 1; a step of ${leastStep.toPrecision(1)} or more is above the noise`
    return [{ place: `penalties.${name}`, column: null, text }]
  })
}
