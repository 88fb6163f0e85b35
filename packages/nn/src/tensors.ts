import type { Tensor } from '@sobolev/core'

/** Tensors by name: parameters, gradients or updates by the dotted paths of their Variables. */
export type Tensors = Readonly<Record<string, Tensor>>

type Each<Records extends readonly Tensors[]> = { readonly [K in keyof Records]: Tensor }

/**
 * `fn` of the tensors that have one name, for each name of the first record.
 * Throws a TypeError where another record lacks the name.
 */
export function mapTensors<const Records extends readonly [Tensors, ...Tensors[]]>(
  records: Records,
  fn: (tensors: Each<Records>, name: string) => Tensor,
): Tensors {
  const names = Object.keys(records[0])
  return Object.fromEntries(names.map((name) => [name, fn(pickAll(records, name), name)]))
}

function pickAll<Records extends readonly Tensors[]>(
  records: Records,
  name: string,
): Each<Records> {
  const picked = records.map((record) => {
    const tensor = record[name]
    if (!tensor)
      throw new TypeError(
        `mapTensors: every record must hold "${name}", got one with ${Object.keys(record).join(', ') || 'nothing'}`,
      )
    return tensor
  })
  // `map` forgets the length of a tuple; one tensor stands for each record.
  return picked as unknown as Each<Records>
}
