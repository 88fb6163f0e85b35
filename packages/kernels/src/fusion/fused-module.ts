import type { Chain } from './chain.ts'
import { applied, calls } from './vector-functions.ts'
import type { Bytes } from './wasm.ts'
import * as wasm from './wasm.ts'

// Words of a FUSED instruction: opcode, length, slot, rows, columns, out, inputs….
const COLUMNS = 16
const OUT = 20
const FIRST_INPUT = 24

// Parameters of every fused function, then its locals.
const [AT, FIRST_ROW, END_ROW, FIRST_COLUMN, END_COLUMN] = [0, 1, 2, 3, 4]
const [ROW, BYTE, LAST, ROW_OUT, PLACE] = [5, 6, 7, 8, 9]
const FIRST_LOCAL = 10

const imported = Object.values(calls)

/**
 * One module with a function for each chain: `(at, firstRow, endRow, firstColumn, endColumn)` makes
 * that part of the output of the FUSED instruction at `at`. Memory and vector functions come from
 * the machine's own module; `shared`: whether that memory is one that threads share.
 */
export function fusedModule(chains: readonly Chain[], shared: boolean): Uint8Array {
  const types = [
    wasm.functionType(Array(5).fill(wasm.I32), []),
    wasm.functionType([wasm.V128], [wasm.V128]),
    wasm.functionType([wasm.V128, wasm.V128], [wasm.V128]),
  ]
  const memory = [
    ...wasm.text('machine'),
    ...wasm.text('memory'),
    ...[0x02, shared ? 0x03 : 0x01, 0x01],
    ...wasm.unsigned(65_535),
  ]
  const imports = imported.map(({ name, arity }) => [
    ...wasm.text('machine'),
    ...wasm.text(name),
    ...[0x00, arity],
  ])
  const exports = chains.map((_, index) => [
    ...wasm.text(`chain${index}`),
    0x00,
    ...wasm.unsigned(imported.length + index),
  ])
  const bodies = chains.map((chain) => {
    const code = functionBody(chain)
    return [...wasm.unsigned(code.length), ...code]
  })
  return new Uint8Array([
    ...wasm.HEADER,
    ...wasm.section(1, wasm.vector(types)),
    ...wasm.section(2, wasm.vector([memory, ...imports])),
    ...wasm.section(3, wasm.vector(chains.map(() => [0x00]))),
    ...wasm.section(7, wasm.vector(exports)),
    ...wasm.section(10, wasm.vector(bodies)),
  ])
}

const callOf = (name: string): Bytes => wasm.call(imported.findIndex((each) => each.name === name))

function functionBody({ inputs, steps }: Chain): number[] {
  const base = (input: number): number => FIRST_LOCAL + input
  const value = (number: number): number => FIRST_LOCAL + inputs.length + number
  const at = (local: number, offset: Bytes): number[] => wasm.plus(wasm.get(local), offset)
  const inBytes = (local: number): number[] => wasm.times(wasm.get(local), wasm.constant(4))
  const indices = inputs.map((_, index) => index)
  const accessed = (...access: string[]): number[] =>
    indices.filter((index) => access.includes(inputs[index] ?? ''))
  const address = (index: number): number[] => wasm.word(wasm.get(AT), FIRST_INPUT + 4 * index)

  // Where the row begins: rows lie `columns` floats apart.
  const rowStart = (start: Bytes): number[] =>
    wasm.plus(
      start,
      wasm.times(wasm.get(ROW), wasm.times(wasm.word(wasm.get(AT), COLUMNS), wasm.constant(4))),
    )

  const loaded = accessed('element', 'column')
  const made = steps.map((_, index) => inputs.length + index)
  const result = inputs.length + steps.length - 1
  // The values of a second vector beside the first: what varies along the row has a local of its own.
  const own = (number: number): boolean => number >= inputs.length || loaded.includes(number)
  const valueIn = (vector: number, number: number): number =>
    vector > 0 && own(number) ? value(inputs.length + steps.length + number) : value(number)

  const elements = (
    vectors: readonly number[],
    load: (address: Bytes, offset?: number) => number[],
    store: (address: Bytes, value: Bytes, offset?: number) => number[],
    bytes: number,
  ): number[] => [
    // One local for an address that two vectors share: engines join what they see to be neighbours.
    ...loaded.flatMap((index) => [
      ...wasm.set(PLACE, at(base(index), wasm.get(BYTE))),
      ...vectors.flatMap((vector) =>
        wasm.set(valueIn(vector, index), load(wasm.get(PLACE), bytes * vector)),
      ),
    ]),
    ...steps.flatMap(({ fn, operands }, index) =>
      vectors.flatMap((vector) =>
        wasm.set(
          valueIn(vector, inputs.length + index),
          applied(
            fn,
            operands.map((operand) => wasm.get(valueIn(vector, operand))),
            callOf,
          ),
        ),
      ),
    ),
    ...wasm.set(PLACE, at(ROW_OUT, wasm.get(BYTE))),
    ...vectors.flatMap((vector) =>
      store(wasm.get(PLACE), wasm.get(valueIn(vector, result)), bytes * vector),
    ),
    // Nothing passes from one round to the next, which would keep an engine from joining the two.
    ...(vectors.length === 1 ? [] : vectors).flatMap((vector) =>
      [...loaded, ...made].flatMap((number) => wasm.set(valueIn(vector, number), wasm.ZERO_VECTOR)),
    ),
    ...wasm.set(BYTE, at(BYTE, wasm.constant(bytes * vectors.length))),
  ]
  const loop = (bytes: number, body: Bytes): number[] =>
    wasm.whileNotGreater(wasm.plus(wasm.get(BYTE), wasm.constant(bytes)), wasm.get(LAST), body)

  const row = [
    ...accessed('element').flatMap((index) => wasm.set(base(index), rowStart(address(index)))),
    ...accessed('row').flatMap((index) =>
      wasm.set(value(index), wasm.loadSplat(wasm.plus(address(index), inBytes(ROW)))),
    ),
    ...wasm.set(ROW_OUT, rowStart(wasm.word(wasm.get(AT), OUT))),
    ...wasm.set(BYTE, inBytes(FIRST_COLUMN)),
    // Two vectors side by side, which an engine may join into one; a call would stand between.
    ...(steps.some(({ fn }) => calls[fn])
      ? []
      : loop(32, elements([0, 1], wasm.loadVector, wasm.storeVector, 16))),
    ...loop(16, elements([0], wasm.loadVector, wasm.storeVector, 16)),
    ...loop(4, elements([0], wasm.loadSplat, wasm.storeLane, 4)),
    ...wasm.set(ROW, at(ROW, wasm.constant(1))),
  ]

  const locals = [
    [...wasm.unsigned(FIRST_LOCAL - 5 + inputs.length), wasm.I32],
    [...wasm.unsigned(2 * (inputs.length + steps.length)), wasm.V128],
  ]
  return [
    ...wasm.vector(locals),
    ...wasm.set(LAST, inBytes(END_COLUMN)),
    ...wasm.set(ROW, wasm.get(FIRST_ROW)),
    ...accessed('scalar').flatMap((index) =>
      wasm.set(value(index), wasm.loadSplat(address(index))),
    ),
    ...accessed('column').flatMap((index) => wasm.set(base(index), address(index))),
    ...wasm.whileNotGreater(wasm.plus(wasm.get(ROW), wasm.constant(1)), wasm.get(END_ROW), row),
    0x0b,
  ]
}
