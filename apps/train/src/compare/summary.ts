import { count } from '../cli/format-number.ts'
import { listed } from '../config/show.ts'
import type { ComparedRuns } from './compare.ts'
import { runLabel } from './compared-run.ts'
import { fullName } from './figure-names.ts'
import { FEWEST } from './sample-difference.ts'

/** What a group comes to beside the baseline, over all figures. */
export interface GroupSummary {
  readonly label: string
  readonly verdict: 'difference' | 'no difference' | 'too few runs' | 'no shared figure'
  /** Figures in which they differ, by their full names. */
  readonly better: readonly string[]
  readonly worse: readonly string[]
  readonly different: readonly string[]
  /** Figures in which no difference was found. */
  readonly noDifference: readonly string[]
  /** In words. */
  readonly text: string
}

/** What each group but the baseline comes to. */
export function groupSummaries({ groups, baseline, comparison }: ComparedRuns): GroupSummary[] {
  return groups.flatMap((group, index): GroupSummary[] => {
    if (group === baseline) return []
    const withVerdict = (verdict: string): string[] =>
      comparison.figures.flatMap((figure) =>
        figure.groups[index]?.difference?.verdict === verdict ? [fullName(figure)] : [],
      )
    const [better, worse, different] = ['better', 'worse', 'different'].map(withVerdict)
    const noDifference = withVerdict('no difference')
    const found = { better: better ?? [], worse: worse ?? [], different: different ?? [] }
    const differing = Object.entries(found).filter(([, names]) => names.length > 0)
    const looks = comparison.figures.flatMap(({ groups }) => groups[index]?.difference ?? [])
    const ended = Math.min(group.runs.length, baseline.runs.length)
    const verdict =
      differing.length > 0
        ? 'difference'
        : noDifference.length > 0
          ? 'no difference'
          : ended > 0 && looks.length === 0
            ? 'no shared figure'
            : 'too few runs'
    const words = {
      difference: `${differing.map(([kind, names]) => `${kind} in ${listed(names, 6)}`).join('; ')}${noDifference.length > 0 ? `; no difference in ${listed(noDifference, 6)}` : ''}`,
      'no difference': 'no difference that is larger than the spread over seeds',
      'too few runs': tooFew(Math.max(0, ...looks.map(({ seeds }) => seeds))),
      'no shared figure': 'no figure is known of both, so there is nothing to compare',
    }
    const text = `${group.label} beside ${baseline.label}: ${words[verdict]}`
    return [{ label: group.label, verdict, ...found, noDifference, text }]
  })
}

/** Groups that are told one by one where nothing was found. */
const MOST_ALIKE = 5

/** What groups come to, a line each: first those that differ; many of which nothing can be said share a line. */
export function verdictLines(compared: ComparedRuns, limit: number): string[] {
  const summaries = groupSummaries(compared)
  const withVerdict = (verdict: GroupSummary['verdict']): GroupSummary[] =>
    summaries.filter((summary) => summary.verdict === verdict)
  const differing = withVerdict('difference')
  const others = (['no difference', 'too few runs', 'no shared figure'] as const).flatMap(
    (verdict) => {
      const alike = withVerdict(verdict)
      if (alike.length <= MOST_ALIKE) return alike.map(({ text }) => text)
      const labels = listed(
        alike.map(({ label }) => label),
        MOST_ALIKE,
      )
      const words =
        verdict === 'no difference' ? 'no difference that is larger than the spread' : verdict
      return [
        `${count(alike.length, 'group')} beside ${compared.baseline.label}: ${words} (${labels})`,
      ]
    },
  )
  const more = differing.length - limit
  return [
    ...differing.slice(0, limit).map(({ text }) => text),
    ...(more > 0 ? [`and ${count(more, 'more group')} that differ`] : []),
    ...others,
  ]
}

/** @param seeds how many were compared of the figure that most have */
function tooFew(seeds: number): string {
  if (seeds === 0) return 'there is no finished run to compare'
  const what = seeds === 1 ? 'one run only, of which no spread is known' : 'two seeds only'
  return `${what}: a difference cannot be told from noise; train ${FEWEST} seeds each at least, better 8`
}

/** What is worth a line beside the figures: runs that do not count, and what makes figures hard to compare. */
export function comparisonNotices({ groups, mixed }: ComparedRuns): string[] {
  const runs = groups.flatMap((group) => group.runs)
  const leftOut = groups.flatMap((group) => group.leftOut)
  const repeated = groups.flatMap((group) => group.repeated)
  const states = [...new Set(leftOut.map(({ state }) => state))].map(
    (state) => `${leftOut.filter((run) => run.state === state).length} ${state}`,
  )
  const digestBySeed = new Map(
    runs.map((run) => [`${run.configText} ${run.seed} ${run.data}`, run.digest]),
  )
  const unlike = repeated.filter(
    (run) => digestBySeed.get(`${run.configText} ${run.seed} ${run.data}`) !== run.digest,
  )
  const labels = (of: typeof runs): string => listed(of.map(runLabel), 3)
  return [
    ...(leftOut.length === 0
      ? []
      : [`${count(leftOut.length, 'run')} left out (${states.join(', ')}): ${labels(leftOut)}`]),
    ...(repeated.length === 0
      ? []
      : [
          `${count(repeated.length, 'run')} of a seed that a later run has, too: that one counts, as the same again is no further evidence`,
        ]),
    ...(unlike.length === 0
      ? []
      : [
          `${count(unlike.length, 'run')} came to other weights than the later run of one config, seed and data: ${labels(unlike)}; sobolev verify says why`,
        ]),
    ...(new Set(runs.map(({ data }) => data)).size > 1
      ? ['runs were trained on different data, so their figures may be of different rows']
      : []),
    ...(mixed.length > 0
      ? [
          `runs of one group differ in ${listed(mixed, 6)}, so the spread is not that of seeds alone`,
        ]
      : []),
  ]
}

/** How differences were looked at, and what the numbers mean; empty where there are none. */
export function howCompared({ comparison, level }: ComparedRuns): string {
  const { figures, looks } = comparison
  if (looks === 0) return ''
  const differences = figures.flatMap(({ groups }) =>
    groups.flatMap(({ difference }) => (difference === null ? [] : [difference])),
  )
  const ways = [
    differences.some(({ pairs }) => pairs !== null) ? ['in pairs of one seed'] : [],
    differences.some(({ pairs }) => pairs === null) ? ['as independent runs'] : [],
  ].flat()
  return `Mean ± standard deviation over seeds; [${percentText(1 - level)} bootstrap interval] of the difference. Compared ${ways.join(', or else ')}, corrected for ${count(looks, 'look')}${looks > 1 ? ' (--figure narrows them)' : ''}. In brackets behind "no difference": the seeds per group that would show such a difference in 4 of 5 cases, if it were real.`
}

/** A share in percent, without the last digits of rounding. */
export const percentText = (share: number): string => `${Number((100 * share).toPrecision(6))} %`
