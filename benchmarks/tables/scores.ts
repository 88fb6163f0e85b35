import { readCsv, type Table } from './table.ts'

/** How good the predictions of a test part are. Those of a classifier have no `rmse` and `r2`, and the reverse. */
export interface Scores {
  readonly accuracy?: number
  /** Of two classes: the area under the curve of the second. */
  readonly auc?: number
  readonly logLoss?: number
  /** The expected calibration error: over 15 bins, the mean distance of confidence and accuracy. */
  readonly ece?: number
  readonly rmse?: number
  readonly r2?: number
}

const BINS = 15

/** Scores a file of predictions, with the columns that `sobolev predict` adds, against the test part. */
export async function score(table: Table, test: string, predicted: string): Promise<Scores> {
  const targets = (await readCsv(test)).get(table.target) ?? []
  const found = await readCsv(predicted)
  const column = (name: string): number[] => {
    const cells = found.get(name)
    if (cells?.length !== targets.length || cells.includes(''))
      throw new Error(`${predicted}: column ${name} must have a number for each row of ${test}`)
    return cells.map(Number)
  }
  if (table.task === 'regression') return ofNumbers(targets.map(Number), column('prediction'))
  const classes = table.classes ?? []
  const probabilities = classes.map((name) => column(`probability_${name}`))
  return ofClasses(
    targets.map((target) => classes.indexOf(target)),
    probabilities,
  )
}

function ofNumbers(targets: readonly number[], predictions: readonly number[]): Scores {
  const mean = sum(targets) / targets.length
  const error = sum(targets.map((target, row) => (target - (predictions[row] ?? Number.NaN)) ** 2))
  const spread = sum(targets.map((target) => (target - mean) ** 2))
  return { rmse: Math.sqrt(error / targets.length), r2: 1 - error / spread }
}

/** @param probabilities of each class, for all rows */
function ofClasses(
  targets: readonly number[],
  probabilities: readonly (readonly number[])[],
): Scores {
  const rows = targets.length
  const probability = (index: number, row: number): number => probabilities[index]?.[row] ?? 0
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0 }))
  let right = 0
  let loss = 0
  targets.forEach((target, row) => {
    let guess = 0
    for (let index = 1; index < probabilities.length; index++)
      if (probability(index, row) > probability(guess, row)) guess = index
    const confidence = probability(guess, row)
    const isRight = guess === target ? 1 : 0
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]
    if (bin !== undefined) {
      bin.confidence += confidence
      bin.right += isRight
    }
    right += isRight
    // As in scikit-learn: a probability of 0 is taken for the smallest number that is told from 0 beside 1.
    loss -= Math.log(Math.max(probability(target, row), Number.EPSILON))
  })
  const ece = sum(bins.map((bin) => Math.abs(bin.confidence - bin.right))) / rows
  const scores = { accuracy: right / rows, logLoss: loss / rows, ece }
  return probabilities.length === 2
    ? { ...scores, auc: areaUnderCurve(targets, probabilities[1] ?? []) }
    : scores
}

/** The share of pairs of both classes whose ranks are right; equal ones count half. */
function areaUnderCurve(targets: readonly number[], values: readonly number[]): number {
  const order = values.map((value, row) => ({ value, isSecond: targets[row] === 1 }))
  order.sort((a, b) => a.value - b.value)
  let below = 0
  let pairs = 0
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && order[end]?.value === order[start]?.value) end++
    const second = order.slice(start, end).filter(({ isSecond }) => isSecond).length
    const first = end - start - second
    pairs += second * (below + first / 2)
    below += first
    start = end
  }
  return pairs / (below * (order.length - below))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
