import type { Chain, ChainFunction, ChainStep } from './chain.ts'

/** A chain's step with the number of its value. */
export interface Numbered extends ChainStep {
  readonly value: number
}

/** What one loop makes in registers, up to a call of the machine's own function on all that it made. */
export interface Segment {
  readonly steps: readonly Numbered[]
  /** Values that it loads: inputs of the chain, and what lies in scratch. */
  readonly reads: readonly number[]
  /** Values that it leaves in scratch: operands of the call, and what later segments read. */
  readonly leaves: readonly number[]
  /** Its operands and its value lie in scratch. The last segment has none, and stores the chain's result. */
  readonly call: Numbered | undefined
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
    const own = numbered.filter(({ value }) => value > from && value < to)
    const made = new Set(own.map(({ value }) => value))
    const later = new Set(
      numbered.filter(({ value }) => value >= to).flatMap(({ operands }) => operands),
    )
    // A call takes its operands from scratch, inputs of the chain too.
    const copies = (call?.operands ?? []).filter(
      (each) => each < inputs.length && !copied.has(each),
    )
    for (const each of copies) copied.add(each)
    const used = [...own.flatMap(({ operands }) => operands), ...copies, ...(call ? [] : [result])]
    return {
      steps: own,
      reads: [...new Set(used)].filter((value) => !made.has(value)),
      leaves: [...new Set([...made, ...copies])].filter((value) => later.has(value)),
      call,
    }
  })
}
