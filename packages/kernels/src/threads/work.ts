import { bytesPerElement } from '../dtype.ts'
import { ELEMENTS, OUTER } from './cut.ts'

/** Bytes that an instruction touches: for part i those from `start` up to `end`, moved by i × `step`. */
export interface Region {
  readonly start: number
  readonly end: number
  readonly step: number
  readonly written: boolean
}

/** How threads can share an instruction: what its parts are, which bytes each of them touches, how long all of them take. */
export interface Work {
  /** OUTER, INNER or BATCH; 0 where the first thread computes all. */
  readonly slicing: number
  /** How many parts there are; a thread takes a whole number of `unit` neighbours. */
  readonly size: number
  readonly unit: number
  readonly regions: readonly Region[]
  /** Estimated nanoseconds on one thread. */
  readonly cost: number
}

/** The bytes that part i reads: `bytes` of them, from `start` + i × `step` on. */
export const reads = (start: number, bytes: number, step = 0): Region => ({
  ...{ start, end: start + bytes, step, written: false },
})

/** The bytes that part i writes: `bytes` of them, from `start` + i × `step` on. */
export const writes = (start: number, bytes: number, step = 0): Region => ({
  ...{ start, end: start + bytes, step, written: true },
})

/** The work of an instruction that is not shared. */
export const unshared = (regions: readonly Region[], cost: number): Work => ({
  ...{ slicing: 0, size: 1, unit: 1, regions, cost },
})

type Elements = readonly [address: number, dtype: number]

/** The work of `size` elements, each computed from the elements in its place of all inputs. */
export function elementwise(
  size: number,
  inputs: readonly Elements[],
  [address, dtype]: Elements,
  cost: number,
): Work {
  const bytes = bytesPerElement(dtype)
  const regions = inputs.map(([from, of]) => {
    const step = bytesPerElement(of)
    return reads(from, step, step)
  })
  const slicing = size > ELEMENTS ? OUTER : 0
  return {
    slicing,
    size,
    unit: ELEMENTS,
    regions: [...regions, writes(address, bytes, bytes)],
    cost,
  }
}
