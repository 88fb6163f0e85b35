import { catalogue, libraryOnly } from '@sobolev/nn'
import type { AnyDefinition } from '../../src/config/method-options.ts'
import { hasTerms } from '../../src/train/method-configs.fixture.ts'

/** The regularization methods of a config, the weights of penalties that find themselves, and layers that take indices. */
export const tried: readonly AnyDefinition[] = catalogue.definitions.filter(
  (definition) =>
    (definition.advice !== undefined ||
      definition.kind === 'weighting' ||
      (definition.kind === 'layer' && definition.inputs === 'indices')) &&
    libraryOnly(definition) === null,
)

/** Two methods of a config; the second may be the first again. */
export type Pair = readonly [AnyDefinition, AnyDefinition]

/** Whether a config can have it twice: there is one optimizer, one average, one ensemble and one calibration. */
const canBeTwice = (definition: AnyDefinition): boolean =>
  hasTerms(definition) || definition.kind === 'layer' || definition.kind === 'weighting'

/** Each method with those behind it, once, and with itself where a config can have it twice. */
export function pairsOf(definitions: readonly AnyDefinition[]): Pair[] {
  return definitions.flatMap((first, index) =>
    definitions.slice(canBeTwice(first) ? index : index + 1).map((second): Pair => [first, second]),
  )
}

export const nameOfPair = (pair: Pair): string =>
  pair.map(({ kind, name }) => `${kind} ${name}`).join(' + ')
