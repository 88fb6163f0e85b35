import { inDerivativeOf } from './anomaly.ts'
import { isFloat } from './dtype.ts'
import { GradientError } from './errors.ts'
import { add } from './operations/arithmetic.ts'
import type { Entry } from './recording.ts'
import type { Tensor } from './tensor.ts'

/**
 * Reverse mode: the cotangents of `sources` from those of `targets`, over recorded operations in
 * the order they ran. A source that no cotangent reaches is missing from the result.
 */
export function pullBack(
  entries: readonly Entry[],
  targets: ReadonlyMap<Tensor, Tensor>,
  sources: ReadonlySet<Tensor>,
): Map<Tensor, Tensor> {
  const depends = dependants(entries, sources)
  const cotangents = new Map(targets)
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at]
    const cotangent = entry && cotangents.get(entry.output)
    if (!entry || !cotangent || !depends.has(entry.output)) continue
    if (!sources.has(entry.output)) cotangents.delete(entry.output)
    const needed = entry.inputs.map((input) => depends.has(input))
    const all = inDerivativeOf(entry.operation, () => entry.pull(cotangent, needed))
    for (const [index, input] of entry.inputs.entries()) {
      const pulled = all[index]
      if (!pulled || !needed[index]) continue
      if (!isFloat(input.dtype)) throw cutPath(entries, input)
      const before = cotangents.get(input)
      cotangents.set(input, before ? add(before, pulled) : pulled)
    }
  }
  return cotangents
}

/** Every tensor that was computed from one of the sources, and the sources themselves. */
function dependants(entries: readonly Entry[], sources: ReadonlySet<Tensor>): Set<Tensor> {
  const depends = new Set(sources)
  for (const { inputs, output } of entries)
    if (inputs.some((input) => depends.has(input))) depends.add(output)
  return depends
}

function cutPath(entries: readonly Entry[], cut: Tensor): GradientError {
  const operation = entries.find((entry) => entry.output === cut)?.operation ?? cut.dtype
  return new GradientError(
    `gradient: "${operation}" gives ${cut.dtype}, which has no derivative, and its result is used as a number; ` +
      'use it as a condition of where(), or wrap it in stopGradient() to say that it is a constant',
  )
}
