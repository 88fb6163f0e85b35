import { ones, Rng, type Tensor, tensor } from '@sobolev/core'
import {
  accuracy,
  catalogue,
  confusionMatrix,
  type Definitions,
  Dense,
  type Evaluation,
  evaluateBatch,
  inputGradientNorm,
  isMinimizer,
  l2,
  Optimizer,
  relu,
  sgd,
  squaredError,
} from '@sobolev/nn'
import { describe, expect, it } from 'vitest'
import { withCheckedResults } from './checked-results.ts'

const loss = withCheckedResults({
  ...squaredError.definition,
  make: () => (outputs: Tensor) => outputs.square().mean(),
})
const activation = withCheckedResults({ ...relu.definition, make: () => (x: Tensor) => x.sum(1) })
const penalty = withCheckedResults({
  ...l2.definition,
  make:
    () =>
    ({ outputs }: Evaluation) =>
      outputs.square(),
})
const metric = withCheckedResults({
  ...accuracy.definition,
  make: () => ({
    takes: 'predictions',
    gives: 'number',
    measure: () => JSON.parse('"high"'),
  }),
})
const byEvaluation = withCheckedResults({
  ...inputGradientNorm.definition,
  make: () => ({
    takes: 'evaluation',
    gives: 'number',
    measure: ({ losses }: Evaluation) => losses.mean(),
  }),
})
const table = withCheckedResults({
  ...confusionMatrix.definition,
  make: () => ({
    takes: 'predictions',
    gives: 'table',
    measure: () => JSON.parse('{ "counts": [1] }'),
  }),
})
const optimizer = withCheckedResults({
  ...sgd.definition,
  make: () => ({ init: () => ({}), update: () => ({ updates: {}, state: {} }) }),
})

/** What a definition makes, used as training uses it. */
function use(definition: Definitions[keyof Definitions]): unknown {
  const model = new Dense(2, 1, { rng: new Rng(0) })
  const [inputs, targets] = [ones([3, 2]), ones([3, 1])]
  const evaluate = (take: (evaluation: Evaluation) => Tensor): unknown =>
    evaluateBatch({ model, loss: squaredError, inputs, targets }, take)
  switch (definition.kind) {
    case 'loss':
      return definition.make()(model.call(inputs), targets)
    case 'activation':
      return definition.make()(inputs)
    case 'penalty':
      return evaluate(definition.make({}))
    case 'metric': {
      const made = definition.make()
      return made.takes === 'evaluation'
        ? evaluate(made.measure)
        : made.measure(tensor([[1, 0]]), tensor([0], { dtype: 'int32' }))
    }
    case 'optimizer': {
      const made = definition.make()
      if (isMinimizer(made)) throw new Error('a test of one gradient a step')
      return new Optimizer(made, model).apply(
        Object.fromEntries(
          Object.entries(model.variables()).map(([path, { value }]) => [path, value]),
        ),
      )
    }
    default:
      throw new Error(definition.kind)
  }
}

describe('what a method gives that is not what its kind must give', () => {
  it.each([
    [loss, 'squaredError: a loss must give a number for each example, [3], got shape []'],
    [
      activation,
      'relu: an activation must give what has the shape of its input, [3, 2], got shape [3]',
    ],
    [
      penalty,
      'l2: a penalty must give a tensor of one number, got shape [3, 1]; mean(x) makes one of many',
    ],
    [metric, 'accuracy: a metric must give a number, got "high"'],
    [
      table,
      'confusionMatrix: a metric that gives a table must give a tensor for each of its columns, got [1]',
    ],
    [
      byEvaluation,
      'inputGradientNorm: a metric of an evaluation must give a number for each example, [3], got shape []',
    ],
    [
      optimizer,
      'sgd: update must give updates with a tensor for each gradient, kernel [2, 1], got undefined',
    ],
  ])('%#: %s', (definition, message) => {
    expect(() => use(definition)).toThrow(message)
  })
})

it('what our methods give passes', () => {
  for (const { definition } of [
    squaredError,
    relu,
    accuracy,
    confusionMatrix,
    inputGradientNorm,
    sgd,
  ])
    expect(() => use(withCheckedResults(definition))).not.toThrow()
  expect(catalogue.definitions.map(withCheckedResults)).toHaveLength(catalogue.definitions.length)
})
