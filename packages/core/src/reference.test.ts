import { describe, expect, test } from 'vitest'
import * as convolutions from '../reference/convolution-models.ts'
import * as highOrder from '../reference/high-order-models.ts'
import * as layers from '../reference/layer-models.ts'
import { linearAlgebra, orthogonalFactors } from '../reference/linear-algebra-models.ts'
import * as operations from '../reference/operation-models.ts'
import * as penalties from '../reference/penalty-models.ts'
import { errorsOf, type Model, readCase } from '../reference/reference-case.ts'
import * as sequences from '../reference/sequence-models.ts'
import * as special from '../reference/special-function-models.ts'
import * as transforms from '../reference/transform-models.ts'

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
  'convolution-pooling': convolutions.convolutionPooling,
  'convolution-axes': convolutions.convolutionAxes,
  'linear-algebra': linearAlgebra,
  'orthogonal-factors': orthogonalFactors,
  'layer-normalization': layers.layerNormalization,
  'deep-batch-normalization': layers.deepBatchNormalization,
  'rms-normalization': layers.rmsNormalization,
  'weight-normalization': layers.weightNormalization,
  'tied-embedding': layers.tiedEmbedding,
  'causal-attention': sequences.causalAttention,
  'transformer-block': sequences.transformerBlock,
  gru: sequences.gru,
  lstm: sequences.lstm,
  'example-jacobian': transforms.exampleJacobian,
  'per-example-gradients': transforms.perExampleGradients,
  'network-hessian': transforms.networkHessian,
  'third-derivative': transforms.thirdDerivative,
  'spectral-penalty': transforms.spectralPenalty,
  'critic-steps': transforms.criticSteps,
  'special-functions': special.specialFunctions,
  quantiles: special.quantiles,
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
