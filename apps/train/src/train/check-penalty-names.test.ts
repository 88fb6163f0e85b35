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
