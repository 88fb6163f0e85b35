import type { Chain, ChainFunction, ChainStep } from './chain.ts'

/** A chain's step with the number of its value. */
export interface NumberedStep extends ChainStep {
  readonly value: number
}

/**
 * One loop of a chain's function, with all values in registers, and the call that follows it: of a function of the
 * machine, on all elements that the loop went over.
 */
export interface Segment {
  readonly steps: readonly NumberedStep[]
  /** Values that the loop loads: inputs of the chain, and what lies in scratch. */
  readonly loads: readonly number[]
  /** Values that it stores in scratch: operands of the call, and what later segments load. */
  readonly stores: readonly number[]
  /** Its operands and its value lie in scratch. The last segment has none, and stores the chain's result. */
  readonly call: NumberedStep | undefined
}

/** A chain cut after each step that is a call. */
export function segmentsOf(
  { inputs, steps }: Chain,
  isCall: (fn: ChainFunction) => boolean,
): Segment[] {
  const numbered = steps.map((step, index) => ({ ...step, value: inputs.length + index }))
  const calls = numbered.filter(({ fn }) => isCall(fn))
  const result = inputs.length + steps.length - 1
  const copied = new Set<number>()
  return [...calls, undefined].map((call, index) => {
    const from = calls[index - 1]?.value ?? -1
    const to = call?.value ?? Number.POSITIVE_INFINITY
    const within = numbered.filter(({ value }) => value > from && value < to)
    const computed = new Set(within.map(({ value }) => value))
    const later = new Set(
      numbered.filter(({ value }) => value >= to).flatMap(({ operands }) => operands),
    )
    // A call takes its operands from scratch, inputs of the chain too.
    const copies = (call?.operands ?? []).filter(
      (operand) => operand < inputs.length && !copied.has(operand),
    )
    for (const input of copies) copied.add(input)
    const operands = within.flatMap((step) => step.operands)
    const used = [...operands, ...copies, ...(call ? [] : [result])]
    return {
      steps: within,
      loads: [...new Set(used)].filter((value) => !computed.has(value)),
      stores: [...new Set([...computed, ...copies])].filter((value) => later.has(value)),
      call,
    }
  })
}
