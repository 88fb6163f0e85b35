import { sum, type Tensor } from '@sobolev/core'
import { option } from '../catalogue/option.ts'
import type { Evaluation, Variables } from '../evaluation/evaluation.ts'
import { mapTensors, type Tensors } from '../tensors.ts'
import { groupMeans, groupsOption, membersOf } from './groups.ts'

/** The option of penalties that compare environments. */
export const environmentsOption = groupsOption(
  'the columns that say which environment a row is from',
)

/** The option that says by which parameters gradients are taken. */
export const layerOption = option.path({
  default: 'last',
  or: ['last', 'all'],
  words:
    'by whose parameters gradients are taken: those of a layer by its path, of the last one, or all',
})

/** Those of the variables that stand in a layer, by path. Throws a TypeError where there are none. */
export function variablesOfLayer(penalty: string, layer: string, trainable: Variables): Variables {
  if (layer === 'all') return trainable
  const paths = Object.keys(trainable)
  const wanted = layer === 'last' ? layerOf(paths.at(-1) ?? '') : layer
  const found = Object.entries(trainable).filter(([path]) => layerOf(path) === wanted)
  if (found.length > 0) return Object.fromEntries(found)
  throw new TypeError(
    `${penalty}: layer must be the path of one with parameters to train, ${[...new Set(paths.map(layerOf))].join(', ')}, got "${layer}"`,
  )
}

/** `layers.0` of `layers.0.kernel`. */
const layerOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')))

/** A number or tensor of each environment. */
export interface ByEnvironment {
  /** By path, each [environments, ...]. */
  readonly rows: Tensors
  /** 1 for an environment that has examples, else 0; [environments]. */
  readonly isThere: Tensor
  /** How many environments have examples; scalar. */
  readonly count: Tensor
}

/** The gradient of the mean loss of each environment by some variables. */
export function environmentGradients(
  penalty: string,
  environments: string | readonly string[],
  evaluation: Evaluation,
  sources: Variables,
): ByEnvironment {
  const members = membersOf(penalty, environments, evaluation)
  const { means, isThere, count } = groupMeans(evaluation.losses, members)
  const rows = evaluation.jacobian(means, sources, { unconnectedGradients: 'zero' })
  return { rows, isThere, count }
}

/** The mean over environments of the square of how far each is from the mean of all. */
export function spreadOf({ rows, isThere, count }: ByEnvironment): Tensor {
  const counts = isThere.reshape([isThere.size, 1])
  return Object.values(rows)
    .map((row) => {
      const flat = row.reshape([isThere.size, -1]).mul(counts)
      const distances = flat.sub(sum(flat, 0).div(count)).mul(counts)
      return sum(distances.square()).div(count)
    })
    .reduce((total, part) => total.add(part))
}

/** Tensors of one path, [...], of each environment in turn, as [environments, ...]. */
export const stacked = (
  parts: readonly Tensors[],
  stack: (tensors: readonly Tensor[]) => Tensor,
): Tensors =>
  mapTensors([parts[0] ?? {}], (_, path) =>
    stack(parts.flatMap((part) => (part[path] ? [part[path]] : []))),
  )
