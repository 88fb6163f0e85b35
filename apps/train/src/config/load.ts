import { basename, extname, resolve } from 'node:path'
import { type Catalogue, catalogue as standard } from '@sobolev/nn'
import { z } from 'zod'
import { type Fault, InputError } from '../errors.ts'
import { isWindowsDevice } from '../run/windows-device.ts'
import type { Config } from './config.ts'
import { schemaFaults } from './faults.ts'
import { applyOverrides } from './overrides.ts'
import { loadOwnMethods } from './own-methods.ts'
import type { Places } from './places.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'
import { baseOfConfig, ownMethodsOf, pathOfUse, resolveConfig } from './resolve.ts'
import { configSchemaOf, useSchema } from './schema.ts'
import { watchedFaults } from './watched-metrics.ts'

/**
 * Reads and checks a config file. `overrides` are texts such as `optimizer.adam.learningRate=1e-3`; relative paths in
 * them are read from `overridesBase`. Throws `InputError` with every fault at once.
 */
export async function loadConfig(
  path: string,
  overrides: readonly string[] = [],
  overridesBase: string = process.cwd(),
): Promise<Config> {
  refuseData(path)
  return parseConfigWithMethods(await readText(path), path, overrides, overridesBase)
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
 * Checks the text of a config, and loads the methods of the user's own that it uses. Paths in it are read relative
 * to the folder of `fileName`, paths in `overrides` relative to `overridesBase`, by default the working directory.
 * Throws `InputError` with every fault at once.
 */
export async function parseConfigWithMethods(
  text: string,
  fileName: string,
  overrides: readonly string[] = [],
  overridesBase: string = process.cwd(),
): Promise<Config> {
  return checkWithMethods({ ...readDraft(text, fileName, overrides), overridesBase })
}

/** The keys of a config that say how to train, and nothing of the model that came of it. */
const trainingKeys = [
  ...['lossTransforms', 'batchTransforms', 'penalties', 'gradientTransforms'],
  ...['optimizer', 'constraints', 'average'],
]

/**
 * The config of a trained model, without what only its training needed: methods of the user's own that the model
 * does without may have changed, or be gone.
 */
export async function parseTrainedConfig(
  text: string,
  fileName: string,
  overrides: readonly string[] = [],
): Promise<Config> {
  const draft = readDraft(text, fileName, overrides)
  const isMap = typeof draft.value === 'object' && draft.value !== null
  const keys = Object.entries(isMap ? draft.value : {})
  const value = Object.fromEntries(keys.filter(([key]) => !trainingKeys.includes(key)))
  const trained = { ...draft, value }
  try {
    return checkDraft(trained, standard)
  } catch (error) {
    if (!(error instanceof InputError) || usedFiles(draft).length === 0) throw error
    return checkWithMethods(trained)
  }
}

async function checkWithMethods(draft: Draft): Promise<Config> {
  const files = usedFiles(draft)
  if (files.length === 0) return checkDraft(draft, standard)
  const { catalogue, sources, digests } = await loadOwnMethods(files)
  const config = checkDraft(draft, catalogue)
  const changed = config.use.filter(
    ({ file, sha256 }) => sha256 !== null && sha256 !== digests.get(file),
  )
  if (changed.length > 0) {
    throw new InputError(
      changed.map(({ file, sha256 }) => ({
        place: file,
        message: `has changed, or a file that it imports: use says sha256 ${sha256}, got ${digests.get(file)}; bring it back, or leave sha256 out`,
      })),
    )
  }
  const use = config.use.map(({ file }) => ({ file, sha256: digests.get(file) ?? null }))
  return { ...config, use, methodFiles: sources }
}

/** The files with methods of the user's own, as far as they are named as they must be. */
function usedFiles({
  value,
  places,
  fileName,
  overridesBase,
}: Draft): { path: string; place: string }[] {
  const { use } = z
    .looseObject({ use: useSchema.catch([]) })
    .catch({ use: [] })
    .parse(value)
  const base = baseOfConfig(fileName)
  return ownMethodsOf(use).map(({ file }, index) => ({
    path: resolve(places.isOverridden(pathOfUse(index)) ? overridesBase : base, file),
    place: places.ofValue(typeof use === 'string' ? ['use'] : ['use', index]),
  }))
}

/**
 * Checks the text of a config that uses no methods of the user's own. Paths in it are read relative to the folder of
 * `fileName`, paths in `overrides` relative to the working directory. Throws `InputError` with every fault at once.
 */
export function parseConfig(
  text: string,
  fileName: string,
  overrides: readonly string[] = [],
): Config {
  return checkDraft(readDraft(text, fileName, overrides), standard)
}

/** A config as it is written, overrides laid over it. */
interface Draft {
  readonly fileName: string
  readonly value: unknown
  readonly places: Places
  /** Where relative paths in overrides start. */
  readonly overridesBase: string
  /** What is wrong already. */
  readonly faults: readonly Fault[]
}

function readDraft(text: string, fileName: string, overrides: readonly string[]): Draft {
  const { value: written, places, faults: reading, broken } = readYaml(text, fileName)
  if (broken) throw new InputError(reading)
  const faults: Fault[] = [...reading]
  const value = applyOverrides(written, overrides, places, faults)
  if (value === null) {
    throw new InputError({
      place: fileName,
      message: 'the config is empty; it must be a map that begins with data and model',
    })
  }
  return { fileName, value, places, overridesBase: process.cwd(), faults }
}

function checkDraft(
  { fileName, value, places, overridesBase, faults }: Draft,
  catalogue: Catalogue,
): Config {
  const schema = configSchemaOf(catalogue)
  const checked = schema.safeParse(value)
  const found = checked.success ? [] : schemaFaults(schema, checked.error, value, places)
  const every = [...faults, ...found]
  if (!checked.success || every.length > 0) throw new InputError(inOrder(every))
  const base = baseOfConfig(fileName)
  const config = resolveConfig(checked.data, value, nameOf(fileName), catalogue, (path) =>
    places.isOverridden(path) ? overridesBase : base,
  )
  const unknown = watchedFaults(config, places)
  if (unknown.length > 0) throw new InputError(unknown)
  return config
}

/** Faults from the file by line and column, then those from overrides. */
export function inOrder(faults: readonly Fault[]): Fault[] {
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
