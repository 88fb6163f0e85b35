import { mean, quantile } from 'd3-array'
import type { Part } from '../data/part.ts'
import { PERMUTATIONS } from '../inspect/column-importance.ts'
import { type Inspection, inspectModel, MOST_ROWS } from '../inspect/inspect-model.ts'
import type { PartialDependence } from '../inspect/partial-dependence.ts'
import {
  groupNorms,
  type InputGroup,
  inputGroups,
  someRows,
  withInputs,
} from '../probe/input-groups.ts'
import type { ModelOnRows } from '../probe/model-on-rows.ts'
import { type Score, scoreOf } from '../probe/score.ts'
import type { Restored } from '../train/restore.ts'
import { histogram } from './histogram.ts'
import { type IntervalRow, intervalPlot } from './interval-plot.ts'
import { lineChart } from './line-chart.ts'
import { type Block, type Section, words } from './page.ts'
import { pixelMap } from './pixel-map.ts'
import { table } from './table.ts'

/** Columns of a picture; of more the first ones by what is shown. */
const MOST_COLUMNS = 30

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
  const permuted =
    areImages || some.rows < 2 ? [] : inspectionBlocks(inspectModel(restored, model, part))
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
  const everything = { features: groups.flatMap(({ features }) => features) }
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
        : gradientsByColumn(
            groups.filter(({ isIndex }) => !isIndex),
            gradients,
            differentiated,
          ),
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

/** What columns are worth, what predictions make of the most important ones, and the worst rows. */
function inspectionBlocks({
  rows,
  score,
  importance,
  remarks,
  dependence,
  worst,
}: Inspection): Block[] {
  const lost = importance.map(
    ({ column, scoreLost: { mean, least, most } }): IntervalRow => ({
      ...{ label: column, value: mean, interval: [least, most] },
    }),
  )
  return [
    intervalPlot({
      ...{ name: 'importance', title: 'Importance of columns', rows: largest(lost), reference: 0 },
      x: { label: `${score} lost where the column is permuted` },
      description:
        `Mean, least and most of ${PERMUTATIONS} permutations. ${lessWords(lost)}`.trim(),
    }),
    table({
      ...{ name: 'importance-figures', title: `Importance of columns, on ${rows} rows` },
      columns: ['column', 'loss gained', `${score} lost`, 'mean |gradient|'],
      rows: importance.map(({ column, lossGained, scoreLost, gradient }) => [
        ...[column, lossGained.mean, scoreLost.mean, gradient],
      ]),
    }),
    ...remarks.map((remark) => words(`${remark}.`)),
    ...dependence.flatMap(dependencePicture),
    ...(worst.length === 0
      ? []
      : [
          table({
            ...{ name: 'worst-rows', title: 'The rows with the largest losses' },
            columns: ['row', 'loss', 'target', 'prediction'],
            rows: worst.map(({ row, loss, target, prediction }) => [
              ...[String(row), loss, target, prediction],
            ]),
          }),
        ]),
  ]
}

/** Curves over numbers, a table of categories. */
function dependencePicture(
  { column, values, predictions }: PartialDependence,
  index: number,
): Block {
  const name = `partial-dependence-${index + 1}`
  const title = `Partial dependence on ${column}`
  const numbers = values.filter((value) => typeof value === 'number')
  const names = Object.keys(predictions)
  if (numbers.length < values.length || numbers.length < 2)
    return table({
      ...{ name, title, columns: [column, ...names] },
      rows: values.map((value, i) => [value, ...names.map((of) => predictions[of]?.[i] ?? null)]),
    })
  return lineChart({
    ...{ name, title, x: { label: column }, y: { label: 'mean prediction' } },
    series: names.map((of) => ({ name: of, x: numbers, y: predictions[of] ?? [], hasDots: true })),
    description: `The mean prediction where all rows have one value of ${column}.`,
  })
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
