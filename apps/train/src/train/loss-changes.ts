import { comparesExamples, type LossTransform, type LossTransformFacts } from '@sobolev/nn'
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

/** Of these a second one would take the loss for what the first has made no more of it. */
const isAlone = (goesBy: GoesBy): boolean => goesBy === 'probability' || goesBy === 'mean'

/** Changes of the loss that stand behind others after which a loss, or its logits, are no longer what they take them for. */
export function orderFaults({ catalogue, lossTransforms }: Config): Fault[] {
  const changes = Array.from(lossTransforms.byName, ([name, { method }]) => {
    const { goesBy, lengths } = definitionOf(catalogue, 'lossTransform', method)
    return { name, goesBy, lengths }
  })
  return changes.flatMap(({ name, goesBy, lengths }, index): Fault[] => {
    const before = changes.slice(0, index)
    const words = [goesBy && behind(goesBy, before), lengths && behindEqual(lengths, before)].find(
      (message) => message !== undefined,
    )
    return words === undefined ? [] : [{ place: '', message: `lossTransforms.${name}: ${words}` }]
  })
}

interface Change {
  readonly name: string
  readonly goesBy: GoesBy | undefined
  readonly lengths: LossTransformFacts['lengths']
}

function behind(goesBy: GoesBy, before: readonly Change[]): string | undefined {
  const stage = stages.indexOf(goesBy)
  for (const { name, goesBy: other } of before) {
    if (other === undefined) continue
    const isLater = stages.indexOf(other) > stage
    if (isLater || (other === goesBy && isAlone(goesBy)))
      return `must ${isLater ? 'stand before' : 'be without'} ${name}, after which a loss is no more ${noMore[other]}`
  }
  return undefined
}

/** The change that stands last sees the logits first. */
function behindEqual(
  lengths: NonNullable<Change['lengths']>,
  before: readonly Change[],
): string | undefined {
  const equal = before.find((other) => other.lengths === 'equal')
  return (
    equal &&
    `must ${lengths === 'equal' ? 'be without' : 'stand before'} ${equal.name}, which makes all logits of one length: it would do nothing`
  )
}

/**
 * The changes of the loss that a config has, by their names, in the order in which they are made. `ofExamples`: what makes
 * the loss of an example of those of its steps, which stands before what compares the examples of a batch: steps that
 * pad a sequence are no examples.
 */
export function lossChanges(
  { lossTransforms }: Config,
  methods: MethodBuilder,
  ofExamples: Readonly<Record<string, LossTransform>>,
): Record<string, LossTransform> {
  const built = Object.entries(methods.terms('lossTransform', lossTransforms))
  return {
    ...Object.fromEntries(built.filter(([, change]) => !comparesExamples(change))),
    ...ofExamples,
    ...Object.fromEntries(built.filter(([, change]) => comparesExamples(change))),
  }
}
