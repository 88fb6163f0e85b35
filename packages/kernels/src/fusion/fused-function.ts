import type { Chain } from './chain.ts'
import { callCode, isCall } from './chain-functions.ts'
import { type Area, fusedLoop } from './fused-loop.ts'
import {
  BLOCK,
  BLOCK_ROWS,
  BOTTOM,
  END_COLUMN,
  END_ROW,
  FIRST_COLUMN,
  FIRST_ROW,
  inputAddress,
  Layout,
  LEFT,
  localPlus,
  RIGHT,
  SCRATCH,
  TOP,
} from './layout.ts'
import { type NumberedStep, type Segment, segmentsOf } from './segments.ts'
import * as wasm from './wasm.ts'

/** What a chain's function calls, by number in its module. */
export interface Imports {
  /** (code, n, x, out) → fault */
  readonly unary: number
  /** (code, n, a, b, out) → fault */
  readonly binary: number
  /** () → address of this thread's scratch */
  readonly scratch: number
}

const PART: Area = { top: FIRST_ROW, bottom: END_ROW, left: FIRST_COLUMN, right: END_COLUMN }
const OF_BLOCK: Area = { top: TOP, bottom: BOTTOM, left: LEFT, right: RIGHT }

/**
 * The body of a chain's function, `(instruction, firstRow, endRow, firstColumn, endColumn)`: one loop, or where it
 * calls functions of the machine, loops and calls by turns on block after block.
 */
export function fusedFunction(chain: Chain, imports: Imports): number[] {
  const segments = segmentsOf(chain, isCall)
  const layout = new Layout(chain, segments)
  const [whole, ...others] = segments
  return [
    ...layout.declaration(),
    ...layout
      .inputsRead('scalar')
      .flatMap((input) => wasm.set(layout.local(input), wasm.loadSplat(inputAddress(input)))),
    ...layout
      .inputsRead('column')
      .flatMap((input) => wasm.set(layout.base(input), inputAddress(input))),
    ...(whole && others.length === 0
      ? fusedLoop(whole, layout, PART)
      : blocks(
          segments.flatMap((segment) => ofBlock(segment, layout, imports)),
          imports,
        )),
    0x0b,
  ]
}

/** A segment's loop over a block, and its call. */
function ofBlock(segment: Segment, layout: Layout, imports: Imports): number[] {
  const { call, stores } = segment
  return [
    ...(call && stores.length === 0 ? [] : fusedLoop(segment, layout, OF_BLOCK)),
    ...(call ? calling(call, layout, imports) : []),
  ]
}

function calling(
  { fn, operands, value }: NumberedStep,
  layout: Layout,
  imports: Imports,
): number[] {
  const size = wasm.times(
    wasm.minus(wasm.get(BOTTOM), wasm.get(TOP)),
    wasm.minus(wasm.get(RIGHT), wasm.get(LEFT)),
  )
  const addresses = [...operands, value].map((operand) =>
    localPlus(SCRATCH, wasm.constant(layout.slot(operand))),
  )
  const called = operands.length === 1 ? imports.unary : imports.binary
  return [...wasm.call(called, wasm.constant(callCode(fn)), size, ...addresses), ...wasm.DROP]
}

/** Code that runs `block` on block after block of an area: a number of whole rows, or a piece of one row. */
function blocks(block: number[], { scratch }: Imports): number[] {
  const columns = wasm.minus(wasm.get(END_COLUMN), wasm.get(FIRST_COLUMN))
  const rows = wasm.quotient(wasm.constant(BLOCK), wasm.orOne(columns))
  return [
    ...wasm.set(SCRATCH, wasm.call(scratch)),
    ...wasm.set(BLOCK_ROWS, wasm.orOne(rows)),
    ...wasm.set(TOP, wasm.get(FIRST_ROW)),
    ...wasm.whileNotGreater(localPlus(TOP, wasm.constant(1)), wasm.get(END_ROW), [
      ...wasm.set(BOTTOM, wasm.smaller(localPlus(TOP, wasm.get(BLOCK_ROWS)), wasm.get(END_ROW))),
      ...wasm.set(LEFT, wasm.get(FIRST_COLUMN)),
      ...wasm.whileNotGreater(localPlus(LEFT, wasm.constant(1)), wasm.get(END_COLUMN), [
        ...wasm.set(
          RIGHT,
          wasm.smaller(localPlus(LEFT, wasm.constant(BLOCK)), wasm.get(END_COLUMN)),
        ),
        ...block,
        ...wasm.set(LEFT, wasm.get(RIGHT)),
      ]),
      ...wasm.set(TOP, wasm.get(BOTTOM)),
    ]),
  ]
}
