import { basename, dirname } from 'node:path'
import type { RunState, StoredRun } from './read-run.ts'

type Figures = Readonly<Record<string, number | null>>

/** What a list of runs tells of each. */
export interface RunSummary {
  readonly name: string
  readonly id: string
  /** The run's folder, absolute. */
  readonly path: string
  readonly started: Date
  readonly state: RunState
  /** Epochs that are finished. */
  readonly epochs: number
  readonly seconds: number | null
  readonly seed: number | null
  /** Of the final weights. */
  readonly digest: string | null
  /** The figures of the final weights, or of the last epoch until there are any. */
  readonly validation: Figures | null
  readonly test: Figures | null
  /** What is damaged. */
  readonly problem?: string
}

/** A run in short, from as little of its folder as may be: its config, which takes longest to read, is left alone. */
export function summaryOf(run: StoredRun): RunSummary {
  const problems: string[] = []
  const intact = <T>(read: () => T): T | null => {
    try {
      return read()
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
      return null
    }
  }
  const result = intact(() => run.result)
  const last = result === null ? intact(() => run.epochs.at(-1) ?? null) : null
  const started = startIn(run.id) ?? intact(() => run.started) ?? new Date(0)
  return {
    name: basename(dirname(run.path)),
    id: run.id,
    path: run.path,
    started,
    state: run.state,
    epochs: result?.epochs ?? last?.epoch ?? 0,
    seconds: result?.seconds ?? null,
    seed: result?.seed ?? null,
    digest: result?.digest ?? null,
    validation: result?.validation ?? last?.validation ?? null,
    test: result?.test ?? null,
    ...(problems[0] === undefined ? {} : { problem: problems[0] }),
  }
}

/** The start of a run as its id tells it. */
function startIn(id: string): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d(?:\.\d+)?)/.exec(id) ?? []
  if (year === undefined) return undefined
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(date.getTime()) ? undefined : date
}
