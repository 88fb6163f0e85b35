import { ones, Rng, ShapeError, type Tensor, tensor, zeros } from '@sobolev/core'
import { objective } from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { type Fault, InputError } from '../errors.ts'
import { exampleLoss } from './example-loss.ts'
import type { Learner } from './learner.ts'
import type { MethodBuilder } from './method-builder.ts'

/**
 * Makes sure that penalties find what their options name in texts of their own: layers by paths, columns in equations.
 * Only a pass of the model tells, so each of them is computed once, for two rows of zeros.
 *
 * @throws InputError with what each of them does not find
 */
export function checkPenaltyNames(
  { catalogue, penalties, data }: Config,
  methods: MethodBuilder,
  learner: Learner,
): void {
  const faults = Object.entries(methods.terms('penalty', penalties)).flatMap(
    ([name, penalty]): Fault[] => {
      const method = penalties.byName.get(name)?.method ?? name
      const { options } = definitionOf(catalogue, 'penalty', method)
      const names = Object.values(options).some(({ type }) => type === 'path' || type === 'text')
      if (!names) return []
      const message = faultOf(() => {
        const { model, head, layout } = learner
        const evaluate = objective({
          ...{ model, layout, stepsPerEpoch: 1, rng: new Rng(0) },
          loss: exampleLoss(head.loss, learner),
          penalties: { [name]: { penalty, weight: 1 } },
        })
        const mode = { training: true, updatesStatistics: false, rng: new Rng(0) } as const
        evaluate(zeros([2, ...learner.inputShape]), targetsFor(learner), mode, 0, {
          columns: columnsFor(data.methodColumns),
        })
      })
      if (message === undefined) return []
      return [{ place: '', message: `penalties.${name}: ${message}` }]
    },
  )
  if (faults.length > 0) throw new InputError(faults)
}

function targetsFor({ hasStepTargets, inputShape, head }: Learner): Tensor {
  const ofSteps = hasStepTargets ? inputShape.slice(0, 1) : []
  return zeros([2, ...ofSteps], head.outputKind === 'values' ? 'float32' : 'int32')
}

const columnsFor = (columns: Config['data']['methodColumns']): Record<string, Tensor> =>
  Object.fromEntries(
    columns.map(({ name, use }) => [
      name,
      use === 'groups' ? ones([2, 1]) : tensor(new Float32Array(2)),
    ]),
  )

/** The message of an error by what does not fit; another error is thrown on. */
function faultOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || error instanceof ShapeError)
      return error.message
    throw error
  }
}
