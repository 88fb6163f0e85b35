import { basename, extname } from 'node:path'
import { type Fault, InputError } from '../errors.ts'
import { isWindowsDevice } from '../run/windows-device.ts'
import type { Config } from './config.ts'
import { schemaFaults } from './faults.ts'
import { applyOverrides } from './overrides.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'
import { baseOfConfig, resolveConfig } from './resolve.ts'
import { configSchema } from './schema.ts'

/**
 * Reads and checks a config file. `overrides` are texts such as `optimizer.adam.learningRate=1e-3`.
 * Throws `InputError` with every fault at once.
 */
export async function loadConfig(path: string, overrides: readonly string[] = []): Promise<Config> {
  refuseData(path)
  return parseConfig(await readText(path), path, overrides)
}

/** Tells someone who names a table, a run's weights or the like in place of a config what to do. */
function refuseData(path: string): void {
  const isRun = /\.safetensors$/i.test(path)
  if (!isRun && !/\.(csv|tsv|gz|xlsx?|parquet)$/i.test(path)) return
  const message = isRun
    ? "must be a config, got a checkpoint; its config is the config.yaml in the run's folder, and --from starts from its weights"
    : 'must be a config, got a table; write a config that names it as data.file'
  throw new InputError({ place: path, message })
}

/**
 * Checks the text of a config. Paths in it are read relative to the folder of `fileName`, paths in
 * `overrides` relative to the working directory. Throws `InputError` with every fault at once.
 */
export function parseConfig(
  text: string,
  fileName: string,
  overrides: readonly string[] = [],
): Config {
  const { value, places, faults: reading, broken } = readYaml(text, fileName)
  if (broken) throw new InputError(reading)
  const faults: Fault[] = [...reading]
  const whole = applyOverrides(value, overrides, places, faults)
  if (whole === null) {
    throw new InputError({
      place: fileName,
      message: 'the config is empty; it must be a map that begins with data and model',
    })
  }
  const checked = configSchema.safeParse(whole)
  if (!checked.success) faults.push(...schemaFaults(configSchema, checked.error, places))
  if (!checked.success || faults.length > 0) throw new InputError(inOrder(faults))
  const base = baseOfConfig(fileName)
  return resolveConfig(checked.data, nameOf(fileName), (path) =>
    places.isOverridden(path) ? process.cwd() : base,
  )
}

/** Faults from the file by line and column, then those from overrides. */
function inOrder(faults: readonly Fault[]): Fault[] {
  const position = ({ place }: Fault): number => {
    const found = /:(\d+):(\d+)$/.exec(place)
    return found === null ? Number.MAX_SAFE_INTEGER : Number(found[1]) * 1e6 + Number(found[2])
  }
  return [...faults].sort((a, b) => position(a) - position(b))
}

function nameOf(fileName: string): string {
  const stem = basename(fileName, extname(fileName))
  const plain = stem.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  const short = plain.slice(0, 100).replace(/\.+$/, '')
  if (short === '') return 'run'
  return isWindowsDevice(short) ? `run-${short}` : short
}
