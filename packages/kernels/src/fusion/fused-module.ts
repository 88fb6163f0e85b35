import type { Chain } from './chain.ts'
import { fusedFunction } from './fused-function.ts'
import * as wasm from './wasm.ts'

const { I32 } = wasm
// What a chain's function imports from the machine's module, in the order of the numbers below.
const imported = [
  { name: 'unaryFloat32', parameters: 4, results: [I32] },
  { name: 'binaryFloat32', parameters: 5, results: [I32] },
  { name: 'fusedScratch', parameters: 0, results: [I32] },
]
const imports = { unary: 0, binary: 1, scratch: 2 }

/**
 * One module with a function for each chain: `(instruction, firstRow, endRow, firstColumn, endColumn)` computes
 * that part of the output of the `fused` instruction at that address. Memory and functions of many elements come
 * from the machine's own module; `shared`: whether that memory is one that threads share.
 */
export function fusedModule(chains: readonly Chain[], shared: boolean): Uint8Array {
  const types = [...imported, { parameters: 5, results: [] }].map(({ parameters, results }) =>
    wasm.functionType(Array(parameters).fill(I32), results),
  )
  const memory = [
    ...wasm.text('machine'),
    ...wasm.text('memory'),
    ...[0x02, shared ? 0x03 : 0x01, 0x01],
    ...wasm.unsigned(65_535),
  ]
  const functions = imported.map(({ name }, type) => [
    ...wasm.text('machine'),
    ...wasm.text(name),
    ...[0x00, type],
  ])
  const exports = chains.map((_, index) => [
    ...wasm.text(`chain${index}`),
    0x00,
    ...wasm.unsigned(imported.length + index),
  ])
  const bodies = chains.map((chain) => {
    const code = fusedFunction(chain, imports)
    return [...wasm.unsigned(code.length), ...code]
  })
  return new Uint8Array([
    ...wasm.HEADER,
    ...wasm.section(1, wasm.vector(types)),
    ...wasm.section(2, wasm.vector([memory, ...functions])),
    ...wasm.section(3, wasm.vector(chains.map(() => [imported.length]))),
    ...wasm.section(7, wasm.vector(exports)),
    ...wasm.section(10, wasm.vector(bodies)),
  ])
}
