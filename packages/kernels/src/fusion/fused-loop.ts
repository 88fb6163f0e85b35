import { applied } from './chain-functions.ts'
import {
  ADDRESS,
  BYTE,
  inBytes,
  inputAddress,
  LAST,
  type Layout,
  localPlus,
  outAddress,
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
  const isLoaded = (input: number): boolean => segment.loads.includes(input)
  const row = [
    ...layout
      .inputsRead('element')
      .filter(isLoaded)
      .flatMap((input) => wasm.set(layout.base(input), rowStart(inputAddress(input)))),
    ...layout
      .inputsRead('row')
      .filter(isLoaded)
      .flatMap((input) => {
        const address = wasm.plus(inputAddress(input), inBytes(wasm.get(ROW)))
        return wasm.set(layout.local(input), wasm.loadSplat(address))
      }),
    ...wasm.set(ROW_OUT, rowStart(outAddress)),
    ...wasm.set(ROW_SCRATCH, localPlus(SCRATCH, inBytes(wasm.minus(above, wasm.get(left))))),
    ...wasm.set(BYTE, inBytes(wasm.get(left))),
    // Two vectors side by side, which an engine may join into one.
    ...along(segment, layout, [0, 1], VECTOR),
    ...along(segment, layout, [0], VECTOR),
    ...along(segment, layout, [0], ONE),
    ...wasm.set(ROW, localPlus(ROW, wasm.constant(1))),
  ]
  return [
    ...wasm.set(LAST, inBytes(wasm.get(right))),
    ...wasm.set(ROW, wasm.get(top)),
    ...wasm.whileNotGreater(localPlus(ROW, wasm.constant(1)), wasm.get(bottom), row),
  ]
}

/** How many bytes a loop takes at a time, and how it loads and stores them. */
interface Lanes {
  readonly bytes: number
  readonly load: (address: Bytes, offset: number) => number[]
  readonly store: (address: Bytes, value: Bytes, offset: number) => number[]
}
const VECTOR: Lanes = { bytes: 16, load: wasm.loadVector, store: wasm.storeVector }
const ONE: Lanes = { bytes: 4, load: wasm.loadSplat, store: wasm.storeLane }

/** A loop along the rest of a row, which takes as many vectors at a time as `vectors` has and stops where so many no longer fit. */
function along(
  { loads, steps, stores, call }: Segment,
  layout: Layout,
  vectors: readonly number[],
  { bytes, load, store }: Lanes,
): number[] {
  const forVectors = (code: (vector: number) => Bytes): number[] => vectors.flatMap(code)
  // Two vectors share the local with their address: engines join vectors that they see to be neighbours.
  const loading = (value: number): number[] => {
    const [from, first] = layout.isInput(value)
      ? [layout.base(value), 0]
      : [ROW_SCRATCH, layout.slot(value)]
    return [
      ...wasm.set(ADDRESS, localPlus(from, wasm.get(BYTE))),
      ...forVectors((vector) =>
        wasm.set(layout.local(value, vector), load(wasm.get(ADDRESS), first + bytes * vector)),
      ),
    ]
  }
  const storing = (value: number, to: number, first: number): number[] => [
    ...wasm.set(ADDRESS, localPlus(to, wasm.get(BYTE))),
    ...forVectors((vector) =>
      store(wasm.get(ADDRESS), wasm.get(layout.local(value, vector)), first + bytes * vector),
    ),
  ]
  const loaded = loads.filter((value) => layout.varies(value))
  const stride = wasm.constant(bytes * vectors.length)
  return wasm.whileNotGreater(localPlus(BYTE, stride), wasm.get(LAST), [
    ...loaded.flatMap(loading),
    ...steps.flatMap(({ fn, operands, value }) =>
      forVectors((vector) => {
        const taken = operands.map((operand) => wasm.get(layout.local(operand, vector)))
        return wasm.set(layout.local(value, vector), applied(fn, taken))
      }),
    ),
    ...stores.flatMap((value) => storing(value, ROW_SCRATCH, layout.slot(value))),
    ...(call ? [] : storing(layout.result, ROW_OUT, 0)),
    // Zeroed, so that no value seems to pass from one round to the next: an engine would not join the two vectors.
    ...(vectors.length === 1 ? [] : [...loaded, ...steps.map(({ value }) => value)]).flatMap(
      (value) => forVectors((vector) => wasm.set(layout.local(value, vector), wasm.ZERO_VECTOR)),
    ),
    ...wasm.set(BYTE, localPlus(BYTE, stride)),
  ])
}
