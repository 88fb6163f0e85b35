import type { Catalogue } from '@sobolev/nn'
import { jsonSchemaOf } from '../config/json-schema.ts'
import { plain } from '../config/other-names.ts'
import { configSchemaOf } from '../config/schema.ts'

/** A key of a config that is no method. */
export interface ConfigKey {
  /** Its dotted path, such as `data.sequence`. */
  readonly path: string
  /** What it says, in a few words; `undefined` where the name says it. */
  readonly words: string | undefined
}

/** The keys of a config that are called by a word, at the top and one level below. */
export function configKeysCalled(word: string, catalogue: Catalogue): ConfigKey[] {
  const schema = jsonSchemaOf(configSchemaOf(catalogue))
  return keysOf(schema, schema, '', 2).filter(
    ({ path }) => plain(path.split('.').at(-1) ?? '') === plain(word) || path === word,
  )
}

function keysOf(part: object, schema: object, prefix: string, depth: number): ConfigKey[] {
  if (depth === 0) return []
  return Object.entries(objectAt(part, 'properties')).flatMap(([key, value]): ConfigKey[] => {
    const path = prefix + key
    const chain = chainOf(value, schema)
    const found = chain.map((item) => item.description).find((text) => text !== undefined)
    const inner = chain.find((item) => item.properties !== undefined) ?? {}
    return [{ path, words: found }, ...keysOf(inner, schema, `${path}.`, depth - 1)]
  })
}

/** A part of a schema, what it refers to, what that refers to, and so on. */
function chainOf(part: unknown, schema: object): SchemaPart[] {
  const { $ref, allOf = [], anyOf = [], ...others }: SchemaPart = { ...Object(part) }
  const name = $ref?.slice('#/definitions/'.length)
  const next =
    name === undefined
      ? [...allOf, ...anyOf]
      : [objectAt(schema, 'definitions')].map((all) => objectAt(all, name))
  return [others, ...next.flatMap((item) => chainOf(item, schema))]
}

interface SchemaPart {
  readonly $ref?: string
  readonly description?: string
  readonly properties?: object
  readonly allOf?: readonly unknown[]
  readonly anyOf?: readonly unknown[]
}

const objectAt = (part: object, key: string): object => Object(Reflect.get(part, key))
