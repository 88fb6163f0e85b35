import { kinds } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import type { Part } from '../data/part.ts'
import { type Fault, InputError } from '../errors.ts'

/** What does not go together with batch transforms that make each example of two, such as mixup. */
export function mixedTargetsFaults(config: Config): Fault[] {
  const { catalogue, data, penalties } = config
  const [first, ...others] = mixers(config)
  if (first === undefined) return []
  const fault = (message: string): Fault => ({ place: '', message })
  const [column] = data.methodColumns
  const ofTargets = Array.from(penalties.byName).filter(
    ([, { method }]) => definitionOf(catalogue, 'penalty', method).goesByTargets,
  )
  return [
    ...others.map(({ place, method }) =>
      fault(
        `${place}: ${method} makes examples of two, as ${first.place} does; leave one of them out`,
      ),
    ),
    ...(column
      ? [
          fault(
            `${first.place}: ${first.method} makes each example of two, and the column "${column.name}" that ${column.key} reads is of single ones; leave one of them out`,
          ),
        ]
      : []),
    ...ofTargets.map(([name, { method }]) =>
      fault(
        `${kinds.penalty.key}.${name}: ${method} goes by the target of each example, and ${first.place} makes each of two; leave one of them out`,
      ),
    ),
  ]
}

/** Throws an InputError for sequences of differing lengths that are to be mixed. */
export function checkMixedSteps(config: Config, { lengths }: Pick<Part, 'lengths'>): void {
  const [first] = mixers(config)
  if (first && lengths !== null)
    throw new InputError(
      `${first.place}: ${first.method} makes examples of two, which is for sequences of the same number of steps, and those of the training part have different ones; leave it out`,
    )
}

/** The batch transforms that make each example of two. */
function mixers({ catalogue, batchTransforms }: Config): { place: string; method: string }[] {
  return Array.from(batchTransforms.byName).flatMap(([name, { method }]) => {
    const isMixer = definitionOf(catalogue, 'batchTransform', method).mixesTargets === true
    return isMixer ? [{ place: `${kinds.batchTransform.key}.${name}`, method }] : []
  })
}
