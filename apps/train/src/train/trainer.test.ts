import { tensor, Variable } from '@sobolev/core'
import { sgd } from '@sobolev/nn'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/load.ts'
import { MethodBuilder } from './method-builder.ts'
import { buildOptimizer } from './trainer.ts'

const least = 'data: { file: a, target: b }\nmodel: { layers: [] }\n'

/** Where a step by the gradient (3, 4) leads from (0, 0). */
function stepOf(settings: string): number[] {
  const config = parseConfig(`${least}${settings}`, 'a.yaml')
  const kernel = new Variable([0, 0])
  const methods = new MethodBuilder(config.catalogue, 1)
  buildOptimizer(config, methods, sgd({ learningRate: 1 }), { kernel }).apply({
    kernel: tensor([3, 4]),
  })
  return Array.from(kernel.value.data)
}

test('gradient transforms stand before the optimizer: gradients are clipped, and left alone without', () => {
  expect(stepOf('')).toEqual([-3, -4])
  const [first, second] = stepOf('gradientTransforms: { clipByGlobalNorm: 1 }')
  expect(first).toBeCloseTo(-0.6)
  expect(second).toBeCloseTo(-0.8)
})
