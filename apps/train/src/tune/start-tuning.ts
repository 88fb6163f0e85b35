import { dirname } from 'node:path'
import { Rng } from '@sobolev/core'
import type { Config } from '../config/config.ts'
import { loadConfig, loadWithPlaces } from '../config/load.ts'
import { InputError } from '../errors.ts'
import { valueAt } from '../sweep/domain.ts'
import { type Prepared, prepareOn, readData } from '../train/prepare.ts'
import { readStartingPoint } from '../train/starting-point.ts'
import { ConfigDraft } from './config-draft.ts'
import type { Choice, Ingredient } from './ingredient.ts'
import { ingredientsFor } from './ingredients.ts'

/** What is tuned. */
export interface TuneRequest {
  /** The path of the config. */
  readonly path: string
  /** What is changed in it for all trials, as `--set` takes it. */
  readonly set: readonly string[]
  readonly cwd: string
  /** Names of ingredients, or of choices, that alone are tried; all unless given. */
  readonly only: readonly string[]
  /** Those that are left out. */
  readonly without: readonly string[]
  readonly signal: AbortSignal
  readonly onReading: (fraction: number) => void
}

/** Something that is not tried, and why. */
export interface LeftOut {
  readonly name: string
  readonly reason: string
}

/** A config that is to be tuned. */
export interface TuneStart {
  readonly config: Config
  /** As it is written, with what it extends and `set`. */
  readonly written: unknown
  /** Where relative paths of `set` start. */
  readonly settingsBase: string
  readonly prepared: Prepared
  readonly ingredients: readonly Ingredient[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * Reads a config and its data, and finds what of the catalogue goes with them.
 *
 * @throws InputError for a config that does not train as it is, and where nothing is left to try
 */
export async function startTuning(request: TuneRequest): Promise<TuneStart> {
  const { path, set, cwd, signal, onReading } = request
  // Of a command that sets nothing the folder of the config, so that it may be run from anywhere.
  const settingsBase = set.length === 0 ? dirname(path) : cwd
  const reading = { overrides: set, overridesBase: settingsBase, env: process.env }
  const { config, written } = await loadWithPlaces(path, reading)
  const start = config.from === null ? null : await readStartingPoint(config.from, config)
  const preparation = start && { preprocessing: start.preprocessing, noOtherInputs: true }
  const options = { signal, onReading }
  const read = await readData(config, new Rng(config.seed), options, preparation)
  const prepared = prepareOn(read, config, {}, start)
  const leftOut: LeftOut[] = []
  const ingredients: Ingredient[] = []
  const found = askedFor(ingredientsFor(new ConfigDraft(written), config.catalogue), request)
  for (const ingredient of found) {
    const choices: Choice[] = []
    for (const choice of ingredient.choices) {
      const draft = new ConfigDraft(written)
      const middle = choice.strengths === null ? true : valueAt(choice.strengths, 0.5)
      choice.apply(draft, middle, config.training.epochs)
      const reason = await refusal(async () => {
        const settings = [...set, ...draft.settings]
        prepareOn(read, await loadConfig(path, settings, settingsBase), {}, start)
      })
      if (reason === null) choices.push(choice)
      else leftOut.push({ name: choice.name, reason })
    }
    if (choices.length > 0) ingredients.push({ ...ingredient, choices })
  }
  if (ingredients.length === 0)
    throw new InputError({
      place: path,
      message: `nothing of the catalogue goes with it: ${leftOut.map(({ name, reason }) => `${name}: ${reason}`).join('; ')}`,
    })
  return { config, written, settingsBase, prepared, ingredients, leftOut }
}

/** Why a config is refused, in its first words; null where it is not. */
async function refusal(work: () => Promise<void>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof InputError) return error.faults[0]?.message ?? error.message
    throw error
  }
}

/** The ingredients that a command line leaves, by their names and those of their choices. */
function askedFor(
  ingredients: readonly Ingredient[],
  { only, without }: Pick<TuneRequest, 'only' | 'without'>,
): Ingredient[] {
  const names = ingredients.flatMap(({ name, choices }) => [name, ...choices.map((c) => c.name)])
  for (const [option, list] of [
    ['--only', only],
    ['--without', without],
  ] as const) {
    const unknown = list.find((name) => !names.includes(name))
    if (unknown !== undefined)
      throw new InputError({
        place: `${option} ${unknown}`,
        message: `must be one of ${[...new Set(names)].join(', ')}, got ${unknown}`,
      })
  }
  const isLeft = (names: readonly string[]): boolean =>
    (only.length === 0 || names.some((name) => only.includes(name))) &&
    !names.some((name) => without.includes(name))
  return ingredients.flatMap((ingredient) => {
    const choices = ingredient.choices.filter(({ name }) => isLeft([ingredient.name, name]))
    return choices.length === 0 ? [] : [{ ...ingredient, choices }]
  })
}
