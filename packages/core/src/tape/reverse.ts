import type { Entry, Rerun } from '../context/entry.ts'
import { GradientError } from '../errors/errors.ts'
import { onesLike } from '../operations/layout/constant.ts'
import { checkOnlyFinal, inDerivativeOf } from '../primitive/anomaly.ts'
import { isFloat } from '../tensor/dtype.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { CotangentAccumulator } from './cotangent-accumulator.ts'
import {
  addMasked,
  applyMask,
  isMasked,
  type Masked,
  propagateMask,
  throughChoice,
  unmasked,
} from './masked-cotangent.ts'

/**
 * Reverse mode: the cotangents of `sources` from those of `targets`, over recorded operations in
 * the order they ran. A source that no cotangent reaches is missing from the result.
 */
export function pullBack(
  entries: readonly Entry[],
  targets: ReadonlyMap<Tensor, Tensor>,
  sources: ReadonlySet<Tensor>,
): Map<Tensor, Tensor> {
  const seeds = [...targets].map(([target, g]) => [target, unmasked(g)] as const)
  const pulled = pullMasked(entries, new Map(seeds), sources)
  return new Map(
    [...pulled].map(([source, masked]) => {
      if (!isFloat(source.dtype)) throw integerPathError(entries, source)
      return [source, applyMask(masked).cotangent]
    }),
  )
}

/** `pullBack` for cotangents that keep track of their zeros; here a source may be an integer. */
function pullMasked(
  recorded: readonly Entry[],
  targets: ReadonlyMap<Tensor, Masked>,
  sources: ReadonlySet<Tensor>,
): Map<Tensor, Masked> {
  const entries = recorded.filter(({ isDerivative }) => !isDerivative)
  const depends = dependants(entries, sources)
  const cotangents = new CotangentAccumulator(targets)
  for (const entry of entries.toReversed()) {
    const received = entry.outputs.map((output) => cotangents.get(output))
    const needed = entry.inputs.map((input) => depends.has(input))
    if (received.every((cotangent) => cotangent === null) || !needed.includes(true)) continue
    for (const output of entry.outputs) if (!sources.has(output)) cotangents.delete(output)
    // An elementwise operation keeps zeros where they are; before any other they are put back.
    const masked =
      entry.elementwise || entry.rerun
        ? received
        : received.map((cotangent) => cotangent && applyMask(cotangent))
    const pull = (): (Masked | null)[] => pullEntry(entry, masked, needed)
    const [whole] = entry.inputs
    const [part] = masked
    if (entry.inputPart && whole && part && needed[0] && isFloat(whole.dtype)) {
      const { operation, inputPart } = entry
      const wholeCotangent = (): Masked | null => pull()[0] ?? null
      cotangents.addPart(whole, { operation, inputPart, part, wholeCotangent })
      continue
    }
    for (const [index, pulled] of pull().entries()) {
      const input = entry.inputs[index]
      if (!pulled || !input) continue
      if (!isFloat(input.dtype) && !sources.has(input)) throw integerPathError(entries, input)
      cotangents.add(input, pulled)
    }
  }
  const reached = [...sources].map((source) => [source, cotangents.get(source)] as const)
  return new Map(reached.flatMap(([source, masked]) => (masked ? [[source, masked]] : [])))
}

/** The cotangents of an entry's inputs where it is made of operations: these run again, and pull back one by one. */
function pullRerun(
  rerun: () => Rerun,
  received: readonly (Masked | null)[],
  needed: readonly boolean[],
): (Masked | null)[] {
  const { entries, inputs, outputs } = rerun()
  const targets = new Map<Tensor, Masked>()
  for (const [index, output] of outputs.entries()) {
    const masked = received[index]
    const before = targets.get(output)
    if (masked) targets.set(output, before ? addMasked(before, masked) : masked)
  }
  const sources = new Set(inputs.filter((_, index) => needed[index]))
  const pulled = pullMasked(entries, targets, sources)
  return inputs.map((input) => pulled.get(input) ?? null)
}

/** The cotangents of an entry's inputs from those of its outputs, with what is known of their zeros. */
function pullEntry(
  entry: Entry,
  received: readonly (Masked | null)[],
  needed: readonly boolean[],
): (Masked | null)[] {
  const { operation, rerun } = entry
  if (rerun) return inDerivativeOf(operation, () => pullRerun(rerun, received, needed))
  const cotangents = received.map((masked) => masked?.cotangent ?? null)
  const pull = (): (Masked | null)[] =>
    inDerivativeOf(operation, () => entry.pull(cotangents, needed)).map((pulled, argument) =>
      pulled && needed[argument] ? withMask(entry, received, argument, pulled) : null,
    )
  const keepsZeros = (isNeeded: boolean, argument: number): boolean =>
    !isNeeded || (entry.keepsZeros?.(argument) ?? false)
  const mayMakeNaN =
    received.some((masked) => masked && isMasked(masked)) &&
    !entry.choice &&
    !needed.every(keepsZeros)
  if (!mayMakeNaN) return pull()
  return checkOnlyFinal(pull, (pulled) => pulled.map((masked) => masked && applyMask(masked)))
}

/** The cotangent that a rule made for one input, with what is known of its zeros. */
function withMask(
  entry: Entry,
  [masked]: readonly (Masked | null)[],
  argument: number,
  cotangent: Tensor,
): Masked {
  const { elementwise } = entry
  const choice = entry.choice?.(argument)
  if (!masked || !(elementwise || entry.carryZeros)) return unmasked(cotangent)
  if (choice) return throughChoice(masked, choice, cotangent)
  if (!isMasked(masked)) return unmasked(cotangent)
  const mayMakeNaN = !entry.keepsZeros?.(argument) && cotangent !== masked.cotangent
  const pulled = { ...masked, cotangent, mayHoldNaN: masked.mayHoldNaN || mayMakeNaN }
  if (elementwise) return pulled
  return propagateMask(
    masked,
    pulled,
    (mask) => entry.carryZeros?.(mask, argument) ?? onesLike(cotangent),
  )
}

/** Every tensor that was computed from one of the sources, and the sources themselves. */
function dependants(entries: readonly Entry[], sources: ReadonlySet<Tensor>): Set<Tensor> {
  const depends = new Set(sources)
  for (const { inputs, outputs, integersDependOnFloats = true } of entries) {
    const reached = inputs.filter((input) => depends.has(input))
    if (reached.length === 0) continue
    const integersToo = integersDependOnFloats || reached.some(({ dtype }) => !isFloat(dtype))
    for (const output of outputs) if (integersToo || isFloat(output.dtype)) depends.add(output)
  }
  return depends
}

/** The error for a path to the sources that leads through an integer or a boolean. */
function integerPathError(entries: readonly Entry[], integer: Tensor): GradientError {
  const operation =
    entries.find(({ outputs }) => outputs.includes(integer))?.operation ?? integer.dtype
  return new GradientError(
    `gradient: "${operation}" gives ${integer.dtype}, which has no derivative, and its result is used as a number; ` +
      'use it as a condition of where(), or wrap it in stopGradient() to say that it is a constant',
  )
}
