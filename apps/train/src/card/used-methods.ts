import type { Definitions, Kind } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import type { MethodConfig } from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'

/** A method by which a config regularizes. */
export interface UsedMethod {
  /** Its name in the config. */
  readonly name: string
  /** What kind of method it is, in words. */
  readonly kind: string
  readonly method: MethodConfig
  readonly definition: Definitions[Kind]
}

/** All that a config adds to the loss of its data: penalties and whatever else regularizes, in the order of the step. */
export function usedMethods(config: Config): UsedMethod[] {
  const { catalogue, penalties, average, ensemble } = config
  const terms = [
    ['penalty', 'penalty', penalties],
    ['lossTransform', 'change of the loss', config.lossTransforms],
    ['batchTransform', 'change of the batch', config.batchTransforms],
    ['gradientTransform', 'change of the gradient', config.gradientTransforms],
    ['constraint', 'constraint of the weights', config.constraints],
  ] as const
  const single = [
    ['average', 'average of the weights', average],
    ['ensemble', 'ensemble', ensemble],
  ] as const
  return [
    ...terms.flatMap(([kind, words, { byName }]) =>
      Array.from(byName, ([name, method]) => ({
        name,
        kind: words,
        method,
        definition: definitionOf(catalogue, kind, method.method),
      })),
    ),
    ...single.flatMap(([kind, words, method]) =>
      method === null
        ? []
        : [
            {
              name: method.method,
              kind: words,
              method,
              definition: definitionOf(catalogue, kind, method.method),
            },
          ],
    ),
  ]
}
