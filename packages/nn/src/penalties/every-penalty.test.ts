import { compile, ones, Rng, type Tensor } from '@sobolev/core'
import { describe, expect, it } from 'vitest'
import { contents } from '../../testing/contents.ts'
import { layoutOfTwo } from '../../testing/example-columns.ts'
import { expectClose } from '../../testing/expect-close.ts'
import { float64, int32 } from '../../testing/float64.ts'
import { type Problem, problemsFor } from '../../testing/problem-for.ts'
import { slopeAlongAll } from '../../testing/slope-along.ts'
import { tanh } from '../activations/tanh.ts'
import type { BatchTransform } from '../batch-transforms/batch-transform.ts'
import { catalogue } from '../catalogue/catalogue.ts'
import { Dense } from '../layers/dense.ts'
import { Dropout } from '../layers/dropout.ts'
import { Flatten } from '../layers/flatten.ts'
import { Reshape } from '../layers/reshape.ts'
import { squaredError } from '../losses/squared-error.ts'
import type { Mode } from '../modules/mode.ts'
import { Sequential } from '../modules/sequential.ts'
import { type Objective, objective } from '../objective/objective.ts'
import { adam } from '../optimizers/adam.ts'
import { Optimizer } from '../optimizers/optimizer.ts'
import type { Penalty } from './penalty.ts'

const rng = new Rng(17)
const mode = { training: true, rng: rng.split('step') } as const
const inputs = rng.split('inputs').normal([5, 2], { dtype: 'float64' })

type Step = (x: Tensor, y: Tensor, mode: Mode, number?: Tensor) => Objective

/** A step of a small network with a dropout. */
function setUp(
  penalty: Penalty,
  { loss, outputs, columns, hiddenShape }: Problem,
  weight = 2,
  batchTransforms: Readonly<Record<string, BatchTransform>> = {},
): { model: Sequential; step: Step } {
  const model = new Sequential([
    new Sequential([
      new Dense(2, 4, { rng: rng.split('first'), activation: tanh, dtype: 'float64' }),
      new Reshape(hiddenShape(4)),
    ]),
    new Flatten(),
    new Dropout(0.3),
    new Dense(4, outputs, { rng: rng.split('second'), dtype: 'float64' }),
  ])
  const penalties = { term: { penalty, weight } }
  const options = { batchTransforms, stepsPerEpoch: 2, layout: layoutOfTwo, rng }
  const call = objective({ model, loss, penalties, ...options })
  const details = { columns: columns(rng.split('columns'), 5) }
  return { model, step: (x, y, mode, number) => call(x, y, mode, number, details) }
}

/** What the steps of a training with one and the same dropout mask give; the penalty outweighs the loss unless its weight is 0. */
function train(
  penalty: Penalty,
  problem: Problem,
  { weight = 10, steps = 30, eager = false },
): Readonly<Record<string, Tensor>>[] {
  const { model, step } = setUp(penalty, problem, weight)
  const targets = problem.targets(rng.split('targets'), 5)
  const optimizer = new Optimizer(adam({ learningRate: 0.03 }), model.variables())
  const take = (x: Tensor, source: Rng, number: Tensor): Record<string, Tensor> => {
    const { gradients, penalties, total } = step(
      x,
      targets,
      { training: true, rng: source },
      number,
    )
    optimizer.apply(gradients)
    return { ...gradients, ...penalties, total }
  }
  const call = eager ? take : compile(take)
  return Array.from({ length: steps }, (_, number) => call(inputs, mode.rng, int32(number)))
}

const valuesOf = (steps: readonly Readonly<Record<string, Tensor>>[]): number[] =>
  steps.map(({ term }) => term?.item() ?? Number.NaN)

/** Each with its defaults, and with the options of its example. */
const rows = [...catalogue.of('penalty').values()].flatMap((definition) => {
  const { name, make, example, options } = definition
  const needsOptions = Object.values(options).some((option) => option.default === undefined)
  const { heldConstant: held, goesByTargets = false } = definition
  const common = { problems: problemsFor(definition), held, goesByTargets }
  return [
    ...(needsOptions ? [] : [{ name, penalty: make(), isFirst: true, ...common }]),
    ...(example.options
      ? [
          {
            name: `${name} of the example`,
            penalty: make(example.options),
            isFirst: needsOptions,
            ...common,
          },
        ]
      : []),
  ]
})

describe.each(rows)(
  '$name',
  ({ penalty, isFirst, held, goesByTargets, problems: [problem, ofValues] }) => {
    const targets = problem.targets(rng.split('targets'), 5)
    it.skipIf(penalty.init !== undefined || held !== undefined)(
      'has gradients that finite differences confirm (but for what counts as constant: a state, or what is held)',
      () => {
        const { model, step } = setUp(penalty, problem)
        const total = (): Tensor => step(inputs, targets, mode).total
        const { gradients } = step(inputs, targets, mode)
        // All at once: no gradient can be wrong and leave a slope along a drawn direction as it was.
        const moves = Object.entries(model.variables()).map(([name, variable]) => {
          const direction = rng.split(name).normal(variable.shape, { dtype: 'float64' })
          return {
            variable,
            direction,
            along: (gradients[name] ?? float64(0)).mul(direction).sum(),
          }
        })
        const wanted = slopeAlongAll(
          moves.map(({ variable, direction }) => [variable, direction] as const),
          () => total().item(),
        )
        const found = moves.reduce((sum, { along }) => sum.add(along), float64(0))
        expectClose(found, [wanted], 1e-8)
      },
    )

    it('is finite, with its gradients, where the loss is flat: all is learned', () => {
      const { model, step } = setUp(penalty, ofValues)
      const outputs = model.call(inputs, mode)
      const learned = ofValues.loss === squaredError ? outputs : ofValues.targets(rng, 5)
      const { total, gradients } = step(inputs, learned, mode)
      for (const { data } of [total, ...Object.values(gradients)])
        expect([...data].every(Number.isFinite)).toBe(true)
    })

    it('refuses examples that are made of two if it says that it goes by targets, and else takes them', () => {
      const { step } = setUp(penalty, problem, 2, {
        mix: ({ columns, ...batch }) => ({
          ...{ ...batch, columns: { ...columns } },
          mixed: { targets: batch.targets, share: ones([5], { dtype: 'float64' }) },
        }),
      })
      const refusal = 'term: goes by the target of each example, and the examples of this batch'
      if (goesByTargets) expect(() => step(inputs, targets, mode)).toThrow(refusal)
      else expect(step(inputs, targets, mode).total.item()).not.toBeNaN()
    })

    // Compiling takes most of the time: once for each method.
    it.runIf(isFirst)(
      'compiled, trains with the same bits as eagerly; becomes smaller, or stays smaller than without it',
      () => {
        const steps = train(penalty, problem, {})
        const eagerly = train(penalty, problem, { steps: 3, eager: true })
        expect(steps.slice(0, 3).map(contents)).toEqual(eagerly.map(contents))
        const values = valuesOf(steps)
        const [first = Number.NaN, last = Number.NaN] = [values[0], values.at(-1)]
        const most = last < first ? first : valuesOf(train(penalty, problem, { weight: 0 })).at(-1)
        expect(last).toBeLessThan(most ?? Number.NaN)
      },
    )
  },
)
