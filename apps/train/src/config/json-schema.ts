import * as z from 'zod'
import { admitReferences, admitWhatIsExtended } from './json-schema-parts.ts'
import { nameDefinitions } from './name-definitions.ts'

/** What was converted: it takes half a second. */
const converted = new WeakMap<z.ZodType, object>()

/**
 * The JSON Schema (draft 7, which all editors know) of a config as it is written. It refuses all that the schema of
 * configs refuses but for rules that compare several values, such as that the parts of the data leave rows to train on,
 * and for what a config that extends others may leave to them.
 */
export function jsonSchemaOf(schema: z.ZodType): object {
  const known = converted.get(schema) ?? convert(schema)
  converted.set(schema, known)
  return known
}

function convert(schema: z.ZodType): object {
  const { $schema, ...body } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    reused: 'ref',
    override({ zodSchema, jsonSchema }) {
      // What is converted before it is checked may be more than its `meta` says of it in the end.
      if (zodSchema._zod.def.type === 'pipe' && jsonSchema.type !== undefined)
        delete jsonSchema.allOf
    },
  })
  const { definitions = {}, properties = {}, ...root } = body
  const admitted = admitWhatIsExtended({
    ...root,
    properties: admitReferences(properties),
    definitions: admitReferences(definitions),
  })
  return { $schema, title: 'A config of sobolev', ...nameDefinitions(admitted) }
}
