import * as z from 'zod'
import { alternativesOf } from './schema-walk.ts'

/** Of maps that are written in one of several ways: the keys of each, such as a fraction or a file. */
export const waysOfMaps: z.core.$ZodRegistry<{ readonly ways: readonly (readonly string[])[] }> =
  z.registry()

/** Whether one of the schemas is a map that chooses one method by its only key. */
export const isChoice = (schemas: readonly z.ZodType[]): boolean =>
  schemas.flatMap(alternativesOf).some((schema) => schema.meta()?.maxProperties === 1)

/**
 * Whether keys that are added to a map take the place of those that it has, as the map must not have both: another
 * method where one is chosen, or a file where a fraction was.
 */
export function takePlace(
  schemas: readonly z.ZodType[],
  { before, added }: { readonly before: readonly string[]; readonly added: readonly string[] },
): boolean {
  if (isChoice(schemas)) return added.length > 0 && before.some((key) => !added.includes(key))
  return schemas.flatMap(alternativesOf).some((schema) => {
    const { ways = [] } = waysOfMaps.get(schema) ?? {}
    const has = (keys: readonly string[], way: readonly string[]): boolean =>
      way.some((key) => keys.includes(key))
    return ways.some(
      (way) => has(added, way) && ways.some((other) => other !== way && has(before, other)),
    )
  })
}
