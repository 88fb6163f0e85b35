import { describe, expect, test } from 'vitest'
import * as highOrder from '../reference/high-order-models.ts'
import { linearAlgebra } from '../reference/linear-algebra-models.ts'
import * as operations from '../reference/operation-models.ts'
import * as penalties from '../reference/penalty-models.ts'
import { errorsOf, type Model, readCase } from '../reference/reference-case.ts'

const models: Readonly<Record<string, Model>> = {
  'dense-tanh-cross-entropy': penalties.denseTanhCrossEntropy,
  'jacobian-frobenius': penalties.jacobianFrobenius,
  'wgan-gp': penalties.wganGp,
  'softplus-norms': penalties.softplusNorms,
  'batch-normalization': penalties.batchNormalization,
  hessian: highOrder.hessianOfLoss,
  'heat-equation': highOrder.heatEquation,
  'smooth-activations': highOrder.smoothActivations,
  'log-sum-exp': highOrder.logSumExpHessian,
  'elementary-functions': highOrder.elementaryFunctions,
  choices: operations.choices,
  'batch-matmul': operations.batchMatmul,
  'gather-scatter': operations.gatherScatter,
  'linear-algebra': linearAlgebra,
}

const limits = { float64: 1e-9, float32: 1e-4 } as const

describe.each(Object.entries(models))('PyTorch agrees on %s', (name, model) => {
  const reference = readCase(new URL(`../reference/${name}.json.golden`, import.meta.url))

  test.each(['float64', 'float32'] as const)('in %s', (dtype) => {
    const errors = errorsOf(reference, model, dtype)
    const tooLarge = Object.entries(errors).filter(([, error]) => !(error <= limits[dtype]))
    expect(tooLarge).toEqual([])
    expect(Object.keys(errors).length).toBeGreaterThan(0)
  })
})
