import type { Tensors } from '@sobolev/nn'

/** The tensors of members by the names that they have side by side: `members.0.layers.0.kernel`. */
export const ofAllMembers = (members: readonly Tensors[]): Tensors =>
  Object.assign({}, ...members.map((member, number) => withPrefix(`members.${number}.`, member)))

/** The same under longer names. */
export const withPrefix = (prefix: string, tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [prefix + name, value]))

/** Those whose names begin with a prefix, by their names without it. */
export const withoutPrefix = <T>(prefix: string, tensors: ReadonlyMap<string, T>): Map<string, T> =>
  new Map(
    Array.from(tensors).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
    ),
  )

/** How many members have tensors of their own among the names of a checkpoint; at least one. */
export function memberCount(names: Iterable<string>): number {
  const numbers = Array.from(names, (name) => /^members\.(\d+)\./.exec(name)?.[1])
  return Math.max(1, new Set(numbers.filter((number) => number !== undefined)).size)
}
