import { FLOAT32 } from '../../dtype-codes.ts'
import type { Access, Chain } from '../../fusion/chain.ts'
import { isCall } from '../../fusion/chain-functions.ts'
import type { Operand } from '../../operand.ts'
import { FUNCTION, LIGHT } from '../../threads/cost.ts'
import { ELEMENTS, INNER, OUTER, ROWS } from '../../threads/cut.ts'
import { type Region, reads, type Work, writes } from '../../threads/work.ts'
import { checkOperand } from '../checks.ts'
import { type Encoder, instruction } from '../instruction.ts'

/** `slot`: the number, in the module's table, of the function that was made for the chain. */
export const fused = instruction({
  opcode: 16,
  kernel: 'elementwise/fused',
  operands: ['slot', 'rows', 'columns', 'out', 'inputs…'],
  methods: {
    /**
     * out (float32, rows × columns) = a chain of functions, by the slot that `fuse` gave. Each
     * input has as many elements as its access in the chain says.
     */
    fused(
      this: Encoder,
      slot: number,
      chain: Chain,
      inputs: readonly Operand[],
      out: Operand,
      { rows, columns }: { readonly rows: number; readonly columns: number },
    ): void {
      const access = chain.inputs
      const sizes = { element: rows * columns, column: columns, row: rows, scalar: 1 }
      checkOperand('fused', out, FLOAT32, sizes.element)
      if (inputs.length !== access.length)
        throw new RangeError(
          `Program.fused: the chain has ${access.length} inputs, got ${inputs.length}`,
        )
      for (const [index, input] of inputs.entries())
        checkOperand('fused', input, FLOAT32, sizes[access[index] ?? 'element'])
      const addresses = inputs.map(({ address }) => address)
      this.emit(fused, [slot, rows, columns, out.address, ...addresses], chain)
    },
  },
  work: shareOf,
})

/** Parts are rows; or columns where there are not enough rows for all threads. */
function shareOf(words: readonly number[], threads: number, chain?: Chain): Work {
  const [, rows = 0, columns = 0, out = 0, ...inputs] = words
  const cost = rows * columns * costOfElement(chain)
  const byRows = rows >= threads * ROWS
  const whole: Readonly<Record<Access, number>> = {
    ...{ element: rows * columns * 4, column: columns * 4, row: rows * 4, scalar: 4 },
  }
  const row = columns * 4
  const region = (make: typeof reads, address: number, access: Access): Region => {
    if (byRows && access === 'element') return make(address, row, row)
    if (byRows && access === 'row') return make(address, 4, 4)
    if (!byRows && (access === 'column' || (access === 'element' && rows === 1)))
      return make(address, 4, 4)
    return make(address, whole[access])
  }
  const regions = [
    ...inputs.map((address, i) => region(reads, address, chain?.inputs[i] ?? 'element')),
    region(writes, out, 'element'),
  ]
  if (byRows) return { slicing: OUTER, size: rows, unit: ROWS, regions, cost }
  return { slicing: INNER, size: columns, unit: ELEMENTS, regions, cost }
}

const costOfElement = (chain?: Chain): number =>
  (chain?.steps ?? []).reduce(
    (sum, { fn }) => sum + (isCall(fn) ? FUNCTION : LIGHT / 4),
    (LIGHT / 2) * (1 + (chain?.inputs.length ?? 0) / 2),
  )
