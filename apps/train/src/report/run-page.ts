import { formatNumber } from '../cli/format-number.ts'
import type { RunState, StoredRun } from '../run/read-run.ts'
import { curveSections } from './curve-sections.ts'
import { factsSections, resultSection } from './facts-section.ts'
import type { ModelView } from './model-sections.ts'
import type { Page } from './page.ts'

/**
 * All about one run.
 *
 * @param model null where it is not looked at, as while it trains
 */
export function runPage(run: StoredRun, model: ModelView | null): Page {
  const { result, epochs, state } = run
  const last = epochs.at(-1)
  const reached = result ? '' : last ? `, after epoch ${last.epoch}` : ', no epoch finished'
  const validation = result?.validation ?? last?.validation ?? {}
  const figures = Object.entries(validation).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${formatNumber(value)}`],
  )
  return {
    title: run.name,
    summary: [
      `Run ${run.id}: ${stateWords[state]}${reached}.`,
      ...(run.failure ? [run.failure.message] : []),
      ...(figures.length > 0 ? [`On the validation part: ${figures.join(', ')}.`] : []),
      ...(model?.remarks ?? []),
    ],
    sections: [
      resultSection(run),
      ...curveSections(run),
      ...(model?.sections ?? []),
      ...factsSections(run),
    ],
  }
}

/** The states of a run in words. */
const stateWords: Readonly<Record<RunState, string>> = {
  finished: 'finished',
  stoppedEarly: 'stopped early',
  converged: 'converged',
  interrupted: 'interrupted',
  diverged: 'diverged',
  failed: 'failed',
  running: 'running',
  unfinished: 'not finished',
}
