import { quantileSorted } from 'd3-array'
import type { StoredRun } from '../run/read-run.ts'
import type { StoredEpoch } from '../run/stored-records.ts'
import { curvesOf, epochAxis, epochPlaces, lossWords, seriesOf } from './curve-sections.ts'
import { lineChart, type Series } from './line-chart.ts'
import type { Page, Section } from './page.ts'
import { distinct, type Picture } from './picture.ts'
import { seriesLooks } from './style.ts'
import { type Cell, evenly, table as tableOf } from './table.ts'

/** Runs that are drawn one by one behind the band of all. */
const MOST_FAINT = 30

/** Several runs: their figures in a table, and their curves over each other. */
export function runsPage(runs: readonly StoredRun[]): Page {
  const { losses, metrics, penalties } = curvesOf(runs)
  const label = labels(runs)
  const parts = [...losses, ...metrics, ...penalties].flatMap(({ parts, name, title, isLog }) =>
    parts.map((part, index) => ({
      ...{ part, isLog },
      ...(parts.length > 1
        ? { name: `${name}-${index}`, title: `${title}, ${part.name}` }
        : { name, title }),
    })),
  )
  const names = distinct(parts.map(({ name }) => name))
  const curves = parts.map(({ part, title, isLog }, index): Picture => {
    const y = { label: part.name, scale: isLog ? ('auto' as const) : ('linear' as const) }
    const shown = runs.filter(({ epochs }) =>
      epochs.some((epoch) => typeof part.of(epoch) === 'number'),
    )
    const named = { name: names[index] ?? '', title, x: epochAxis(runs), y }
    if (shown.length <= seriesLooks)
      return lineChart({
        ...named,
        series: shown.map((run) => seriesOf(run, label(run), part.of)),
      })
    return lineChart({
      ...{ ...named, series: [bandOf(shown, part.of)] },
      background: evenly(shown, MOST_FAINT).map((run) => seriesOf(run, label(run), part.of)),
      description: `${shown.length} runs: their median, the band between the first and the last tenth, and ${Math.min(shown.length, MOST_FAINT)} of them as thin curves.`,
    })
  })
  const table: Section = { title: 'Figures', blocks: [figures(runs, label)] }
  const drawn: Section = { title: 'Curves', blocks: [...lossWords(runs), ...curves] }
  // A long table would hide the curves.
  const sections = runs.length > seriesLooks ? [drawn, table] : [table, drawn]
  const runNames = [...new Set(runs.map(({ name }) => name))]
  return {
    title: `${runs.length} runs`,
    summary: [runNames.slice(0, 12).join(', ') + (runNames.length > 12 ? ', …' : '')],
    sections,
  }
}

/** What tells a run from the others: its name, or beside it its id. */
function labels(runs: readonly StoredRun[]): (run: StoredRun) => string {
  const isOne = new Set(runs.map(({ name }) => name)).size === runs.length
  return ({ name, id }) => (isOne ? name : `${name}/${id}`)
}

/** The median of the runs at each epoch, between their first and last tenth. */
function bandOf(
  runs: readonly StoredRun[],
  of: (epoch: StoredEpoch) => number | null | undefined,
): Series {
  const byPlace = new Map<number, number[]>()
  for (const run of runs) {
    const places = epochPlaces(run)
    run.epochs.forEach((epoch, index) => {
      const value = of(epoch)
      const place = places[index]
      if (typeof value !== 'number' || place === undefined) return
      const known = byPlace.get(place)
      if (known) known.push(value)
      else byPlace.set(place, [value])
    })
  }
  const places = [...byPlace.keys()].sort((a, b) => a - b)
  const sorted = places.map((place) => Array.from(byPlace.get(place) ?? []).sort((a, b) => a - b))
  const quantile = (share: number): number[] =>
    sorted.map((values) => quantileSorted(values, share) ?? Number.NaN)
  return {
    name: 'median',
    x: places,
    y: quantile(0.5),
    band: { low: quantile(0.1), high: quantile(0.9) },
  }
}

function figures(runs: readonly StoredRun[], label: (run: StoredRun) => string) {
  const finalOf = ({ result, epochs }: StoredRun) =>
    result?.validation ?? epochs.at(-1)?.validation ?? {}
  const names = [...new Set(runs.flatMap((run) => Object.keys(finalOf(run))))]
  return tableOf({
    ...{ name: 'figures', title: 'Figures on the validation part' },
    columns: ['run', 'state', 'seed', 'epochs', ...names, 'digest'],
    rows: runs.map((run): Cell[] => [
      label(run),
      run.state,
      run.result?.seed,
      run.result?.epochs ?? run.epochs.at(-1)?.epoch,
      ...names.map((name) => finalOf(run)[name]),
      run.result?.digest?.slice(0, 12),
    ]),
  })
}
