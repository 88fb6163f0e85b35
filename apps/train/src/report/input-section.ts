import { Rng } from '@sobolev/core'
import { mean, quantile } from 'd3-array'
import type { Part } from '../data/part.ts'
import type { Restored } from '../train/restore.ts'
import { histogram } from './histogram.ts'
import {
  elementsOf,
  groupNorms,
  type InputGroup,
  inputGroups,
  someRows,
  withInputs,
} from './input-groups.ts'
import { type IntervalRow, intervalPlot } from './interval-plot.ts'
import { lineChart } from './line-chart.ts'
import type { ModelOnRows } from './model-on-rows.ts'
import { type Block, type Section, words } from './page.ts'
import { pixelMap } from './pixel-map.ts'
import { type Score, scoreOf } from './score.ts'

/** Columns of a picture; of more the first ones by what is shown. */
const MOST_COLUMNS = 30
/** Examples that are measured again and again, with columns permuted or inputs moved. */
const MOST_ROWS = 1000
const PERMUTATIONS = 5

/** What a model takes of its inputs: derivatives by them, attacks, and columns that are permuted. */
export function inputSection(
  restored: Restored,
  model: ModelOnRows,
  part: Part,
  partName: string,
): Section {
  const groups = inputGroups(restored.preprocessing)
  const some = someRows(part, MOST_ROWS)
  const score = scoreOf(restored.preprocessing.target, some.targets)
  const shape = restored.learner.inputShape
  const areImages = part.steps === null && shape.length === 3
  const title = `Inputs, on the ${partName} part`
  const permuted = areImages ? [] : importance({ model, part: some, groups, score })
  if (model.inputGradients === null)
    return {
      title,
      blocks: [
        ...permuted,
        words(
          'Inputs are indices, by which nothing is differentiated: no gradients and no attacks.',
        ),
      ],
    }
  // Derivatives by all features of all rows would be as large as inputs that are not packed.
  const differentiated = part.packed === undefined ? part : some
  const gradients = model.inputGradients(differentiated)
  const everything: InputGroup = {
    name: 'all',
    features: groups.flatMap(({ features }) => features),
  }
  return {
    title,
    blocks: [
      histogram({
        ...{
          name: 'input-gradient-norms',
          title: 'Norms of the input gradients',
          counted: 'examples',
        },
        values: groupNorms(gradients, everything, differentiated),
        x: { label: '‖∂loss/∂inputs‖, inputs as the model sees them' },
        description:
          'How much the loss of each example can change under a small change of its inputs.',
      }),
      areImages
        ? pixelMap(shape, meanSizes(gradients, differentiated))
        : gradientsByColumn(groups, gradients, differentiated),
      ...permuted,
      attack(model, some, model.inputGradients(some), score),
    ],
  }
}

/** By column: the mean size of the derivative, and between which sizes nine of ten are. */
function gradientsByColumn(
  groups: readonly InputGroup[],
  gradients: Float32Array,
  part: Part,
): Block {
  const rows = groups.map((group): IntervalRow => {
    const sizes = groupNorms(gradients, group, part)
    return {
      label: group.name,
      value: mean(sizes) ?? Number.NaN,
      interval: [quantile(sizes, 0.05) ?? 0, quantile(sizes, 0.95) ?? 0],
    }
  })
  return intervalPlot({
    ...{ name: 'gradients-by-column', title: 'Input gradients by column', rows: largest(rows) },
    x: { label: 'mean |∂loss/∂input|; lines: nine of ten examples' },
    description: lessWords(rows),
  })
}

const largest = (rows: readonly IntervalRow[]): IntervalRow[] =>
  rows.toSorted((a, b) => b.value - a.value).slice(0, MOST_COLUMNS)

const lessWords = ({ length }: { readonly length: number }): string =>
  length > MOST_COLUMNS ? `The first ${MOST_COLUMNS} of ${length} columns.` : ''

interface Permuted {
  readonly model: ModelOnRows
  readonly part: Part
  readonly groups: readonly InputGroup[]
  readonly score: Score
}

/** How much worse guesses are where a column has the values of other rows. */
function importance({ model, part, groups, score }: Permuted): Block[] {
  if (part.rows < 2) return []
  const before = score.of(model.guess(part))
  const rows = groups.slice(0, 10 * MOST_COLUMNS).map((group): IntervalRow => {
    const losses = Array.from({ length: PERMUTATIONS }, (_, round) => {
      const order = new Rng(round).split(group.name).permutation(part.rows).data
      return before - score.of(model.guess(withPermuted(part, group, order)))
    }).sort((a, b) => a - b)
    return {
      label: group.name,
      value: mean(losses) ?? Number.NaN,
      interval: [losses[0] ?? 0, losses.at(-1) ?? 0],
    }
  })
  return [
    intervalPlot({
      ...{ name: 'importance', title: 'Importance of columns', rows: largest(rows), reference: 0 },
      x: { label: `${score.name} lost where the column is permuted` },
      description:
        `Mean, least and most of ${PERMUTATIONS} permutations. ${lessWords(rows)}`.trim(),
    }),
  ]
}

function withPermuted(part: Part, group: InputGroup, order: ArrayLike<number>): Part {
  const inputs = part.inputs.slice()
  const width = inputs.length / part.rows
  const elements = elementsOf(group, part)
  for (let row = 0; row < part.rows; row++)
    for (const element of elements)
      inputs[row * width + element] = part.inputs[(order[row] ?? 0) * width + element] ?? 0
  return withInputs(part, inputs)
}

const EPSILONS = Array.from({ length: 21 }, (_, i) => i / 20)

/** The score where each input is moved by epsilon to where the loss grows. */
function attack(model: ModelOnRows, part: Part, gradients: Float32Array, score: Score): Block {
  const scores = EPSILONS.map((epsilon) => {
    const moved = part.inputs.map((value, i) => value + epsilon * Math.sign(gradients[i] ?? 0))
    return score.of(model.guess(withInputs(part, moved)))
  })
  return lineChart({
    ...{ name: 'fgsm', title: `${score.name} under the fast gradient sign method` },
    x: { label: 'epsilon, in units of the inputs as the model sees them' },
    y: { label: score.name, ...(score.name === 'accuracy' && { domain: [0, 1] as const }) },
    series: [{ name: score.name, x: EPSILONS, y: scores, hasDots: true }],
    description:
      'Each input is moved by epsilon in the direction in which the loss of its example grows.',
  })
}

/** The mean size of the derivative by each element of an example. */
function meanSizes(gradients: Float32Array, { rows }: Part): Float64Array {
  const width = gradients.length / rows
  const sums = new Float64Array(width)
  gradients.forEach((value, i) => {
    sums[i % width] = (sums[i % width] ?? 0) + Math.abs(value) / rows
  })
  return sums
}
