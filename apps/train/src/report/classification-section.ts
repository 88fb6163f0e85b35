import { type Tensor, tensor } from '@sobolev/core'
import { precisionRecallCurve, rocCurve } from '@sobolev/nn'
import { formatNumber } from '../cli/format-number.ts'
import { type Guesses, guessedClasses } from '../probe/model-on-rows.ts'
import { histogram } from './histogram.ts'
import { lineChart, type Series } from './line-chart.ts'
import { matrixChart } from './matrix-chart.ts'
import type { Section } from './page.ts'
import type { Picture } from './picture.ts'
import { seriesLooks } from './style.ts'
import { table } from './table.ts'

/** Targets of a classification and what a model says of them. */
export interface ClassGuesses extends Guesses {
  readonly scores: Float32Array
  readonly classes: readonly string[]
  readonly targets: Int32Array
}

/** How good guesses of classes are: what is taken for what, and what probabilities are worth. */
export function classificationSection(guesses: ClassGuesses, part: string): Section {
  return {
    title: `Classes of the ${part} part`,
    blocks: [
      ...confusion(guesses),
      ...curvesByThreshold(guesses),
      ...(guesses.probabilities === null
        ? []
        : calibration({ ...guesses, probabilities: guesses.probabilities })),
    ],
  }
}

function confusion({
  scores,
  classes,
  targets,
}: ClassGuesses): (Picture | ReturnType<typeof table>)[] {
  const guessed = guessedClasses(scores, classes.length)
  const counts: number[][] = classes.map(() => classes.map(() => 0))
  targets.forEach((target, row) => {
    const cells = counts[target]
    const guess = guessed[row] ?? 0
    if (cells) cells[guess] = (cells[guess] ?? 0) + 1
  })
  const right = counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0)
  const rate = (amount: number, of: number): number => (of === 0 ? Number.NaN : amount / of)
  return [
    matrixChart({
      ...{ name: 'confusion-matrix', title: 'Confusion matrix', names: classes, counts },
      ...{ rowLabel: 'true class', columnLabel: 'predicted class' },
      description: `${right} of ${targets.length} are right. Rows are true classes, columns predicted ones; the darker a cell, the larger its share of its row.`,
    }),
    table({
      ...{
        name: 'classes',
        title: 'Classes',
        columns: ['class', 'examples', 'recall', 'precision'],
      },
      rows: classes.map((name, index) => {
        const right = counts[index]?.[index] ?? 0
        const examples = counts[index]?.reduce((sum, count) => sum + count, 0) ?? 0
        const predicted = counts.reduce((sum, row) => sum + (row[index] ?? 0), 0)
        return [name, examples, rate(right, examples), rate(right, predicted)]
      }),
    }),
  ]
}

/** ROC and precision over recall: of two classes for the second, of more for each against the others. */
function curvesByThreshold({ scores, logOdds, classes, targets }: ClassGuesses): Picture[] {
  const candidates = classes.length === 2 ? [1] : classes.map((_, index) => index)
  const counts = candidates.map((of) => ({
    of,
    count: targets.filter((target) => target === of).length,
  }))
  const both = counts.filter(({ count }) => count > 0 && count < targets.length)
  // Of many classes the most frequent ones, as many as have looks of their own.
  const shown = both
    .toSorted((a, b) => b.count - a.count)
    .slice(0, seriesLooks)
    .map(({ of }) => of)
    .sort((a, b) => a - b)
  if (shown.length === 0) return []
  const curveOf = (of: number) => {
    // Not by probabilities where there is a choice, as they tie where they round to 0 or 1.
    const column =
      logOdds ?? Float32Array.from(targets, (_, row) => scores[row * classes.length + of] ?? 0)
    const isOf = Int32Array.from(targets, (target) => Number(target === of))
    return [tensor(column), tensor(isOf)] as const
  }
  const seriesOf = (
    x: string,
    y: string,
    metric: typeof rocCurve | typeof precisionRecallCurve,
  ): Series[] =>
    shown.map((of) => {
      const found = Object.entries<Tensor>(metric(...curveOf(of)))
      const column = (name: string): number[] =>
        Array.from(found.find(([key]) => key === name)?.[1].data ?? [])
      return { name: classes[of] ?? '', x: column(x), y: column(y) }
    })
  const less =
    shown.length < both.length
      ? ` The ${shown.length} most frequent of ${both.length} classes are shown.`
      : ''
  const what =
    classes.length === 2
      ? `"${classes[1]}" is the positive class.`
      : `Each class against the others.${less}`
  const roc = seriesOf('falsePositiveRate', 'truePositiveRate', rocCurve)
  const areas = roc.map(({ name, x, y }) => `${name}: area ${formatNumber(areaUnder(x, y))}.`)
  const unit = [0, 1] as const
  return [
    lineChart({
      ...{ name: 'roc', title: 'Receiver operating characteristic', series: roc },
      x: { label: 'false positive rate', domain: unit },
      y: { label: 'true positive rate', domain: unit },
      background: [{ name: 'chance', x: [0, 1], y: [0, 1] }],
      description: [what, ...areas].join(' '),
    }),
    lineChart({
      ...{ name: 'precision-recall', title: 'Precision over recall' },
      series: seriesOf('recall', 'precision', precisionRecallCurve),
      x: { label: 'recall', domain: unit },
      y: { label: 'precision', domain: unit },
      description: what,
    }),
  ]
}

const areaUnder = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce(
    (sum, place, i) =>
      sum + (i === 0 ? 0 : ((place - (x[i - 1] ?? 0)) * ((y[i] ?? 0) + (y[i - 1] ?? 0))) / 2),
    0,
  )

const BINS = 10

/** How often guesses are right by how sure the model is of them. */
function calibration({
  probabilities,
  classes,
  targets,
}: ClassGuesses & { readonly probabilities: Float32Array }): Picture[] {
  const guessed = guessedClasses(probabilities, classes.length)
  const confidences = Float64Array.from(
    guessed,
    (of, row) => probabilities[row * classes.length + of] ?? 0,
  )
  const bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }))
  confidences.forEach((confidence, row) => {
    const bin = bins[Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1))]
    if (bin === undefined) return
    bin.count++
    bin.confidence += confidence
    bin.right += Number(guessed[row] === targets[row])
  })
  const used = bins.filter(({ count }) => count > 0)
  const error =
    used.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) /
    targets.length
  return [
    lineChart({
      ...{ name: 'calibration', title: 'Calibration (reliability diagram)' },
      x: { label: 'mean probability of the predicted class', domain: [0, 1] },
      y: { label: 'share that is right', domain: [0, 1] },
      series: [
        {
          name: 'share that is right',
          x: used.map(({ confidence, count }) => confidence / count),
          y: used.map(({ right, count }) => right / count),
          hasDots: true,
        },
      ],
      background: [{ name: 'calibrated', x: [0, 1], y: [0, 1] }],
      description: `On the diagonal probabilities are as often right as they say. Expected calibration error of ${BINS} bins: ${formatNumber(error)}.`,
    }),
    histogram({
      ...{
        name: 'confidence',
        title: 'How sure the model is',
        counted: 'examples',
        values: confidences,
        bins: 20,
      },
      x: { label: 'probability of the predicted class' },
    }),
  ]
}
