import { catalogue, libraryOnly } from '@sobolev/nn'
import type { AnyDefinition } from '../../src/config/method-options.ts'

/** The regularization methods of a config, and the weights of penalties that find themselves. */
export const tried: readonly AnyDefinition[] = catalogue.definitions.filter(
  (definition) =>
    (definition.advice !== undefined || definition.kind === 'weighting') &&
    libraryOnly(definition) === null,
)

/** Two methods of a config; the second may be the first again. */
export type Pair = readonly [AnyDefinition, AnyDefinition]

/** Each method with itself and with those behind it, once. */
export function pairsOf(definitions: readonly AnyDefinition[]): Pair[] {
  return definitions.flatMap((first, index) =>
    definitions.slice(index).map((second): Pair => [first, second]),
  )
}

export const nameOfPair = (pair: Pair): string =>
  pair.map(({ kind, name }) => `${kind} ${name}`).join(' + ')
