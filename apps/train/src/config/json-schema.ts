import { z } from 'zod'

/**
 * The JSON Schema (draft 7, which all editors know) of a config as it is written. It refuses all that the schema of
 * configs refuses but for rules that compare several values, such as that the parts of the data leave rows to train on.
 */
export function jsonSchemaOf(schema: z.ZodType): object {
  const { $schema, ...body } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    // What a preprocess takes says its `meta`.
    unrepresentable: 'any',
  })
  return { $schema, title: 'A config of sobolev', ...body }
}
