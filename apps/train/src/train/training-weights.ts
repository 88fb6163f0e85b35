import type { Config } from '../config/config.ts'
import { listed, quoted } from '../config/show.ts'
import { didYouMean } from '../config/suggest.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Part } from '../data/part.ts'
import { type Fault, InputError } from '../errors.ts'

/**
 * The training part as it is trained on: the weight of a row is that of its column times that of its class, divided by
 * the mean of all, so that weights say what counts more and not how large the loss is. None where all are equal.
 *
 * @throws InputError for weights of classes that there are not
 */
export function weighted(
  { classWeights }: Pick<Config, 'classWeights'>,
  { training, classes, task }: Pick<Dataset, 'training' | 'classes' | 'task'>,
): Part {
  if (classWeights === null && training.weights === undefined) return training
  // The steps of a sequence are of several classes: their weights are a matter of the loss.
  const isOfSteps = training.stepRows !== undefined
  if (classWeights !== null && task === 'regression')
    throw new InputError(
      'classWeights: must be left out in regression, which has no classes; data.weight names a column of weights',
    )
  const ofClass = isOfSteps ? [] : weightsOfClasses(classWeights, training, classes)
  const weights = Float64Array.from(
    { length: training.rows },
    (_, row) => weightOf(training, row) * (ofClass[training.targets[row] ?? 0] ?? 1),
  )
  const { weights: _, ...part } = training
  if (weights.every((value) => value === weights[0]) && weights[0] !== 0) return part
  const mean = weights.reduce((sum, value) => sum + value, 0) / training.rows
  if (!(mean > 0)) throw new InputError(noWeight)
  return { ...part, weights: Float32Array.from(weights, (value) => value / mean) }
}

/**
 * What the loss of each step counts by its class, where each has a target, divided by the mean of all steps; undefined
 * where all are equal.
 *
 * @throws InputError for weights of classes that there are not
 */
export function stepWeights(
  { classWeights }: Pick<Config, 'classWeights'>,
  { training, classes }: Pick<Dataset, 'training' | 'classes'>,
): readonly number[] | undefined {
  const { targets, stepRows } = training
  if (classWeights === null || stepRows === undefined) return undefined
  const ofClass = weightsOfClasses(classWeights, training, classes)
  const sum = Array.from(targets).reduce((sum, target) => sum + (ofClass[target] ?? 1), 0)
  if (!(sum > 0)) throw new InputError(noWeight)
  return ofClass.map((weight) => (weight * targets.length) / sum)
}

/** How many rows of the training part each class has, or steps where each has a target; undefined in regression. */
export function classCounts({
  training: { targets },
  classes,
}: Pick<Dataset, 'training' | 'classes'>): readonly number[] | undefined {
  if (classes.length === 0) return undefined
  const counts = classes.map(() => 0)
  for (const target of targets) counts[target] = (counts[target] ?? 0) + 1
  return counts
}

function weightsOfClasses(
  classWeights: Config['classWeights'],
  training: Part,
  classes: readonly string[],
): number[] {
  return classWeights === 'balanced'
    ? balancedWeights(training, classes.length)
    : givenWeights(classWeights ?? {}, classes)
}

const noWeight =
  'classWeights: some training row must have a weight above 0, got none; give a class a weight above 0'

const weightOf = ({ weights }: Part, row: number): number => weights?.[row] ?? 1

/** With these each class has the same weight in all, the rows of a class in proportion to their own weights. */
function balancedWeights(training: Part, classes: number): number[] {
  const totals = Array.from({ length: classes }, () => 0)
  const add = (target: number, weight: number): void => {
    totals[target] = (totals[target] ?? 0) + weight
  }
  const { targets, stepRows } = training
  for (let row = 0; row < training.rows; row++) {
    const [begin = row, end = row + 1] = stepRows?.starts.subarray(row, row + 2) ?? []
    for (const target of targets.subarray(begin, end)) add(target, weightOf(training, row))
  }
  const whole = totals.reduce((sum, total) => sum + total, 0)
  return totals.map((total) => (total === 0 ? 0 : whole / (classes * total)))
}

function givenWeights(
  given: Readonly<Record<string, number>>,
  classes: readonly string[],
): number[] {
  const faults = Object.keys(given).flatMap((name): Fault[] => {
    if (classes.includes(name)) return []
    const hint = didYouMean(name, classes) || `; the classes are ${listed(classes.map(quoted))}`
    return [{ place: '', message: `classWeights: there is no class ${quoted(name)}${hint}` }]
  })
  if (faults.length > 0) throw new InputError(faults)
  return classes.map((name) => (Object.hasOwn(given, name) ? (given[name] ?? 1) : 1))
}
