import type { LossTransform, LossTransformFacts } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import type { Fault } from '../errors.ts'
import type { MethodBuilder } from './method-builder.ts'

type GoesBy = NonNullable<LossTransformFacts['goesBy']>

/** In the order in which they may follow each other, what a loss is no more after such a change. */
const noMore: Readonly<Record<GoesBy, string>> = {
  probability: 'minus the logarithm of a probability',
  classes: 'minus the logarithm of a probability',
  ranks: 'that of one example by itself',
  mean: 'the larger the worse an example fits',
}
const stages = Object.keys(noMore)

/** Changes of the loss that stand behind others after which a loss is no longer what they take it for. */
export function orderFaults({ catalogue, lossTransforms }: Config): Fault[] {
  const changes = Array.from(lossTransforms.byName).flatMap(([name, { method }]) => {
    const { goesBy } = definitionOf(catalogue, 'lossTransform', method)
    return goesBy === undefined ? [] : [{ name, goesBy, stage: stages.indexOf(goesBy) }]
  })
  return changes.flatMap(({ name, goesBy, stage }, index): Fault[] => {
    const before = changes
      .slice(0, index)
      .find((other) => other.stage > stage || (other.goesBy === goesBy && goesBy === 'probability'))
    if (before === undefined) return []
    const place = before.stage > stage ? 'must stand before' : 'must be without'
    const message = `lossTransforms.${name}: ${place} ${before.name}, after which a loss is no more ${noMore[before.goesBy]}`
    return [{ place: '', message }]
  })
}

/**
 * The changes of the loss that a config has, by their names, in the order in which they are made. `ofExamples`: what makes
 * the loss of an example of those of its steps, which stands before what compares the examples of a batch: steps that
 * pad a sequence are no examples.
 */
export function lossChanges(
  { catalogue, lossTransforms }: Config,
  methods: MethodBuilder,
  ofExamples: Readonly<Record<string, LossTransform>>,
): Record<string, LossTransform> {
  const built = Object.entries(methods.terms('lossTransform', lossTransforms))
  const isOfBatch = ([name]: readonly [string, LossTransform]): boolean => {
    const { goesBy } = definitionOf(
      catalogue,
      'lossTransform',
      lossTransforms.byName.get(name)?.method ?? name,
    )
    return goesBy === 'ranks' || goesBy === 'mean'
  }
  return {
    ...Object.fromEntries(built.filter((change) => !isOfBatch(change))),
    ...ofExamples,
    ...Object.fromEntries(built.filter(isOfBatch)),
  }
}
