import { exp, log, tensor } from '@sobolev/core'
import type { WrittenParameter } from './sweep-schema.ts'

/** What a parameter may be. */
export type Domain =
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  | {
      readonly kind: 'range'
      readonly low: number
      readonly high: number
      readonly isLog: boolean
      readonly isInteger: boolean
      /** Digits of a number that is not whole; 6 unless given. */
      readonly digits?: number
    }
  /** One of several domains; its value stands under the key, where there is one. */
  | {
      readonly kind: 'mixture'
      readonly parts: readonly {
        /** Of all points; those of all parts come to 1. */
        readonly share: number
        readonly key?: string
        readonly domain: Domain
      }[]
    }

/** The domain that a sweep file writes; a range with steps, or of few whole numbers, is a list of values for a grid. */
export function domainOf(written: WrittenParameter, forGrid: boolean): Domain {
  if (Array.isArray(written)) return { kind: 'values', values: written }
  const { linear, log, integer, logInteger, steps } = written
  const [low, high] = linear ?? log ?? integer ?? logInteger ?? [0, 0]
  const range = {
    kind: 'range',
    ...{ low, high },
    isLog: log !== undefined || logInteger !== undefined,
    isInteger: integer !== undefined || logInteger !== undefined,
  } as const
  if (steps !== undefined) {
    const values = Array.from({ length: steps }, (_, step) => inRange(range, step / (steps - 1)))
    return { kind: 'values', values: [...new Set(values)] }
  }
  if (!forGrid || integer === undefined) return range
  return { kind: 'values', values: Array.from({ length: high - low + 1 }, (_, i) => low + i) }
}

/** The value of a domain at `u`, from 0 up to, but not including, 1: even over the values, or over the range. */
export function valueAt(domain: Domain, u: number): unknown {
  if (domain.kind === 'mixture') return mixtureAt(domain, u)
  if (domain.kind === 'values') return domain.values[Math.floor(u * domain.values.length)]
  if (!domain.isInteger) return inRange(domain, u)
  // Each whole number has its share of the range, those at the ends too.
  const { low, high } = domain
  const wide = domain.isLog
    ? { ...domain, low: low - 0.5, high: high + 0.5, isInteger: false }
    : { ...domain, low, high: high + 1, isInteger: false }
  const value = unrounded(wide, u)
  return clamp(domain.isLog ? Math.round(value) : Math.floor(value), low, high)
}

function mixtureAt({ parts }: Extract<Domain, { kind: 'mixture' }>, u: number): unknown {
  let below = 0
  for (const [index, { share, key, domain }] of parts.entries()) {
    const isLast = index === parts.length - 1
    if (u < below + share || isLast) {
      const value = valueAt(domain, clamp((u - below) / share, 0, LAST))
      return key === undefined ? value : { [key]: value }
    }
    below += share
  }
  return undefined
}

/** The largest number below 1 that a Sobol sequence of 32 bits has. */
const LAST = 1 - 1 / 0x1_0000_0000

type Range = Extract<Domain, { kind: 'range' }>

/** `low` at 0, `high` at 1. Rounded to some digits, which makes values short and the same in every engine. */
function inRange(range: Range, u: number): number {
  const { low, high, isInteger, digits = 6 } = range
  if (u === 0) return low
  if (u === 1) return high
  const value = unrounded(range, u)
  return clamp(isInteger ? Math.round(value) : Number(value.toPrecision(digits)), low, high)
}

function unrounded({ low, high, isLog }: Range, u: number): number {
  if (!isLog) return low + u * (high - low)
  const logarithm = (x: number): number => log(tensor(x, { dtype: 'float64' })).item()
  const [from, to] = [logarithm(low), logarithm(high)]
  return exp(tensor(from + u * (to - from), { dtype: 'float64' })).item()
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value))
