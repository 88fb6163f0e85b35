import type * as z from 'zod'
import type { Fault } from '../errors.ts'
import { isChoice, takePlace } from './exclusive-keys.ts'
import { formatPath, type Path, Places } from './places.ts'
import { hasNames, schemasBelow, takesNull } from './schema-walk.ts'

/** Plain values, and the places where they were written. */
export interface Written {
  readonly value: unknown
  readonly places: Places
}

/**
 * A config laid over another one: maps are merged key by key, and anything else replaces what was there, a list and
 * another choice of method too. A key that is null takes away what `base` says, and stays where null is a value of it.
 *
 * @param schema of the whole config: it says which keys of a map exclude each other
 * @param faults gets what cannot be taken away
 */
export function extend(
  base: Written,
  over: Written,
  schema: z.ZodType,
  faults: Fault[],
): Written & { readonly value: Record<string, unknown> } {
  const places = new Places()
  places.take([], base.places)
  const merged = mergeMaps(asMap(base.value), asMap(over.value), [], [schema])
  return { value: merged, places }

  function mergeMaps(
    below: Readonly<Record<string, unknown>>,
    above: Readonly<Record<string, unknown>>,
    path: Path,
    schemas: readonly z.ZodType[],
  ): Record<string, unknown> {
    places.takeValue(path, over.places)
    const isOther = takePlace(schemas, { before: Object.keys(below), added: Object.keys(above) })
    const result: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(below)) {
      if (isOther) places.remove([...path, key])
      else result[key] = value
    }
    for (const [key, value] of Object.entries(above)) {
      const keyPath = [...path, key]
      const before = Object.hasOwn(result, key) ? (result[key] ?? undefined) : undefined
      const schemasOfKey = schemas.flatMap((schema) => schemasBelow(schema, key))
      if (isMap(value) && (before === undefined || isMap(before)))
        result[key] = mergeMaps(before ?? {}, value, keyPath, schemasOfKey)
      else if (value === null && before !== undefined && !isValue(schemas, schemasOfKey)) {
        delete result[key]
        places.remove(keyPath)
      } else {
        if (value === null && schemas.some(hasNames)) refuseNull(keyPath)
        result[key] = value
        places.take(keyPath, over.places)
      }
    }
    return result
  }

  function refuseNull(path: Path): void {
    faults.push({
      place: over.places.ofValue(path),
      message: `${formatPath(path)}: null takes away what an extended file says, and none says anything of it; write {} for a method without options`,
    })
  }
}

/** Whether null is a value of a key, and does not only take it away: `ensemble: null` is one model, also with folds. */
const isValue = (schemas: readonly z.ZodType[], ofKey: readonly z.ZodType[]): boolean =>
  isChoice(schemas) || (ofKey.some(takesNull) && !schemas.some(hasNames))

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const asMap = (value: unknown): Record<string, unknown> => (isMap(value) ? value : {})
