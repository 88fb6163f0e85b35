import { recordingWith } from '../../context/recording.ts'
import { add } from '../../operations/elementwise/arithmetic.ts'
import { zerosLike } from '../../operations/layout/constant.ts'
import type { Step } from '../../primitive/tracing.ts'
import { pullBack } from '../../tape/reverse.ts'
import { TapeRecord } from '../../tape/tape-record.ts'
import { isFloat } from '../../tensor/dtype.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { LoopInLevels, LoopResult } from './loop-result.ts'

/**
 * The derivative of a loop: a loop from its last step to its first that carries the cotangents of the
 * carry, repeats each step under a tape from the carry saved before it, and sums what reaches the
 * tensors closed over. `wanted` counts the carry, then the inputs, then what is closed over;
 * `cotangents` belong to the last carry, outputs, sums, and saved carry.
 */
export function pullLoop(
  loop: LoopInLevels,
  ran: LoopResult,
  wanted: readonly number[],
  cotangents: readonly (Tensor | null)[],
  run: (loop: LoopInLevels) => Step,
): (Tensor | null)[] {
  const { carry, inputs } = loop
  const { closedOver: closed } = ran
  const saved = ran.saved()
  let taken = 0
  const take = (of: readonly Tensor[]): (Tensor | null)[] => {
    taken += of.length
    return cotangents.slice(taken - of.length, taken)
  }
  const [ofLast, ofOutputs, ofSums, ofSaved] = [
    take(carry),
    take(ran.outputs),
    take(ran.sums),
    take(saved),
  ]
  const wantedIndex = new Set(wanted)
  const floats = indices(carry, (each) => isFloat(each.dtype))
  const wantedInputs = indices(inputs, (_, index) => wantedIndex.has(carry.length + index))
  const first = carry.length + inputs.length
  const wantedClosed = closed.filter((_, index) => wantedIndex.has(first + index))
  // A derivative that would pass through an integer is an error, wherever one may come to it.
  const watched = (each: Tensor, index: number): boolean =>
    isFloat(each.dtype) || ran.integersDependOnFloats || wantedIndex.has(index)
  const [isOutputReached, isSavedReached] = [ofOutputs, ofSaved].map((of) =>
    indices(of, (each) => each !== null),
  )

  // Whether anything reaches the carry before the first step, and the others in any step.
  const reachedCarry = new Set<number>()
  const reached = new Set<number>()
  const note = (into: Set<number>, index: number, pulled: Tensor | undefined): void => {
    if (pulled) into.add(index)
  }

  const back = run({
    carry: floats.map((index) => ofLast[index] ?? zerosLike(at(carry, index))),
    inputs: [
      ...saved,
      ...inputs,
      ...ofOutputs.flatMap((each) => each ?? []),
      ...ofSaved.flatMap((each) => each ?? []),
    ],
    length: loop.length,
    enteredLevels: loop.enteredLevels,
    reverse: !loop.reverse,
    body(ofNext, slices) {
      let from = 0
      const next = (count: number): readonly Tensor[] => {
        from += count
        return slices.slice(from - count, from)
      }
      const args = next(carry.length)
      const given = next(inputs.length)
      const outputSeeds = next(isOutputReached?.length ?? 0)
      const savedSeeds = next(isSavedReached?.length ?? 0)
      const sources = [
        ...args.filter(watched),
        ...wantedInputs.map((index) => at(given, index)),
        ...wantedClosed,
      ]
      const record = new TapeRecord(false)
      for (const source of sources) record.watch(source)
      const step = recordingWith(record, () => loop.body(args, given))
      const seeds = new Map<Tensor, Tensor>()
      const seed = (target: Tensor, cotangent: Tensor): void => {
        const before = seeds.get(target)
        seeds.set(target, before ? add(before, cotangent) : cotangent)
      }
      for (const [place, index] of floats.entries()) seed(at(step.carry, index), at(ofNext, place))
      for (const [place, index] of (isOutputReached ?? []).entries())
        seed(at(step.outputs, index), at(outputSeeds, place))
      for (const [index, cotangent] of ofSums.entries())
        if (cotangent) seed(at(step.sums, index), cotangent)
      const pulled = pullBack(record.entries, seeds, new Set(sources))
      reachedCarry.clear()
      const before = floats.map((index) => {
        const arg = at(args, index)
        const pulledArg = pulled.get(arg)
        const place = isSavedReached?.indexOf(index) ?? -1
        const kept = place < 0 ? undefined : savedSeeds[place]
        note(reachedCarry, index, pulledArg ?? kept)
        return pulledArg && kept ? add(pulledArg, kept) : (pulledArg ?? kept ?? zerosLike(arg))
      })
      const to = (target: Tensor, index: number): Tensor => {
        const own = pulled.get(target)
        note(reached, index, own)
        return own ?? zerosLike(target)
      }
      return {
        carry: before,
        outputs: wantedInputs.map((index) => to(at(given, index), carry.length + index)),
        sums: wantedClosed.map((each) => to(each, first + closed.indexOf(each))),
      }
    },
  })

  return wanted.map((index) => {
    if (index < carry.length)
      return reachedCarry.has(index) ? (back.carry[floats.indexOf(index)] ?? null) : null
    if (!reached.has(index)) return null
    if (index < first) return back.outputs[wantedInputs.indexOf(index - carry.length)] ?? null
    return back.sums[wantedClosed.indexOf(at(closed, index - first))] ?? null
  })
}

function indices<T>(of: readonly T[], holds: (each: T, index: number) => boolean): number[] {
  return of.flatMap((each, index) => (holds(each, index) ? [index] : []))
}

function at(of: readonly Tensor[], index: number): Tensor {
  const found = of[index]
  if (!found) throw new Error('scan: a step gave fewer tensors than before')
  return found
}
