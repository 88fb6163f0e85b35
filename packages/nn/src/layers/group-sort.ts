import { type Shape, ShapeError, type Tensor } from '@sobolev/core'
import { defineLayer } from '../catalogue/define.ts'
import type { Definitions } from '../catalogue/kinds.ts'
import { type GivenOptions, option } from '../catalogue/option.ts'
import { readOptions } from '../catalogue/read-options.ts'
import { checkTensors } from '../check-tensors.ts'
import type { MaskRule } from '../modules/mask-rule.ts'
import { Module } from '../modules/module.ts'
import { type ChannelAxis, channelsOf } from './channels.ts'

const table = {
  groupSize: option.integer({
    minimum: 1,
    default: 2,
    words: 'how many neighbours are sorted among themselves',
  }),
  along: option.choice({
    values: ['channels', 'features'],
    default: 'channels',
    words: 'the axis of these: the first of an example, or its last',
  }),
}

/** Options of `new GroupSort`. */
export type GroupSortOptions = GivenOptions<typeof table>

/** Sorts every few channels or features among themselves; the shape stays. */
export class GroupSort extends Module {
  static readonly definition: Definitions['layer'] = defineLayer({
    name: 'groupSort',
    summary:
      'Sorts every few neighbouring channels or features among themselves, in place of an activation.',
    formula:
      'y = the elements of each group of groupSize neighbours in rising order; of size 2, the smaller and the larger (MaxMin)',
    paper: {
      authors: 'Anil, Lucas & Grosse',
      year: 2019,
      title: 'Sorting out Lipschitz function approximation',
      place: 'section 4',
    },
    cost: 'sorting the units of each group',
    when: 'Behind bjorck or spectralNorm where relu would lose: it changes no norm of a gradient, so that a 1-Lipschitz network can keep slope 1 everywhere, which Wasserstein critics and certified robustness need.',
    advice: {
      wants: ['lipschitz'],
      suggested: 'A groupSize of 2 behind dense layers of an even width.',
      notWith: 'Penalties on curvature, of which it has none between its bends.',
      limits: 'Alone it bounds nothing: the kernels do.',
    },
    notes:
      'The Jacobian is a permutation, and has second derivatives of 0: penalties on curvature see no bend. Equal elements keep their order.',
    aliases: ['maxMin', 'orthogonalPermutationLinearUnit', 'oplu', 'fullSort'],
    options: table,
    short: 'groupSize',
    example: { inputs: [[3, 1, -5, -2]], value: [[1, 3, -5, -2]] },
    plan: (options) => ({
      outputShape(inputs) {
        groupsOf(inputs, options)
        return inputs
      },
      parameters: () => 0,
      build: () => new GroupSort(options),
    }),
  })

  /** How many units are sorted together. */
  readonly groupSize: number
  /** Which axis counts the units. */
  readonly along: ChannelAxis

  constructor(options: GroupSortOptions = {}) {
    super()
    const { groupSize, along } = readOptions('GroupSort', table, options)
    this.groupSize = groupSize
    this.along = along
  }

  override get maskRule(): MaskRule | undefined {
    return this.along === 'features' ? 'kept' : undefined
  }

  /** Throws a ShapeError unless groupSize divides the channels or features. */
  override call(x: Tensor): Tensor {
    checkTensors('GroupSort', { x })
    const groups = groupsOf(x.shape.slice(1), this)
    const axis = this.along === 'channels' ? 1 : x.rank - 1
    const grouped = [...x.shape.slice(0, axis), groups, this.groupSize, ...x.shape.slice(axis + 1)]
    return x
      .reshape(grouped)
      .sort(axis + 1)
      .reshape(x.shape)
  }
}

/** How many groups an example has. */
function groupsOf(
  example: Shape,
  { groupSize, along }: { readonly groupSize: number; readonly along: ChannelAxis },
): number {
  const length = channelsOf('GroupSort', example, along)
  if (length % groupSize !== 0)
    throw new ShapeError(
      `GroupSort: groupSize must divide the ${along}, got ${groupSize} and inputs [${['n', ...example].join(', ')}]`,
    )
  return length / groupSize
}
