import type { ComparedRuns } from './compare.ts'
import { valueText } from './group-runs.ts'

/** A row for each figure of each group, for a file. */
export function comparisonTable({ groups, baseline, differences, comparison }: ComparedRuns): {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
} {
  return {
    columns: [
      ...['part', 'figure', 'better', 'group', 'runs', 'mean', 'standardDeviation'],
      ...['minimum', 'maximum', 'baseline', 'pairs', 'difference', 'low', 'high'],
      ...['p', 'exactP', 'correctedP', 'verdict', 'seedsNeeded', 'detectable'],
      ...differences.map(({ path }) => path),
    ],
    rows: comparison.figures.flatMap(({ part, name, better, groups: figures }) =>
      figures.map(({ label, values, mean, standardDeviation, difference }, index) => [
        ...[part, name, better, label, values.length],
        ...(values.length === 0
          ? [null, null, null, null]
          : [
              mean,
              values.length === 1 ? null : standardDeviation,
              values.reduce((a, b) => Math.min(a, b)),
              values.reduce((a, b) => Math.max(a, b)),
            ]),
        groups[index] === baseline ? null : baseline.label,
        difference?.pairs ?? null,
        difference?.difference ?? null,
        difference?.interval?.[0] ?? null,
        difference?.interval?.[1] ?? null,
        ...(difference === null || difference.verdict === 'too few runs'
          ? [null, null, null]
          : [difference.p, difference.exactP, difference.correctedP]),
        difference?.verdict ?? null,
        difference?.seedsNeeded ?? null,
        difference?.detectable ?? null,
        ...differences.map(({ values }) =>
          values[index] === undefined ? null : valueText(values[index]),
        ),
      ]),
    ),
  }
}
