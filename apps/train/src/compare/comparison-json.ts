import type { ComparedRuns } from './compare.ts'
import { comparisonNotices, groupSummaries } from './summary.ts'

/** A comparison for programs. */
export function comparisonJson(compared: ComparedRuns): object {
  const { groups, baseline, differences, comparison, level } = compared
  return {
    baseline: baseline.label,
    level,
    looks: comparison.looks,
    groups: groups.map(({ label, runs, leftOut, repeated }, index) => ({
      label,
      runs: runs.map(({ path, seed }) => ({ path, seed })),
      leftOut: leftOut.map(({ path, state }) => ({ path, state })),
      repeated: repeated.map(({ path, seed }) => ({ path, seed })),
      config: Object.fromEntries(
        differences.map(({ path, values }) => [path, values[index] ?? null]),
      ),
    })),
    summaries: groupSummaries(compared),
    figures: comparison.figures.map(({ groups, ...figure }) => ({
      ...figure,
      groups: groups.map(({ values, mean, standardDeviation, ...group }) => ({
        ...group,
        runs: values.length,
        mean,
        standardDeviation: values.length < 2 ? null : standardDeviation,
        values,
      })),
    })),
    notices: comparisonNotices(compared),
  }
}
