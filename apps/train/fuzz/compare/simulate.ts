import { type ComparedRuns, compareRuns } from '../../src/compare/compare.ts'
import type { ComparedRun } from '../../src/compare/compared-run.ts'
import type { RandomDraws } from '../../src/compare/random-draws.ts'
import { groupSummaries } from '../../src/compare/summary.ts'
import type { Choices } from '../random.ts'

/** How figures spread over seeds, of a standard deviation of about 1. */
export type Spread = 'normal' | 'skewed' | 'heavy tails' | 'steps' | 'near a bound'

export const spreads: readonly Spread[] = [
  ...(['normal', 'skewed', 'heavy tails', 'steps', 'near a bound'] as const),
]

/** Two groups of runs that are not trained but drawn. */
export interface Simulation {
  readonly spread: Spread
  /** Runs of each group. */
  readonly seeds: number
  /** Whether both groups have the same seeds, which then share half of the variance. */
  readonly isPaired: boolean
  /** How far the second group's loss really is above that of the first, in standard deviations. */
  readonly shift: number
}

/** What `compare` says of such groups: `difference` or `no difference`, and of the loss alone. */
export function compareSimulated(
  simulation: Simulation,
  choices: Choices,
  draws: RandomDraws,
  figures: readonly string[] = [],
): { readonly any: string | undefined; readonly loss: string | undefined } {
  const compared = compareRuns(simulatedRuns(simulation, choices), {
    ...{ by: ['name'], baseline: null, figures, level: 0.05, draws },
  })
  return { any: groupSummaries(compared)[0]?.verdict, loss: lossVerdict(compared) }
}

const lossVerdict = ({ comparison }: ComparedRuns): string | undefined =>
  comparison.figures[0]?.groups[1]?.difference?.verdict

/** Runs with the figures of a classifier: two of them one number, two related to it, one on its own. */
function simulatedRuns(
  { spread, seeds, isPaired, shift }: Simulation,
  choices: Choices,
): ComparedRun[] {
  const normals = (): number[] => Array.from({ length: 3 }, () => normal(choices))
  const ofSeed = new Map<number, number[]>()
  return ['first', 'second'].flatMap((name, group) =>
    Array.from({ length: seeds }, (_, i): ComparedRun => {
      const seed = 1 + i + (isPaired ? 0 : group * seeds)
      const shared = ofSeed.get(seed) ?? normals()
      ofSeed.set(seed, shared)
      const share = isPaired ? Math.sqrt(0.5) : 0
      const [a, b, c] = normals().map(
        (value, k) => Math.sqrt(1 - share * share) * value + share * (shared[k] ?? 0),
      )
      const moved = group * shift
      const loss = shaped(spread, a ?? 0, moved)
      const accuracy = shaped(spread, -0.8 * (a ?? 0) + 0.6 * (b ?? 0), -0.8 * moved)
      const auc = shaped(spread, -0.9 * (a ?? 0) + 0.44 * (c ?? 0), -0.9 * moved)
      const figures = {
        loss: 0.3 + 0.02 * loss,
        accuracy: 0.9 + 0.02 * accuracy,
        logLoss: 0.3 + 0.02 * loss,
        auc: 0.95 + 0.01 * auc,
        inputGradientNorm: 1 + 0.1 * shaped(spread, 0.5 * (b ?? 0) + 0.87 * (c ?? 0), 0),
      }
      return {
        ...{ path: `/runs/${name}/${seed}`, id: `${seed}`, source: null, state: 'finished', seed },
        ...{ data: 'one', config: { name }, configText: name, digest: `${name} ${seed}` },
        figures: { validation: figures, test: {} },
      }
    }),
  )
}

/** A number of a spread, from a normal one, moved by `shift` standard deviations. */
function shaped(spread: Spread, z: number, shift: number): number {
  switch (spread) {
    case 'normal':
      return z + shift
    case 'skewed':
      // A lognormal of standard deviation 1, with a long tail above.
      return (Math.exp(0.6 * z) - Math.exp(0.18)) / 0.788 + shift
    case 'heavy tails':
      return (z * Math.abs(z) * 0.6 + 0.4 * z) / 1.4 + shift
    case 'steps':
      // An accuracy of 150 rows, one of which is a third of a standard deviation.
      return Math.round((z + shift) * 3) / 3
    case 'near a bound':
      // As an accuracy that is 1 in a third of the runs, in steps as large as the spread.
      return Math.min(0.4, Math.round((z + shift) / 0.8) * 0.8)
  }
}

/** A normal number (Box & Muller). */
function normal(choices: Choices): number {
  const [radius, angle] = [choices.below(2 ** 30), choices.below(2 ** 30)].map(
    (draw) => (draw + 0.5) / 2 ** 30,
  )
  return Math.sqrt(-2 * Math.log(radius ?? 0.5)) * Math.cos(2 * Math.PI * (angle ?? 0.5))
}
