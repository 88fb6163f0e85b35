import { basename, dirname } from 'node:path'
import type { RunState, StoredRun } from '../run/read-run.ts'
import type { StoredConfigs } from './stored-configs.ts'

/** What a comparison needs of a run. */
export interface ComparedRun {
  /** Its folder, absolute. */
  readonly path: string
  readonly id: string
  /** The word of the command line that it was found by, where that meant several runs. */
  readonly source: string | null
  readonly state: RunState
  readonly seed: number
  /** What its data were, by their digests. */
  readonly data: string
  /** The whole config as plain values. */
  readonly config: Readonly<Record<string, unknown>>
  /** The same as text, without what says nothing of how it trains. */
  readonly configText: string
  /** Of the final weights. */
  readonly digest: string | null
  /** Figures by part and name, of a run that ended in order. */
  readonly figures: Readonly<Record<FigurePart, Figures>>
}

/** The parts of the data that figures are of. */
export type FigurePart = 'validation' | 'test'

type Figures = Readonly<Record<string, number | null>>

/** States in which the figures of a run are those that it is to be judged by. */
const isOver = (state: RunState): boolean =>
  state === 'finished' || state === 'stoppedEarly' || state === 'converged'

/** Whether a run counts; the others have come to nothing, as yet. */
export const counts = ({ state }: ComparedRun): boolean => isOver(state)

/**
 * Reads of a run what is compared.
 *
 * @throws InputError where one of its files is damaged
 */
export function comparedRun(
  run: StoredRun,
  source: string | null,
  configs: StoredConfigs,
): ComparedRun {
  const { config, text, seed } = configs.read(run)
  const { state, path, id } = run
  const result = isOver(state) ? run.result : null
  return {
    ...{ path, id, source, state, config, configText: text },
    seed: result?.seed ?? seed,
    data: run.environment.data.map(({ sha256 }) => sha256).join(' '),
    digest: result?.digest ?? null,
    figures: { validation: result?.validation ?? {}, test: result?.test ?? {} },
  }
}

/** A run as a message names it. */
export const runLabel = ({ path, id }: Pick<ComparedRun, 'path' | 'id'>): string =>
  `${basename(dirname(path))}/${id}`
