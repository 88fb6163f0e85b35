import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Fitted } from './peer.ts'
import { sobolev } from './sobolev.ts'
import type { Table } from './table.ts'

/** A training by a config that was tuned. */
export interface Tuned extends Fitted {
  /** What the search said of its winner. */
  readonly said: string
}

/** Tunes the recipe on a fold of a table, trains by what comes of it, and predicts the test part. */
export async function fitTuned(
  { name, target, task }: Table,
  fold: number,
  { work, length }: { readonly work: string; readonly length: readonly string[] },
): Promise<Tuned> {
  const data = join(work, name)
  const folder = join(data, `tuned-${fold}`)
  const subject = [join(data, `train-${fold}.csv`), '--target', target]
  const started = performance.now()
  const words = ['--set', `data.task=${task}`, '--quiet', '--output', folder]
  await sobolev(['tune', ...subject, ...length, ...words])
  const search = join(folder, `train-${fold}`)
  const output = join(folder, 'runs')
  const best = join(search, 'best.yaml')
  await sobolev(['train', best, '--quiet', '--output', output, '--set', 'name=table'])
  const seconds = (performance.now() - started) / 1000
  const predicted = join(data, `tuned-${fold}.csv`)
  const test = join(data, `test-${fold}.csv`)
  await sobolev(['predict', join(output, 'table'), test, '-o', predicted, '--quiet'])
  const { verdict, winner } = JSON.parse(await readFile(join(search, 'tune.json'), 'utf8'))
  return { fold, seconds, predicted, said: `${verdict} ${JSON.stringify(dosesOf(winner))}` }
}

/** What a point does, without what it leaves. */
const dosesOf = ({ parameters }: { parameters: Readonly<Record<string, unknown>> }): object =>
  Object.fromEntries(Object.entries(parameters).filter(([, dose]) => dose !== null))
