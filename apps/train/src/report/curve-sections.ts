import type { StoredRun } from '../run/read-run.ts'
import type { StoredEpoch } from '../run/stored-records.ts'
import { lineChart, type Mark, type Series } from './line-chart.ts'
import { lossRemark } from './loss-remark.ts'
import { type Section, type Words, words } from './page.ts'
import { distinct, type Picture, slug } from './picture.ts'

/** A number of every epoch. */
type Pick = (epoch: StoredEpoch) => number | null | undefined

/** What is drawn over the epochs, in one picture. */
interface Curve {
  readonly name: string
  readonly title: string
  readonly label: string
  readonly parts: readonly { readonly name: string; readonly of: Pick }[]
  readonly isLog?: boolean
  /** The figure whose baseline is marked. */
  readonly figure?: string
}

/** How a run went: its loss, every metric and every penalty over the epochs. */
export function curveSections(run: StoredRun): Section[] {
  const { losses, metrics, penalties } = curvesOf([run])
  const pictures = (curves: readonly Curve[]): Picture[] =>
    curves.map((curve) => curvePicture(curve, run))
  return [
    { title: 'Loss', blocks: [...lossWords([run]), ...pictures(losses)] },
    { title: 'Metrics', blocks: pictures(metrics) },
    { title: 'Penalties', blocks: pictures(penalties) },
  ]
}

/** What the losses of some runs are of, each kind once. */
export const lossWords = (runs: readonly StoredRun[]): Words[] =>
  [...new Set(runs.flatMap((run) => lossRemark(run) ?? []))].map(words)

/** All that some runs logged, each once. */
export function curvesOf(runs: readonly StoredRun[]): {
  readonly losses: readonly Curve[]
  readonly metrics: readonly Curve[]
  readonly penalties: readonly Curve[]
} {
  const epochs = runs.flatMap((run) => run.epochs)
  const names = (of: (epoch: StoredEpoch) => object | undefined): string[] => [
    ...new Set(epochs.flatMap((epoch) => Object.keys(of(epoch) ?? {}))),
  ]
  const penaltyNames = names(({ training }) => training.penalties)
  const measured = names(({ validation }) => validation).filter((name) => name !== 'loss')
  // Where an average of the weights is evaluated, the trained weights are measured beside it.
  const metricNames = measured.filter(
    (name) => !measured.includes(name.replace(/^trained\./, '')) || !name.startsWith('trained.'),
  )
  const loss: Curve = {
    ...{ name: 'loss', title: 'Loss', label: 'loss', isLog: true },
    parts: [
      { name: 'validation', of: ({ validation }) => validation.loss },
      { name: 'training', of: ({ training }) => training.loss },
    ],
  }
  const gradientNorms = epochs.some(({ epoch, training }) => epoch > 1 && training.gradientNorms)
  const norms: Curve[] = gradientNorms
    ? [
        {
          ...{
            name: 'gradient-norms',
            title: 'Norms of the gradients by the weights',
            label: 'norm',
            isLog: true,
          },
          parts: [
            { name: 'loss', of: ({ training }) => training.gradientNorms?.loss },
            ...penaltyNames.map((name) => ({
              name,
              of: ({ training }: StoredEpoch) => training.gradientNorms?.penalties[name],
            })),
          ],
        },
      ]
    : []
  const shares: Curve[] =
    names(({ training }) => training.shares).length === 0
      ? []
      : [
          {
            ...{
              name: 'shares',
              title: 'Shares of the penalties in what is trained on',
              label: 'share',
            },
            parts: penaltyNames.map((name) => ({
              name,
              of: ({ training }) => training.shares?.[name],
            })),
          },
        ]
  const filesOfMetrics = distinct(metricNames.map((name) => `metric-${slug(name)}`))
  const filesOfPenalties = distinct(penaltyNames.map((name) => `penalty-${slug(name)}`))
  return {
    losses: [loss, ...norms],
    metrics: metricNames.map((name, index) => ({
      ...{ name: filesOfMetrics[index] ?? '', title: name, label: name, figure: name },
      parts: [
        { name, of: ({ validation }) => validation[name] },
        ...(measured.includes(`trained.${name}`)
          ? [
              {
                name: `trained.${name}`,
                of: ({ validation }: StoredEpoch) => validation[`trained.${name}`],
              },
            ]
          : []),
      ],
    })),
    penalties: [
      ...penaltyNames.map(
        (name, index): Curve => ({
          ...{ name: filesOfPenalties[index] ?? '', title: name, label: name, isLog: true },
          parts: [{ name, of: ({ training }) => training.penalties[name] }],
        }),
      ),
      ...shares,
    ],
  }
}

/** The epochs of a run as places; those of several trainings one after the other. */
export const epochPlaces = ({ epochs }: StoredRun): number[] =>
  epochs.some(({ member }) => member !== undefined)
    ? epochs.map((_, index) => index + 1)
    : epochs.map(({ epoch }) => epoch)

/** One number of a run over its epochs. */
export const seriesOf = (run: StoredRun, name: string, of: Pick): Series => ({
  name,
  x: epochPlaces(run),
  y: run.epochs.map((epoch) => of(epoch) ?? Number.NaN),
  hasDots: run.epochs.length === 1,
})

/** The label of the axis of epochs. */
export const epochAxis = (runs: readonly StoredRun[]): { readonly label: string } => ({
  label: runs.some(({ epochs }) => epochs.some(({ member }) => member !== undefined))
    ? 'epoch, one member after the other'
    : 'epoch',
})

function curvePicture(curve: Curve, run: StoredRun): Picture {
  const { name, title, label, parts, isLog, figure } = curve
  return lineChart({
    ...{ name, title },
    x: epochAxis([run]),
    y: { label, scale: isLog ? 'auto' : 'linear' },
    series: parts.map((part) => seriesOf(run, part.name, part.of)),
    marks: [...bestMark(run), ...baselineMark(run, figure)],
  })
}

const bestMark = ({ result, epochs }: StoredRun): Mark[] =>
  result &&
  (result.bestEpoch ?? 0) > 0 &&
  epochs.length > 1 &&
  epochs.every(({ member }) => member === undefined)
    ? [{ name: `best epoch ${result.bestEpoch}`, x: result.bestEpoch ?? 0 }]
    : []

function baselineMark({ result }: StoredRun, figure: string | undefined): Mark[] {
  const value = figure === undefined ? undefined : result?.baselines?.validation?.[figure]
  return typeof value === 'number' ? [{ name: 'to beat', y: value }] : []
}
