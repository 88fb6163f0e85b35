import type { FigurePart } from './compared-run.ts'
import type { FigureName } from './figure-names.ts'
import type { RunGroup } from './group-runs.ts'
import { holm } from './holm.ts'
import { meanOf, standardDeviationOf } from './moments.ts'
import type { RandomDraws } from './random-draws.ts'
import {
  FEWEST,
  isReal,
  pairedDifference,
  type SampleDifference,
  unpairedDifference,
} from './sample-difference.ts'
import { detectable, seedsNeeded } from './seeds-needed.ts'

/** What is said of a figure of a group beside that of the baseline. */
type Verdict = 'better' | 'worse' | 'different' | 'no difference' | 'too few runs'

/** A figure of the runs of a group. */
export interface GroupFigure {
  readonly label: string
  /** By seed, of the runs that have the figure. */
  readonly values: readonly number[]
  readonly mean: number
  /** 0 for a single run. */
  readonly standardDeviation: number
  /** Beside the baseline; null for the baseline itself, and where one of both has no such figure. */
  readonly difference: FigureDifference | null
}

/** How far a figure of a group is from that of the baseline, and what is to be made of it. */
export interface FigureDifference
  extends Pick<SampleDifference, 'difference' | 'interval' | 'p' | 'exactP'> {
  /** Pairs of runs of one seed and data; null where runs are not compared in pairs. */
  readonly pairs: number | null
  /** Pairs, or the runs of the smaller group. */
  readonly seeds: number
  /** `p` corrected for the number of differences that are looked at. */
  readonly correctedP: number
  readonly verdict: Verdict
  /** With how many seeds in each group this difference would be found, if it is real; null for more than 1,000. */
  readonly seedsNeeded: number | null
  /** The smallest difference that so many seeds show; null for too few runs. */
  readonly detectable: number | null
}

/** A figure of all groups. */
export interface ComparedFigure {
  readonly part: FigurePart
  readonly name: string
  readonly better: FigureName['better']
  readonly groups: readonly GroupFigure[]
}

/** What is told of groups. */
export interface Comparison {
  readonly figures: readonly ComparedFigure[]
  /** How many differences were looked at, each counted once that is the same number under another name. */
  readonly looks: number
}

/**
 * Compares figures of groups with those of a baseline.
 *
 * @param level how often a difference is to be seen anywhere though there is none, such as 0.05
 */
export function compareGroups(
  groups: readonly RunGroup[],
  baseline: RunGroup,
  names: readonly FigureName[],
  level: number,
  draws: RandomDraws,
): Comparison {
  const measured = names.map((name) => ({
    name,
    samples: groups.map((group) => sampleOf(group, name)),
  }))
  const baselineIndex = groups.indexOf(baseline)
  const looks: Look[] = measured.flatMap(({ name, samples }) =>
    samples.flatMap((sample, index): Look[] => {
      const reference = samples[baselineIndex]
      if (index === baselineIndex || reference === undefined) return []
      if (reference.values.length === 0 || sample.values.length === 0) return []
      return [{ name, index, ...differenceOf(reference, sample, level, draws) }]
    }),
  )
  const judged = correct(looks)
  return {
    looks: judged.count,
    figures: measured.map(({ name, samples }) => ({
      ...name,
      groups: samples.map((sample, index) => {
        const look = looks.find((look) => look.name === name && look.index === index)
        return {
          label: groups[index]?.label ?? '',
          values: sample.values,
          mean: meanOf(sample.values),
          standardDeviation: standardDeviationOf(sample.values),
          difference: look === undefined ? null : judge(look, judged.of(look), judged.count, level),
        }
      }),
    })),
  }
}

/** A figure of a group as a sample, with what each value belongs to. */
interface Sample {
  readonly values: readonly number[]
  /** The seed and the data of each value. */
  readonly keys: readonly string[]
}

interface Look extends Measured {
  readonly name: FigureName
  readonly index: number
}

interface Measured {
  /** Of which a verdict could be given. */
  readonly found: SampleDifference | null
  readonly difference: number
  readonly pairs: number | null
  /** Pairs, or the runs of the smaller group. */
  readonly seeds: number
  /** The same for figures that are the same number under two names. */
  readonly identity: string
}

function sampleOf({ runs }: RunGroup, { part, name }: FigureName): Sample {
  const found = runs.flatMap((run) => {
    const figures = run.figures[part]
    const value = Object.hasOwn(figures, name) ? figures[name] : null
    return typeof value === 'number' ? [{ value, key: `${run.seed} ${run.data}` }] : []
  })
  return { values: found.map(({ value }) => value), keys: found.map(({ key }) => key) }
}

function differenceOf(first: Sample, second: Sample, level: number, draws: RandomDraws): Measured {
  const places = new Map(first.keys.map((key, index) => [key, index]))
  const pairs = second.keys.flatMap((key, index) => {
    const [place, value] = [places.get(key), second.values[index]]
    const other = place === undefined ? undefined : first.values[place]
    return other === undefined || value === undefined ? [] : [{ first: other, second: value }]
  })
  const larger = Math.max(first.values.length, second.values.length)
  const areKeysUnique =
    new Set(first.keys).size === first.keys.length &&
    new Set(second.keys).size === second.keys.length
  const smaller = Math.min(first.values.length, second.values.length)
  // In pairs where that leaves out less than half of the runs, unless pairs are too few for a verdict and runs are not.
  const isPaired =
    areKeysUnique && 2 * pairs.length > larger && (pairs.length >= FEWEST || smaller < FEWEST)
  const [a, b] = isPaired
    ? [pairs.map((pair) => pair.first), pairs.map((pair) => pair.second)]
    : [first.values, second.values]
  const seeds = Math.min(a.length, b.length)
  const isEnough = seeds >= FEWEST
  const compare = isPaired ? pairedDifference : unpairedDifference
  return {
    found: isEnough ? compare(a, b, level, draws) : null,
    difference: meanOf(b) - meanOf(a),
    pairs: isPaired ? pairs.length : null,
    seeds,
    identity: [...a, ...b].map((value) => value.toPrecision(6)).join(' '),
  }
}

/** Corrects the probabilities of all looks, in which the same numbers under another name count once. */
function correct(looks: readonly Look[]): {
  readonly count: number
  readonly of: (look: Look) => number
} {
  const distinct = new Map<string, number>()
  const identityOf = ({ index, identity }: Look): string => `${index}: ${identity}`
  for (const look of looks) {
    const identity = identityOf(look)
    if (look.found !== null)
      distinct.set(identity, Math.max(look.found.p, distinct.get(identity) ?? 0))
  }
  const corrected = holm([...distinct.values()])
  const byIdentity = new Map([...distinct.keys()].map((key, index) => [key, corrected[index]]))
  return { count: distinct.size, of: (look) => byIdentity.get(identityOf(look)) ?? 1 }
}

function judge(
  { name, found, difference, pairs, seeds }: Look,
  correctedP: number,
  looks: number,
  level: number,
): FigureDifference {
  if (found === null) {
    const none = { interval: null, p: 1, exactP: 1, correctedP: 1 }
    return {
      ...{ difference, pairs, seeds },
      ...none,
      verdict: 'too few runs',
      seedsNeeded: null,
      detectable: null,
    }
  }
  const { interval, p, exactP } = found
  const isGood = name.better === 'larger' ? difference > 0 : difference < 0
  const direction = name.better === 'neither' ? 'different' : isGood ? 'better' : 'worse'
  return {
    ...{ difference, pairs, seeds, interval, p, exactP, correctedP },
    verdict: isReal(found, correctedP, level) ? direction : 'no difference',
    seedsNeeded: seedsNeeded(found, seeds, level / looks, pairs !== null),
    detectable: detectable(found, level / looks),
  }
}
