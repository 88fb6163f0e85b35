import { type Catalogue, catalogue as standard } from '@sobolev/nn'
import * as z from 'zod'
import { loadOwnMethods } from '#own-methods'
import { environment, resolve, workingDirectory } from '#platform'
import { type Fault, InputError } from '../errors.ts'
import type { Config, Task } from './config.ts'
import { type Draft, draftOf, nameOf, type Reading } from './draft.ts'
import { schemaFaults } from './faults.ts'
import { overriddenValue } from './overrides.ts'
import type { Places } from './places.ts'
import { mentionsPreset, overPreset, presetOf } from './preset.ts'
import { readText } from './read-text.ts'
import { ownMethodsOf, pathOfUse, resolveConfig } from './resolve.ts'
import { configSchemaFor, configSchemaOf, useSchema } from './schema.ts'
import { type ConfigSource, readSources, sourceAlone } from './sources.ts'
import { watchedFaults } from './watched-metrics.ts'

/** A config, and what it was made of. */
export interface LoadedConfig {
  readonly config: Config
  /** As it is written: files that it extends, overrides and references are in; defaults are not. */
  readonly written: unknown
  /** Where each of the written values comes from. */
  readonly places: Places
}

/**
 * Reads and checks a config file, and those that it extends. `overrides` are texts such as
 * `optimizer.adam.learningRate=1e-3`; relative paths in them are read from `overridesBase`. `env` is where `${env:NAME}`
 * is looked up. Throws `InputError` with every fault at once.
 */
export async function loadConfig(
  path: string,
  overrides: readonly string[] = [],
  overridesBase: string = workingDirectory(),
  env: Reading['env'] = environment(),
): Promise<Config> {
  return (await loadWithPlaces(path, { overrides, overridesBase, env })).config
}

/** The same, and where each value comes from. */
export async function loadWithPlaces(path: string, reading: Reading): Promise<LoadedConfig> {
  refuseData(path)
  return checkSource(await readSources(await readText(path), path), reading)
}

/** Checks a config, over the preset that it names. */
async function checkSource(source: ConfigSource, reading: Reading): Promise<LoadedConfig> {
  const check = (laid: ConfigSource): Promise<LoadedConfig> =>
    checkWithMethods((catalogue) => draftOf(laid, reading, catalogue))
  const isAsked =
    mentionsPreset(source) || overriddenValue(reading.overrides, 'preset') !== undefined
  const preset = isAsked ? presetOf(draftOf(source, reading, standard).value) : null
  if (preset === null) return check(source)
  const checkFor = async (task: Task): Promise<LoadedConfig> =>
    check(await overPreset(source, preset, task))
  // What a config says may go with one task alone.
  const checked = await checkFor('classification').catch((reason: unknown) =>
    checkFor('regression').catch(() => Promise.reject(reason)),
  )
  const { taskOfData } = await import('../data/task-of-data.ts')
  return checkFor(await taskOfData(checked.config.data))
}

/** The same of a text that stands, or would stand, in the file of a name. */
export async function loadConfigText(
  text: string,
  fileName: string,
  reading: Reading,
): Promise<Config> {
  return (await checkSource(await readSources(text, fileName), reading)).config
}

/** Whether a path is, by its name, that of a table. */
export const isTablePath = (path: string): boolean =>
  /\.(csv|tsv|tab|dat|gz|xlsx?|ods|parquet|arff|feather)$/i.test(path)

/** Tells someone who names a table, a run's weights or the like in place of a config what to do. */
function refuseData(path: string): void {
  const isRun = /\.safetensors$/i.test(path)
  if (!isRun && !isTablePath(path)) return
  const message = isRun
    ? "must be a config, got a checkpoint; its config is the config.yaml in the run's folder, and --from starts from its weights"
    : 'must be a config, got a table; sobolev init writes a config for it, and sobolev train takes it with --target'
  throw new InputError({ place: path, message })
}

/**
 * Checks the text of a config, and loads what it extends and the methods of the user's own that it uses. Paths in it
 * are read relative to the folder of `fileName`, paths in `overrides` relative to `overridesBase`, by default the
 * working directory. Throws `InputError` with every fault at once.
 */
export async function parseConfigWithMethods(
  text: string,
  fileName: string,
  overrides: readonly string[] = [],
  overridesBase: string = workingDirectory(),
): Promise<Config> {
  return loadConfigText(text, fileName, { overrides, overridesBase, env: environment() })
}

/** The keys of a config that say how to train, and nothing of the model that came of it. */
const trainingKeys = [
  ...['lossTransforms', 'batchTransforms', 'penalties', 'gradientTransforms'],
  ...['optimizer', 'constraints', 'average'],
]

/** A config that reads no environment. */
const alone = { overridesBase: workingDirectory(), env: {} }

/**
 * The config of a trained model, without what only its training needed: methods of the user's own that the model
 * does without may have changed, or be gone. It is resolved: it extends no file and reads no environment.
 */
export async function parseTrainedConfig(
  text: string,
  fileName: string,
  overrides: readonly string[] = [],
): Promise<Config> {
  const source = sourceAlone(text, fileName)
  const draft = (catalogue: Catalogue): Draft => {
    const { value, ...others } = draftOf(source, { ...alone, overrides }, catalogue)
    const isMap = typeof value === 'object' && value !== null
    const keys = Object.entries(isMap ? value : {})
    return {
      ...others,
      value: Object.fromEntries(keys.filter(([key]) => !trainingKeys.includes(key))),
    }
  }
  const trained = draft(standard)
  try {
    return checkDraft(trained, standard)
  } catch (error) {
    if (!(error instanceof InputError) || usedFiles(trained).length === 0) throw error
    return (await checkWithMethods(draft)).config
  }
}

/** @param make the draft by the methods of a catalogue */
async function checkWithMethods(make: (catalogue: Catalogue) => Draft): Promise<LoadedConfig> {
  const draft = make(standard)
  const files = usedFiles(draft)
  if (files.length === 0) return loaded(checkDraft(draft, standard), draft)
  const { catalogue, sources, digests } = await loadOwnMethods(files)
  const draftWithMethods = make(catalogue)
  const config = checkDraft(draftWithMethods, catalogue)
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
  return loaded({ ...config, use, methodFiles: sources }, draftWithMethods)
}

const loaded = (config: Config, { value, places }: Draft): LoadedConfig => ({
  config,
  written: value,
  places,
})

/** The files with methods of the user's own, as far as they are named as they must be. */
function usedFiles({ value, places }: Draft): { path: string; place: string }[] {
  const { use } = z
    .looseObject({ use: useSchema.catch([]) })
    .catch({ use: [] })
    .parse(value)
  return ownMethodsOf(use).map(({ file }, index) => ({
    path: resolve(places.folderOf(pathOfUse(index)), file),
    place: places.ofValue(typeof use === 'string' ? ['use'] : ['use', index]),
  }))
}

/**
 * Checks the text of a config that extends no file and uses no methods of the user's own. Paths in it are read relative
 * to the folder of `fileName`, paths in `overrides` relative to the working directory. Throws `InputError` with every
 * fault at once.
 */
export function parseConfig(
  text: string,
  fileName: string,
  overrides: readonly string[] = [],
  env: Reading['env'] = {},
): Config {
  const source = sourceAlone(text, fileName)
  return checkDraft(draftOf(source, { ...alone, overrides, env }, standard), standard)
}

function checkDraft(
  { fileName, value, places, faults, failed }: Draft,
  catalogue: Catalogue,
): Config {
  const quickly = configSchemaFor(value, catalogue).safeParse(value)
  const schema = quickly.success ? undefined : configSchemaOf(catalogue)
  const checked = schema?.safeParse(value) ?? quickly
  const found =
    schema === undefined || checked.success
      ? []
      : schemaFaults(schema, checked.error, value, places)
  // What stands in place of a reference that failed is no other fault.
  const every = [...faults, ...found.filter(({ place }) => !failed.has(place))]
  if (!checked.success || every.length > 0) throw new InputError(inOrder(every, fileName))
  const config = resolveConfig(checked.data, value, nameOf(fileName), catalogue, (path) =>
    places.folderOf(path),
  )
  const unknown = watchedFaults(config, places)
  if (unknown.length > 0) throw new InputError(unknown)
  return config
}

/** Faults from the config's own file by line and column, then those from files that it extends, then from overrides. */
export function inOrder(faults: readonly Fault[], fileName: string = ''): Fault[] {
  const keyed = faults.map((fault) => {
    const [, file = '', line = '', column = ''] = /^(.*):(\d+):(\d+)$/.exec(fault.place) ?? []
    const rank = file === fileName ? 0 : file === '' ? 2 : 1
    return { fault, rank, file, position: Number(line) * 1e6 + Number(column) }
  })
  return keyed
    .sort(
      (a, b) =>
        a.rank - b.rank || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.position - b.position),
    )
    .map(({ fault }) => fault)
}
