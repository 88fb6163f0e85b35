import { applied } from './chain-functions.ts'
import {
  at,
  BYTE,
  inBytes,
  inputAddress,
  LAST,
  type Layout,
  outAddress,
  PLACE,
  ROW,
  ROW_OUT,
  ROW_SCRATCH,
  rowStart,
  SCRATCH,
} from './layout.ts'
import type { Segment } from './segments.ts'
import type { Bytes } from './wasm.ts'
import * as wasm from './wasm.ts'

/** The locals that say which rows and columns a loop runs over. */
export interface Area {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** A segment's loops over all elements of an area. */
export function fusedLoop(
  segment: Segment,
  layout: Layout,
  { top, bottom, left, right }: Area,
): number[] {
  const width = wasm.minus(wasm.get(right), wasm.get(left))
  const above = wasm.times(wasm.minus(wasm.get(ROW), wasm.get(top)), width)
  const reads = (input: number): boolean => segment.reads.includes(input)
  const row = [
    ...layout
      .having('element')
      .filter(reads)
      .flatMap((input) => wasm.set(layout.base(input), rowStart(inputAddress(input)))),
    ...layout
      .having('row')
      .filter(reads)
      .flatMap((input) => {
        const place = wasm.plus(inputAddress(input), inBytes(wasm.get(ROW)))
        return wasm.set(layout.local(input), wasm.loadSplat(place))
      }),
    ...wasm.set(ROW_OUT, rowStart(outAddress)),
    ...wasm.set(ROW_SCRATCH, at(SCRATCH, inBytes(wasm.minus(above, wasm.get(left))))),
    ...wasm.set(BYTE, inBytes(wasm.get(left))),
    // Two vectors side by side, which an engine may join into one.
    ...along(segment, layout, [0, 1], VECTOR),
    ...along(segment, layout, [0], VECTOR),
    ...along(segment, layout, [0], ONE),
    ...wasm.set(ROW, at(ROW, wasm.constant(1))),
  ]
  return [
    ...wasm.set(LAST, inBytes(wasm.get(right))),
    ...wasm.set(ROW, wasm.get(top)),
    ...wasm.whileNotGreater(at(ROW, wasm.constant(1)), wasm.get(bottom), row),
  ]
}

/** How a loop takes its elements. */
interface Lanes {
  readonly bytes: number
  readonly load: (address: Bytes, offset: number) => number[]
  readonly store: (address: Bytes, value: Bytes, offset: number) => number[]
}
const VECTOR: Lanes = { bytes: 16, load: wasm.loadVector, store: wasm.storeVector }
const ONE: Lanes = { bytes: 4, load: wasm.loadSplat, store: wasm.storeLane }

/** Goes along the row while there is room for so many vectors side by side. */
function along(
  { reads, steps, leaves, call }: Segment,
  layout: Layout,
  vectors: readonly number[],
  { bytes, load, store }: Lanes,
): number[] {
  const each = (code: (vector: number) => Bytes): number[] => vectors.flatMap(code)
  // One local for an address that two vectors share: engines join what they see to be neighbours.
  const loading = (value: number): number[] => {
    const [from, first] = layout.isInput(value)
      ? [layout.base(value), 0]
      : [ROW_SCRATCH, layout.slot(value)]
    return [
      ...wasm.set(PLACE, at(from, wasm.get(BYTE))),
      ...each((vector) =>
        wasm.set(layout.local(value, vector), load(wasm.get(PLACE), first + bytes * vector)),
      ),
    ]
  }
  const storing = (value: number, to: number, first: number): number[] => [
    ...wasm.set(PLACE, at(to, wasm.get(BYTE))),
    ...each((vector) =>
      store(wasm.get(PLACE), wasm.get(layout.local(value, vector)), first + bytes * vector),
    ),
  ]
  const loaded = reads.filter((value) => layout.varies(value))
  const stride = wasm.constant(bytes * vectors.length)
  return wasm.whileNotGreater(at(BYTE, stride), wasm.get(LAST), [
    ...loaded.flatMap(loading),
    ...steps.flatMap(({ fn, operands, value }) =>
      each((vector) => {
        const taken = operands.map((operand) => wasm.get(layout.local(operand, vector)))
        return wasm.set(layout.local(value, vector), applied(fn, taken))
      }),
    ),
    ...leaves.flatMap((value) => storing(value, ROW_SCRATCH, layout.slot(value))),
    ...(call ? [] : storing(layout.result, ROW_OUT, 0)),
    // Nothing passes from one round to the next, which would keep an engine from joining the two.
    ...(vectors.length === 1 ? [] : [...loaded, ...steps.map(({ value }) => value)]).flatMap(
      (value) => each((vector) => wasm.set(layout.local(value, vector), wasm.ZERO_VECTOR)),
    ),
    ...wasm.set(BYTE, at(BYTE, stride)),
  ])
}
