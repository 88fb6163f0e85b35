import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import type { Notice } from '../data/notice.ts'
import { MethodBuilder } from './method-builder.ts'

/** The distance from 1 to the next float32. */
const epsilon = 1 / 8_388_608

/** Below it the rounding of float32, ε / h in a difference by h and ε / h² in a second one, is more than their own error, h or h². */
const leastDivisor = Math.sqrt(epsilon)

/** A line for each penalty that takes finite differences with a step so short that they are rounding for the most part. */
export function differenceNoise(config: Pick<Config, 'catalogue' | 'penalties'>): Notice[] {
  const { catalogue, penalties } = config
  const builder = new MethodBuilder(catalogue, 1)
  return Array.from(penalties.byName).flatMap(([name, penalty]): Notice[] => {
    const { differenceDivisor } = definitionOf(catalogue, 'penalty', penalty.method)
    const divisor = differenceDivisor?.(builder.options('penalty', penalty))
    if (divisor === undefined || Math.abs(divisor) >= leastDivisor) return []
    const share = Math.min(100, (100 * epsilon) / Math.abs(divisor)).toPrecision(1)
    const text = `${penalty.method} divides a finite difference by ${Number(divisor.toPrecision(3))}, in which the rounding of float32 is about ${Number(share)} % of a derivative of 1; take a step that makes it ${leastDivisor.toPrecision(1)} or more`
    return [{ place: `penalties.${name}`, column: null, text }]
  })
}
