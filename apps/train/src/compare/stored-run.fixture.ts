import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'

/** A run to write down without training it. */
export interface StoredRunParts {
  readonly name: string
  readonly id: string
  readonly seed: number
  readonly validation: Readonly<Record<string, number | null>>
  readonly test?: Readonly<Record<string, number | null>>
  /** Keys of the config beside the name and the seed. */
  readonly config?: Readonly<Record<string, unknown>>
  readonly data?: string
  readonly digest?: string
  /** How it ended; null: it did not. */
  readonly status?: string | null
}

/** Writes the folder of a run, as training does but without weights, and returns it. */
export function writeStoredRun(output: string, run: StoredRunParts): string {
  const { name, seed, validation, test = null, status = 'finished' } = run
  const folder = join(output, name, run.id)
  mkdirSync(folder, { recursive: true })
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text)
  write('config.yaml', stringify({ name, seed, ...run.config, output: 'runs' }))
  const data = [{ path: '/data/moons.csv', sha256: run.data ?? 'a'.repeat(64) }]
  write('environment.json', JSON.stringify({ data }))
  write('metrics.jsonl', '')
  const result = { status, seed, validation, test, digest: run.digest ?? `of ${seed}` }
  if (status !== null) write('result.json', JSON.stringify(result))
  return folder
}
