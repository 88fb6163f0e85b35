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
 * The derivative of a loop: a loop from its last step to its first. It carries the cotangents of the carry, repeats
 * each step under a tape from the carry saved before it, and sums the cotangents of tensors that the steps close over.
 *
 * Inputs are numbered through: the carry, then the inputs of the loop, then the tensors closed over; `neededInputs`
 * are the numbers of those whose cotangents are returned. `cotangents`: of the last carry, the outputs, the sums and
 * the saved carry.
 */
export function pullLoop(
  loop: LoopInLevels,
  result: LoopResult,
  neededInputs: readonly number[],
  cotangents: readonly (Tensor | null)[],
  run: (loop: LoopInLevels) => Step,
): (Tensor | null)[] {
  const { carry, inputs } = loop
  const { closedOver } = result
  const saved = result.saved()
  const nextCotangents = sequentialSlices(cotangents)
  const ofCarry = nextCotangents(carry.length)
  const ofOutputs = nextCotangents(result.outputs.length)
  const ofSums = nextCotangents(result.sums.length)
  const ofSaved = nextCotangents(saved.length)
  const needed = new Set(neededInputs)
  const firstClosedOver = carry.length + inputs.length
  const floatCarry = indicesWhere(carry, ({ dtype }) => isFloat(dtype))
  const usedInputs = indicesWhere(inputs, (_, index) => needed.has(carry.length + index))
  const usedClosedOver = closedOver.filter((_, index) => needed.has(firstClosedOver + index))
  const reachedOutputs = indicesWhere(ofOutputs, (cotangent) => cotangent !== null)
  const reachedSaved = indicesWhere(ofSaved, (cotangent) => cotangent !== null)
  // Integers are watched too where a path of derivatives may lead through them, which is an error.
  const isWatched = ({ dtype }: Tensor, index: number): boolean =>
    isFloat(dtype) || result.integersDependOnFloats || needed.has(index)

  // Numbers of the inputs that a cotangent reached: of the carry before the first step, of the others in any step.
  const reachedCarry = new Set<number>()
  const reached = new Set<number>()

  const back = run({
    carry: floatCarry.map((index) => ofCarry[index] ?? zerosLike(tensorAt(carry, index))),
    inputs: [
      ...saved,
      ...inputs,
      ...ofOutputs.flatMap((cotangent) => cotangent ?? []),
      ...ofSaved.flatMap((cotangent) => cotangent ?? []),
    ],
    length: loop.length,
    enteredLevels: loop.enteredLevels,
    reverse: !loop.reverse,
    body(ofNextCarry, slices) {
      const nextSlices = sequentialSlices(slices)
      const carryBefore = nextSlices(carry.length)
      const inputSlices = nextSlices(inputs.length)
      const ofStepOutputs = nextSlices(reachedOutputs.length)
      const ofStepSaved = nextSlices(reachedSaved.length)
      const sources = [
        ...carryBefore.filter(isWatched),
        ...usedInputs.map((index) => tensorAt(inputSlices, index)),
        ...usedClosedOver,
      ]
      const record = new TapeRecord(false)
      for (const source of sources) record.watch(source)
      const step = recordingWith(record, () => loop.body(carryBefore, inputSlices))
      const seeds = new Map<Tensor, Tensor>()
      const addSeed = (target: Tensor, cotangent: Tensor): void => {
        const before = seeds.get(target)
        seeds.set(target, before ? add(before, cotangent) : cotangent)
      }
      for (const [i, index] of floatCarry.entries())
        addSeed(tensorAt(step.carry, index), tensorAt(ofNextCarry, i))
      for (const [i, index] of reachedOutputs.entries())
        addSeed(tensorAt(step.outputs, index), tensorAt(ofStepOutputs, i))
      for (const [index, cotangent] of ofSums.entries())
        if (cotangent) addSeed(tensorAt(step.sums, index), cotangent)
      const pulled = pullBack(record.entries, seeds, new Set(sources))
      reachedCarry.clear()
      const ofCarryBefore = floatCarry.map((index) => {
        const tensor = tensorAt(carryBefore, index)
        const ofStep = pulled.get(tensor)
        const i = reachedSaved.indexOf(index)
        const ofUse = i < 0 ? undefined : ofStepSaved[i]
        if (ofStep ?? ofUse) reachedCarry.add(index)
        return ofStep && ofUse ? add(ofStep, ofUse) : (ofStep ?? ofUse ?? zerosLike(tensor))
      })
      const cotangentOf = (source: Tensor, index: number): Tensor => {
        const cotangent = pulled.get(source)
        if (cotangent) reached.add(index)
        return cotangent ?? zerosLike(source)
      }
      return {
        carry: ofCarryBefore,
        outputs: usedInputs.map((index) =>
          cotangentOf(tensorAt(inputSlices, index), carry.length + index),
        ),
        sums: usedClosedOver.map((tensor) =>
          cotangentOf(tensor, firstClosedOver + closedOver.indexOf(tensor)),
        ),
      }
    },
  })

  return neededInputs.map((index) => {
    if (index < carry.length)
      return reachedCarry.has(index) ? (back.carry[floatCarry.indexOf(index)] ?? null) : null
    if (!reached.has(index)) return null
    if (index < firstClosedOver)
      return back.outputs[usedInputs.indexOf(index - carry.length)] ?? null
    return back.sums[usedClosedOver.indexOf(tensorAt(closedOver, index - firstClosedOver))] ?? null
  })
}

/** Returns a function that takes the next so many entries of a list. */
function sequentialSlices<T>(list: readonly T[]): (count: number) => readonly T[] {
  let start = 0
  return (count) => {
    start += count
    return list.slice(start - count, start)
  }
}

function indicesWhere<T>(
  list: readonly T[],
  holds: (entry: T, index: number) => boolean,
): number[] {
  return list.flatMap((entry, index) => (holds(entry, index) ? [index] : []))
}

function tensorAt(list: readonly Tensor[], index: number): Tensor {
  const tensor = list[index]
  if (!tensor) throw new Error('scan: a step gave fewer tensors than before')
  return tensor
}
