import { Rng } from '@sobolev/core'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { checkPenaltyNames } from './check-penalty-names.ts'
import { buildLearner } from './learner.ts'
import { MethodBuilder } from './method-builder.ts'

const check = (penalties: string) => (): void => {
  const config = parseConfig(
    `data: { file: a.csv, target: y }\nmodel: { layers: [{ dense: 2 }] }\npenalties: ${penalties}`,
    'a.yaml',
  )
  const problem = { task: 'regression', features: ['x1', 'x2'], classes: [] } as const
  const learner = buildLearner(config, problem, new Rng(0))
  checkPenaltyNames(config, new MethodBuilder(config.catalogue, 1), learner)
}

test('a name in an equation that is no input, and a path to no layer, are faults of the config', () => {
  expect(check('{ flow: { differentialEquation: { equation: u_z, weight: 1 } } }')).toThrow(
    'penalties.flow: differentialEquation: the subscripts of a derivative must be inputs, x1, x2, got "u_z" at character 1',
  )
  expect(check('{ jacobian: { of: layers.9, weight: 1 } }')).toThrow(
    'penalties.jacobian: outputsOf: must be given the path of a module that the model calls, layers.0, layers.1, got "layers.9"',
  )
})

test('what is found passes', () => {
  expect(check('{ differentialEquation: { equation: u_x1, weight: 1 } }')).not.toThrow()
  expect(check('{ jacobian: { of: layers.0, weight: 1 }, l2: 1 }')).not.toThrow()
  // It remembers a tensor for each group, of which the columns tell how many there are.
  expect(check('{ fishr: { environments: place, weight: 1 } }')).not.toThrow()
})

test('an output that there is not, beside columns, is a fault of the config', () => {
  expect(check('{ monotone: { columns: { 0: 1 }, output: 3, weight: 1 } }')).toThrow(
    'penalties.monotone: monotone: the number of an output must be 0, since there is one, got 3',
  )
  expect(check('{ monotone: { columns: { 0: 1 }, weight: 1 } }')).not.toThrow()
})

const ofSequences = (penalties: string) => (): void => {
  const config = parseConfig(
    `data: { file: a.csv, target: y, sequence: { id: id } }\nmodel: { layers: [{ gru: { units: 2 } }] }\npenalties: ${penalties}`,
    'a.yaml',
  )
  const problem = { task: 'regression', features: ['x1', 'x2'], classes: [] } as const
  const inputs = { x1: { elements: [0] }, x2: { elements: [1] } }
  const learner = buildLearner(config, { ...problem, steps: 4 }, new Rng(0))
  const layout = { inputs, features: 2 }
  const learnerOfSteps = { ...learner, layout }
  checkPenaltyNames(config, new MethodBuilder(config.catalogue, 1), learnerOfSteps)
}

test.each([
  ['{ differentialEquation: { equation: u_x1, points: rows, weight: 1 } }', 'one number for each'],
  ['{ monotone: { columns: { x1: 1 }, weight: 1 } }', 'one number of an example, got 4 for "x1"'],
  ['{ saliencyVariation: { weight: 1 } }', 'images or series'],
  ['{ imageTangents: { weight: 1 } }', 'images or series'],
  ['{ attributionPrior: { prior: smooth, weight: 1 } }', 'images or series'],
])('sequences of steps are refused by %s', (penalties, words) => {
  expect(ofSequences(penalties)).toThrow(words)
})

test('penalties on derivatives that take sequences pass', () => {
  expect(
    ofSequences('{ inputGradient: { columns: x1, weight: 1 }, curvature: 1, attributionPrior: 1 }'),
  ).not.toThrow()
})
