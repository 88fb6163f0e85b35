import { readFileSync } from 'node:fs'
import type { StoredRun } from '../run/read-run.ts'

type Config = Readonly<Record<string, unknown>>

/** The line of the seed: those of texts within a config are indented. */
const seedLine = /^seed: (\d+)\r?\n/m

/** The config of a run, beside its seed. */
interface StoredConfig {
  readonly config: Config
  /** The same for configs that differ in their seeds, their names and the folder of all runs alone. */
  readonly text: string
  readonly seed: number
}

/** Configs of runs: those that differ by the seed alone are read once, as reading YAML takes longer than all else. */
export class StoredConfigs {
  readonly #known = new Map<string, Config>()

  /** @throws InputError where the file is damaged or cannot be read */
  read(run: StoredRun): StoredConfig {
    const text = textOf(run)
    const known = this.#known.get(text.replace(seedLine, ''))
    const [, written] = seedLine.exec(text) ?? []
    const config = known ?? run.config
    this.#known.set(text.replace(seedLine, ''), config)
    const { seed, output, name, ...trained } =
      known === undefined ? config : { ...config, seed: Number(written) }
    return {
      config: { ...config, seed },
      text: JSON.stringify(trained),
      seed: typeof seed === 'number' ? seed : Number.NaN,
    }
  }
}

/** The text of a config's file; empty where it cannot be read, of which reading the config tells. */
function textOf(run: StoredRun): string {
  try {
    return readFileSync(run.files.config, 'utf8')
  } catch {
    return ''
  }
}
