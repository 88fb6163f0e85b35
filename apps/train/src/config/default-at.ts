import * as z from 'zod'
import { isChoice } from './exclusive-keys.ts'
import { hasNames, schemasBelow } from './schema-walk.ts'

/**
 * What stands at a path that a config does not write; undefined where nothing does, such as an option of a method that
 * the config did not choose.
 */
export function defaultAt(schema: z.ZodType, written: unknown, path: readonly string[]): unknown {
  let schemas = [schema]
  let value = written
  for (const key of path) {
    const isOfChoices = isChoice(schemas) || schemas.some(hasNames)
    const choice = value ?? defaultOf(schemas)
    if (isOfChoices && choice !== key && !Object.hasOwn(Object(choice), key)) return undefined
    schemas = schemas.flatMap((one) => schemasBelow(one, key))
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined
  }
  return defaultOf(schemas)
}

/** The default of the first schema that has one, by itself or by what editors show of it. */
function defaultOf(schemas: readonly z.ZodType[]): unknown {
  for (const schema of schemas) {
    if (schema instanceof z.ZodDefault) return schema.def.defaultValue
    const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema
    const shown = inner instanceof z.ZodType ? inner.meta()?.default : undefined
    if (shown !== undefined) return shown
  }
  return undefined
}
