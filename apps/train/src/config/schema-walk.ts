import * as z from 'zod'

/** The schemas that what stands under a key of a map, or at a position of a list, may meet. */
export function schemasBelow(schema: z.ZodType, key: string | number): z.ZodType[] {
  return alternativesOf(schema).flatMap((alternative) => {
    if (alternative instanceof z.ZodObject) {
      const { shape } = alternative
      const own = Object.hasOwn(shape, key) ? shape[key] : undefined
      return asTypes([own ?? alternative.def.catchall])
    }
    if (alternative instanceof z.ZodArray) return asTypes([alternative.element])
    if (alternative instanceof z.ZodRecord) return asTypes([alternative.valueType])
    return []
  })
}

/** The keys that a schema knows below a path: what they are, and whether there are keys below them. */
export function keysBelow(
  schema: z.ZodType,
  path: readonly string[],
): { readonly key: string; readonly hasKeys: boolean; readonly words: string }[] {
  let schemas = [schema]
  for (const key of path) schemas = schemas.flatMap((one) => schemasBelow(one, key))
  const found = new Map<string, z.ZodType>()
  for (const one of schemas.flatMap(alternativesOf))
    if (one instanceof z.ZodObject)
      for (const key of Object.keys(one.shape))
        for (const type of asTypes([one.shape[key]])) found.set(key, type)
  return Array.from(found, ([key, type]) => ({
    key,
    hasKeys: alternativesOf(type).some((one) => one instanceof z.ZodObject),
    words: type.description ?? '',
  }))
}

/** A schema without its default, and of a union each of its alternatives. */
export function alternativesOf(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodUnion) return asTypes(schema.options).flatMap(alternativesOf)
  if (
    schema instanceof z.ZodLazy ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return asTypes([schema.unwrap()]).flatMap(alternativesOf)
  }
  return [schema]
}

/** Whether a schema is a map of terms, by names of methods or of the user's own. */
export function hasNames(schema: z.ZodType): boolean {
  return alternativesOf(schema).some(
    (type) =>
      type instanceof z.ZodObject &&
      type.def.catchall !== undefined &&
      !(type.def.catchall instanceof z.ZodNever),
  )
}

/** Whether null is a value of its own. */
export const takesNull = (schema: z.ZodType): boolean => schema.safeParse(null).success

export function asTypes(types: readonly unknown[]): z.ZodType[] {
  return types.filter((type): type is z.ZodType => type instanceof z.ZodType)
}
