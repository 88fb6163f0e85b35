import type { Catalogue } from '@sobolev/nn'
import type * as z from 'zod'
import { basename, extname } from '#platform'
import { type Fault, InputError } from '../errors.ts'
import { isWindowsDevice } from '../run/windows-device.ts'
import { envSchema } from './composition-schema.ts'
import { extend, type Written } from './extend.ts'
import { applyOverrides } from './overrides.ts'
import { resolveReferences } from './references.ts'
import { configSchemaFor } from './schema.ts'
import { schemasBelow, takesNull } from './schema-walk.ts'
import type { ConfigSource } from './sources.ts'

/** What a config is read with. */
export interface Reading {
  /** Texts such as `optimizer.adam.learningRate=1e-3`. */
  readonly overrides: readonly string[]
  /** Where relative paths in overrides start. */
  readonly overridesBase: string
  /** Where `${env:NAME}` is looked up. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A config as it is written: the files that it extends below it, overrides over it, and no reference left. */
export interface Draft extends Written {
  readonly fileName: string
  /** What is wrong already. */
  readonly faults: readonly Fault[]
  /** The places of values of which it is told already what is wrong. */
  readonly failed: ReadonlySet<string>
}

/** Throws `InputError` for an empty config. */
export function draftOf(
  source: ConfigSource,
  { overrides, overridesBase, env }: Reading,
  catalogue: Catalogue,
): Draft {
  const { fileName } = source
  const schema = configSchemaFor([valuesOf(source), overrides], catalogue)
  const faults: Fault[] = []
  const { value: written, places } = composed(source, schema, faults)
  const refused = faults.filter((fault) => !isOfText(source, fault)).map(({ place }) => place)
  const overridden = applyOverrides(written, overrides, { overridesBase, schema, places, faults })
  const value = withoutEmptyKeys(overridden, schema)
  if (value === null) {
    throw new InputError({
      place: fileName,
      message: 'the config is empty; it must be a map that begins with data and model',
    })
  }
  const listed = [...variablesOf(source), ...listedIn(value)]
  const surroundings = { schema, env, listed, name: nameOf(fileName) }
  const resolved = resolveReferences({ value, places }, surroundings, faults)
  return { ...resolved, fileName, faults, failed: new Set([...refused, ...resolved.failed]) }
}

/** A config without the keys that say nothing, such as `penalties:` where all that stood below it is a comment now. */
function withoutEmptyKeys(config: unknown, schema: z.ZodType): unknown {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return config
  const says = ([key, value]: [string, unknown]): boolean =>
    value !== null || schemasBelow(schema, key).some(takesNull)
  return Object.fromEntries(Object.entries(config).filter(says))
}

/** Whether a fault was found in the text of a config, or of one that it extends. */
const isOfText = ({ faults, bases }: ConfigSource, fault: Fault): boolean =>
  faults.includes(fault) || bases.some((base) => isOfText(base, fault))

/** A config laid over those that it extends. */
function composed(source: ConfigSource, schema: z.ZodType, faults: Fault[]): Written {
  faults.push(...source.faults)
  const [lowest, ...others] = source.bases.map((base) => composed(base, schema, faults))
  if (lowest === undefined) return source
  const layers = [...others, source]
  const { value, places } = layers.reduce(
    (base, over) => extend(base, over, schema, faults),
    lowest,
  )
  const { extends: _, ...config }: Record<string, unknown> = { ...Object(value) }
  return { value: config, places }
}

/** What is written in a config and in those that it extends. */
const valuesOf = ({ value, bases }: ConfigSource): unknown[] => [value, ...bases.map(valuesOf)]

/** The environment variables that a config and those that it extends may read: each file lists its own. */
const variablesOf = ({ value, bases }: ConfigSource): string[] => [
  ...bases.flatMap(variablesOf),
  ...listedIn(value),
]

function listedIn(config: unknown): readonly string[] {
  const isListed = typeof config === 'object' && config !== null && Object.hasOwn(config, 'env')
  const listed = envSchema.safeParse(isListed ? Reflect.get(config, 'env') : [])
  return listed.success ? listed.data : []
}

/** The name of a run unless its config gives one. */
export function nameOf(fileName: string): string {
  const stem = basename(fileName, extname(fileName))
  const plain = stem.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '')
  const short = plain.slice(0, 100).replace(/\.+$/, '')
  if (short === '') return 'run'
  return isWindowsDevice(short) ? `run-${short}` : short
}
