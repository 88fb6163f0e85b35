import type { Variable } from '@sobolev/core'

// Every platform has one, and the language's own library does not say so.
declare const console: { warn(message: string): void }

/**
 * Warns of two variables that begin with the same random numbers, as layers do that were given one Rng: they would
 * have the same gradients, or others by chance alone. What holds one or two different numbers, such as ones or an
 * identity matrix, was meant.
 */
export function warnOfEqualBeginnings(variables: Readonly<Record<string, Variable>>): void {
  const known = new Map<string, string>()
  for (const [name, { value }] of Object.entries(variables)) {
    const { shape, dtype, data } = value
    if (new Set(data.subarray(0, 64)).size <= 2) continue
    const begin = `${dtype} ${shape.join()} ${data.subarray(0, 64).join()}`
    const other = known.get(begin)
    known.set(begin, name)
    if (other === undefined || !equal(data, variables[other]?.value.data)) continue
    console.warn(
      `Optimizer: the variables "${other}" and "${name}" begin with the same random numbers; ` +
        `if their layers were made with one Rng, give each its own, such as rng.split('hidden')`,
    )
    return
  }
}

const equal = (a: ArrayLike<number>, b: ArrayLike<number> | undefined): boolean => {
  if (a.length !== b?.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}
