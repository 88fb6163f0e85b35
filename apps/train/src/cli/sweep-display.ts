import type { Outcome } from '../sweep/outcome.ts'
import { shownPoint } from '../sweep/shown-point.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { trialCount } from '../sweep/trials.ts'
import { count, formatDuration, formatNumber } from './format-number.ts'
import type { CommandIo } from './io.ts'
import { startProgress } from './progress.ts'
import { shortPaths } from './sweep-report.ts'

/** Shows the progress of a sweep until it is stopped. */
export interface SweepDisplay {
  onStep(index: number, fraction: number): void
  onOutcome(outcome: Outcome, wasKnown: boolean): void
  stop(): void
}

/**
 * A line for each trial on stderr, and below them a bar where that is a terminal.
 *
 * @param pointText what is told of a point; each parameter with its value unless given
 */
export function showSweep(
  sweep: Sweep,
  io: CommandIo,
  quiet: boolean,
  pointText?: (parameters: Outcome['parameters']) => string,
): SweepDisplay {
  const bar = startProgress(io, '', quiet)
  const total = trialCount(sweep)
  const paths = sweep.parameters.map(({ path }) => path)
  const names = shortPaths(paths)
  const { metric, direction } = sweep.objective
  const fractions = new Map<number, number>()
  let done = 0
  let known = 0
  let best: number | undefined
  const update = (): void => {
    const running = [...fractions.values()].reduce((sum, fraction) => sum + fraction, 0)
    const text = best === undefined ? '' : `; best ${metric} ${formatNumber(best)}`
    bar.update((done + running) / total, `${done} of ${total}${text}`)
  }
  let isStopped = false
  return {
    onStep(index: number, fraction: number): void {
      fractions.set(index, fraction)
      update()
    },
    onOutcome(outcome: Outcome, wasKnown: boolean): void {
      const { index, validation, state, seconds, message, parameters } = outcome
      fractions.delete(index)
      done++
      const value = validation[metric]
      if (typeof value === 'number') {
        const isBetter =
          direction === 'maximize' ? value > (best ?? -Infinity) : value < (best ?? Infinity)
        if (isBetter) best = value
      }
      if (wasKnown) {
        known++
        return
      }
      if (known > 0) {
        bar.print(`${count(known, 'trial')} had been run before\n`)
        known = 0
      }
      const figure =
        typeof value === 'number'
          ? `${metric} ${formatNumber(value)}`
          : `${state}: ${message?.split('\n')[0]}`
      const point =
        pointText?.(parameters) ??
        shownPoint(
          names,
          paths.map((path) => parameters[path]),
        )
      bar.print(`trial ${index}  ${figure}  (${formatDuration(seconds)}; ${point})\n`)
      update()
    },
    stop(): void {
      if (isStopped) return
      isStopped = true
      if (known > 0) bar.print(`${count(known, 'trial')} had been run before\n`)
      bar.stop()
    },
  }
}
