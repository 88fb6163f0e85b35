import { type Catalogue, type ColumnUse, columnsAsked, type Kind, kinds } from '@sobolev/nn'
import type { Terms } from './method-config.ts'
import { definitionOf } from './method-reader.ts'

/** A column of the table that methods of a config name in their options. */
export interface MethodColumn {
  readonly name: string
  readonly use: ColumnUse
  /** Whether an input must be one number of an example. */
  readonly isSingle: boolean
  /** Where the config names it first: `penalties.irm.environments`. */
  readonly key: string
}

/** The parts of a config that name columns. */
interface ConfigOfMethods {
  readonly catalogue: Catalogue
  readonly lossTransforms: Terms
  readonly batchTransforms: Terms
  readonly penalties: Terms
  readonly metrics: Terms
}

/** The columns that a config's methods name, each use of a name once. */
export function methodColumns(config: ConfigOfMethods): MethodColumn[] {
  const terms: readonly (readonly [Kind, Terms])[] = [
    ['lossTransform', config.lossTransforms],
    ['batchTransform', config.batchTransforms],
    ['penalty', config.penalties],
    ['metric', config.metrics],
  ]
  const found = new Map<string, MethodColumn>()
  for (const [kind, { byName }] of terms)
    for (const [term, { method, options }] of byName) {
      const place = `${kinds[kind].key}.${term === method ? term : `${term}.${method}`}`
      const table = definitionOf(config.catalogue, kind, method).options
      for (const { name, use, isSingle, option } of columnsAsked(table, options)) {
        const column = { name: String(name), use, isSingle, key: `${place}.${option}` }
        const id = JSON.stringify([column.name, use, isSingle])
        if (!found.has(id)) found.set(id, column)
      }
    }
  return [...found.values()]
}
