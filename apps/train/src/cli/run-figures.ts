import type { RunSummary } from '../run/run-summary.ts'

/** A figure of a run by its name: of the validation part, or `test.` and a name; undefined where it has none. */
export function figureOf(run: RunSummary, name: string): number | null | undefined {
  const ofTest = name.startsWith('test.')
  const figures = (ofTest ? run.test : run.validation) ?? {}
  const key = ofTest ? name.slice('test.'.length) : name
  return Object.hasOwn(figures, key) ? figures[key] : undefined
}

/** The figures that are shown unasked: the loss, and the first metric of each run. */
export function usualFigures(runs: readonly RunSummary[]): string[] {
  const first = runs.flatMap(({ validation }) =>
    Object.keys(validation ?? {})
      .filter((name) => name !== 'loss')
      .slice(0, 1),
  )
  return ['loss', ...new Set(first)].slice(0, 4)
}

const sortKeys = ['started', 'name', 'state', 'epochs', 'seconds']

/** Whether a key to sort by is no figure. */
export const isSortKey = (key: string): boolean => sortKeys.includes(key)

/** Runs in the order of a key: the smallest first, those without it before all. */
export function sortedRuns(
  runs: readonly RunSummary[],
  key: string,
  isReversed: boolean,
): RunSummary[] {
  const sortValueOf = (run: RunSummary): string | number | null | undefined => {
    switch (key) {
      case 'started':
        return run.started.getTime()
      case 'name':
      case 'state':
      case 'epochs':
      case 'seconds':
        return run[key]
      default:
        return figureOf(run, key)
    }
  }
  const sign = isReversed ? -1 : 1
  const compare = (a: RunSummary, b: RunSummary): number => {
    const [one, other] = [sortValueOf(a) ?? null, sortValueOf(b) ?? null]
    if (one === null || other === null) return Number(one !== null) - Number(other !== null)
    return one === other ? 0 : one < other ? -sign : sign
  }
  return runs.toSorted(compare)
}
