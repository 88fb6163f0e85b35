/** What the epochs of a run came to, as curves. */
import type { About, EpochFigures } from './messages.ts'

/** One line of a chart. */
export interface Line {
  readonly name: string
  /** By epoch; NaN where there is none. */
  readonly values: readonly number[]
  /** Which of the colours of pictures it has. */
  readonly colour: number
  readonly isBold: boolean
}

/** A chart. */
export interface Curve {
  readonly title: string
  readonly lines: readonly Line[]
  /** Whether its axis has equal ratios. */
  readonly isLogarithmic: boolean
  /** What its axis reaches at least, where that is known. */
  readonly range: readonly [low: number, high: number] | null
  readonly isPercent: boolean
}

/** Metrics by which models are judged, the first that a run has. */
const judging = ['accuracy', 'r2', 'rootMeanSquaredError', 'meanAbsoluteError']
/** A loss that falls so many times is looked at in ratios. */
const manyTimes = 12

/** The loss, the metric, and how much of the total the penalties are; of several members their means. */
export function curvesOf(records: readonly EpochFigures[], about: About | null): Curve[] {
  if (about === null) return []
  const epochs = meansByEpoch(records)
  const training = epochs.map(({ loss }) => loss)
  const validation = epochs.map((epoch) => epoch.validation.loss ?? Number.NaN)
  const line = (name: string, values: readonly number[], colour: number, isBold = false): Line => ({
    ...{ name, values, colour, isBold },
  })
  const plain = { isLogarithmic: false, range: null, isPercent: false }
  const loss: Curve = {
    ...plain,
    title: 'Loss',
    lines: [line('training', training, 0), line('validation', validation, 1, true)],
    isLogarithmic: falls([...training, ...validation]),
  }
  const metric = metricOf(epochs)
  const judged: Curve[] =
    metric === null
      ? []
      : [
          {
            ...plain,
            title: wordsOf(metric),
            lines: [
              line(
                'validation',
                epochs.map((epoch) => epoch.validation[metric] ?? Number.NaN),
                1,
                true,
              ),
            ],
            range: null,
            isPercent: metric === 'accuracy',
          },
        ]
  const shares: Curve[] =
    about.penalties.length === 0
      ? []
      : [
          {
            ...plain,
            title: 'Share of the total',
            lines: about.penalties.map((name, i) =>
              line(
                name,
                epochs.map((epoch) => epoch.shares[name] ?? Number.NaN),
                2 + i,
              ),
            ),
            range: [0, 0],
            isPercent: true,
          },
        ]
  return [loss, ...judged, ...shares]
}

/** One record for each epoch: the means of all members that have had it. */
function meansByEpoch(records: readonly EpochFigures[]): readonly EpochFigures[] {
  const byEpoch = new Map<number, EpochFigures[]>()
  for (const record of records) {
    const members = byEpoch.get(record.epoch)
    if (members) members.push(record)
    else byEpoch.set(record.epoch, [record])
  }
  return Array.from(byEpoch.values(), (members) => {
    const [first] = members
    if (first === undefined || members.length === 1) return members
    const mean = (of: (record: EpochFigures) => number | null | undefined): number =>
      members.reduce((sum, record) => sum + (of(record) ?? Number.NaN), 0) / members.length
    const means = (
      names: string[],
      of: (record: EpochFigures, name: string) => number | null | undefined,
    ) => Object.fromEntries(names.map((name) => [name, mean((record) => of(record, name))]))
    return {
      ...first,
      loss: mean(({ loss }) => loss),
      validation: means(Object.keys(first.validation), ({ validation }, name) => validation[name]),
      shares: means(Object.keys(first.shares), ({ shares }, name) => shares[name]),
    }
  }).flat()
}

/** The metric that is shown; `null` where there is none yet. */
function metricOf(epochs: readonly EpochFigures[]): string | null {
  const [first] = epochs
  if (first === undefined) return null
  const names = Object.keys(first.validation).filter((name) => name !== 'loss')
  return judging.find((name) => names.includes(name)) ?? names[0] ?? null
}

/** `rootMeanSquaredError` as `Root mean squared error`. */
export function wordsOf(name: string, isTitle = true): string {
  if (name === 'r2') return 'R²'
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return isTitle ? words.charAt(0).toUpperCase() + words.slice(1) : words
}

function falls(values: readonly number[]): boolean {
  const finite = values.filter(Number.isFinite)
  return (
    finite.length > 0 &&
    Math.min(...finite) > 0 &&
    Math.max(...finite) > manyTimes * Math.min(...finite)
  )
}
