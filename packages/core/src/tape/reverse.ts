import type { Entry, Rerun } from '../context/entry.ts'
import { GradientError } from '../errors/errors.ts'
import { onesLike } from '../operations/layout/constant.ts'
import { inDerivativeOf, inTheEnd } from '../primitive/anomaly.ts'
import { isFloat } from '../tensor/dtype.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { Arrivals } from './arrivals.ts'
import { carried, chosen, isMasked, joined, type Masked, settled, unmasked } from './masked.ts'

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
      if (!isFloat(source.dtype)) throw cutPath(entries, source)
      return [source, settled(masked).cotangent]
    }),
  )
}

/** `pullBack` of cotangents with what is known of their zeros; a source may be an integer here. */
function pullMasked(
  recorded: readonly Entry[],
  targets: ReadonlyMap<Tensor, Masked>,
  sources: ReadonlySet<Tensor>,
): Map<Tensor, Masked> {
  const entries = recorded.filter(({ isDerivative }) => !isDerivative)
  const depends = dependants(entries, sources)
  const arrivals = new Arrivals(targets)
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at]
    if (!entry) continue
    const arrived = entry.outputs.map((output) => arrivals.at(output))
    const needed = entry.inputs.map((input) => depends.has(input))
    if (arrived.every((each) => each === null) || !needed.includes(true)) continue
    for (const output of entry.outputs) if (!sources.has(output)) arrivals.forget(output)
    // An elementwise operation keeps zeros where they are; before any other they are put back.
    const masked =
      entry.elementwise || entry.again ? arrived : arrived.map((each) => each && settled(each))
    const send = (): (Masked | null)[] => sentOn(entry, masked, needed)
    const [whole] = entry.inputs
    const [part] = masked
    if (entry.taken && whole && part && needed[0] && isFloat(whole.dtype)) {
      const { operation, taken } = entry
      arrivals.addPiece(whole, { operation, taken, part, alone: () => send()[0] ?? null })
      continue
    }
    for (const [index, next] of send().entries()) {
      const input = entry.inputs[index]
      if (!next || !input) continue
      if (!isFloat(input.dtype) && !sources.has(input)) throw cutPath(entries, input)
      arrivals.add(input, next)
    }
  }
  const reached = [...sources].map((source) => [source, arrivals.at(source)] as const)
  return new Map(reached.flatMap(([source, masked]) => (masked ? [[source, masked]] : [])))
}

/** What the operations of an entry that ran again make of the cotangents of its outputs. */
function pullAgain(
  again: () => Rerun,
  arrived: readonly (Masked | null)[],
  needed: readonly boolean[],
): (Masked | null)[] {
  const { entries, inputs, outputs } = again()
  const targets = new Map<Tensor, Masked>()
  for (const [index, output] of outputs.entries()) {
    const masked = arrived[index]
    const before = targets.get(output)
    if (masked) targets.set(output, before ? joined(before, masked) : masked)
  }
  const sources = new Set(inputs.filter((_, index) => needed[index]))
  const pulled = pullMasked(entries, targets, sources)
  return inputs.map((input) => pulled.get(input) ?? null)
}

/** What an entry's rules make of cotangents, with the choices that they are still subject to. */
function sentOn(
  entry: Entry,
  arrived: readonly (Masked | null)[],
  needed: readonly boolean[],
): (Masked | null)[] {
  const { again } = entry
  if (again) return inDerivativeOf(entry.operation, () => pullAgain(again, arrived, needed))
  const cotangents = arrived.map((each) => each?.cotangent ?? null)
  const send = (): (Masked | null)[] =>
    inDerivativeOf(entry.operation, () => entry.pull(cotangents, needed)).map((pulled, argument) =>
      pulled && needed[argument] ? marked(entry, arrived, argument, pulled) : null,
    )
  const keeps = (isNeeded: boolean, argument: number): boolean =>
    !isNeeded || (entry.keepsZeros?.(argument) ?? false)
  const maySpoil =
    arrived.some((each) => each && isMasked(each)) && !entry.choice && !needed.every(keeps)
  return maySpoil ? inTheEnd(send, (all) => all.map((each) => each && settled(each))) : send()
}

/** A cotangent that a rule made, with what is known of its zeros. */
function marked(
  entry: Entry,
  [masked]: readonly (Masked | null)[],
  argument: number,
  cotangent: Tensor,
): Masked {
  const { elementwise } = entry
  const choice = entry.choice?.(argument)
  if (!masked || !(elementwise || entry.carryZeros)) return unmasked(cotangent)
  if (choice) return chosen(masked, choice, cotangent)
  if (!isMasked(masked)) return unmasked(cotangent)
  const spoils = !entry.keepsZeros?.(argument) && cotangent !== masked.cotangent
  const spoilt = { ...masked, cotangent, spoilt: masked.spoilt || spoils }
  if (elementwise) return spoilt
  return carried(
    masked,
    spoilt,
    (passed) => entry.carryZeros?.(passed, argument) ?? onesLike(cotangent),
  )
}

/** Every tensor that was computed from one of the sources, and the sources themselves. */
function dependants(entries: readonly Entry[], sources: ReadonlySet<Tensor>): Set<Tensor> {
  const depends = new Set(sources)
  for (const { inputs, outputs, cuts = true } of entries) {
    const reached = inputs.filter((input) => depends.has(input))
    if (reached.length === 0) continue
    const integersToo = cuts || reached.some(({ dtype }) => !isFloat(dtype))
    for (const output of outputs) if (integersToo || isFloat(output.dtype)) depends.add(output)
  }
  return depends
}

function cutPath(entries: readonly Entry[], cut: Tensor): GradientError {
  const operation = entries.find(({ outputs }) => outputs.includes(cut))?.operation ?? cut.dtype
  return new GradientError(
    `gradient: "${operation}" gives ${cut.dtype}, which has no derivative, and its result is used as a number; ` +
      'use it as a condition of where(), or wrap it in stopGradient() to say that it is a constant',
  )
}
