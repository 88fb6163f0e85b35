import { Rng, type Tensor, Variable, zeros } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { float64 } from '../../testing/float64.ts'
import { sine } from '../activations/sine.ts'
import { evaluateBatch } from '../evaluation/evaluate-batch.ts'
import { BatchNorm } from '../layers/batch-norm.ts'
import { Dense } from '../layers/dense.ts'
import { LayerNorm } from '../layers/layer-norm.ts'
import { Residual } from '../layers/residual.ts'
import { squaredError } from '../losses/squared-error.ts'
import { type Layer, Sequential } from '../modules/sequential.ts'
import { elasticNet } from './elastic-net.ts'
import { groupLasso } from './group-lasso.ts'
import { hoyer } from './hoyer.ts'
import { nuclearNorm } from './nuclear-norm.ts'
import { pathNorm } from './path-norm.ts'
import type { Penalty } from './penalty.ts'
import { sparseGroupLasso } from './sparse-group-lasso.ts'

const rng = new Rng(3)
const dtype = 'float64'
const draw = (name: string, shape: readonly number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })
const x = draw('x', [4, 2])

/** The penalty of variables that no model uses. */
const of = (penalty: Penalty, variables: Record<string, Variable>): number => {
  const model = Object.assign(new Sequential([(input) => input]), { variables: () => variables })
  const batch = { model, loss: squaredError, inputs: x, targets: x }
  return evaluateBatch({ ...batch, mode: { training: true, rng } }, penalty).item()
}

const rows = [
  [3, -1, 0.5],
  [4, 2, 0],
]
const dense = new Variable(float64(rows), { role: 'kernel', unitsAxis: 1 })
/** The kernel of a convolution, [out, in, size]: the matrix [out, in · size] has the rows above. */
const filters = new Variable(float64(rows).reshape([2, 3, 1]), { role: 'kernel', unitsAxis: 0 })
const bias = new Variable(float64([100]), { role: 'bias' })
const columns = Math.sqrt(2) * (5 + Math.sqrt(5) + 0.5)
const byRows = Math.sqrt(3) * (Math.sqrt(10.25) + Math.sqrt(20))
const sum = 10.5
/** Of rows · rowsᵀ = [[10.25, 10], [10, 20]]: (σ₁ + σ₂)² = trace + 2 √determinant. */
const nuclear = Math.sqrt(30.25 + 2 * Math.sqrt(10.25 * 20 - 100))

it.each<[string, Penalty, Record<string, Variable>, number]>([
  ['elasticNet', elasticNet({ share: 0.2 }), { dense, bias }, 0.2 * sum + 0.8 * 30.25],
  ['elasticNet, both of l1', elasticNet(1), { dense, filters }, 2 * sum],
  ['groupLasso by the units of a dense kernel', groupLasso(), { dense, bias }, columns],
  ['groupLasso by filters', groupLasso(), { filters }, byRows],
  ['groupLasso by inputs', groupLasso({ groups: 'inputs' }), { dense }, byRows],
  ['groupLasso by channels', groupLasso({ groups: 'inputs' }), { filters }, columns],
  ['groupLasso of biases', groupLasso({ includes: 'bias' }), { bias }, 100],
  ['sparseGroupLasso', sparseGroupLasso(0.1), { dense }, 0.9 * columns + 0.1 * sum],
  ['hoyer', hoyer(), { dense, filters }, (2 * sum * sum) / 30.25],
  ['hoyer of norms', hoyer({ squared: false }), { dense }, sum / Math.sqrt(30.25)],
  ['nuclearNorm', nuclearNorm(), { dense, filters }, 2 * nuclear],
])('%s is what it is by hand', (_, penalty, variables, wanted) => {
  expect(of(penalty, variables)).toBeCloseTo(wanted, 12)
})

it('hoyer of zeros is 0', () => {
  expect(of(hoyer(), { k: new Variable(float64([0, 0]), { role: 'kernel' }) })).toBe(0)
})

it.each<[string, readonly Layer[], string]>([
  ['layers', [new BatchNorm(2, { dtype })], 'got BatchNorm at layers.0'],
  [
    'layers within',
    [new Residual([new LayerNorm(2, { dtype })])],
    'got LayerNorm at layers.0.layers.0',
  ],
  [
    'activations',
    [new Dense(2, 3, { rng, dtype, activation: sine })],
    'an activation within Dense at layers.0',
  ],
  ['functions', [sine], 'got an activation within Sequential at the model'],
])('pathNorm refuses %s that may give negative numbers for positive ones', (_, layers, words) => {
  const model = new Sequential(layers)
  const batch = { model, loss: () => zeros([4], { dtype }), inputs: x, targets: x }
  expect(() => evaluateBatch(batch, pathNorm())).toThrow(words)
})

it('pathNorm is the sum over all paths of a ReLU network, and does not change as layers are scaled', () => {
  const [first, second] = [
    new Dense(2, 3, { rng: rng.split(1), dtype: 'float64' }),
    new Dense(3, 2, { rng: rng.split(2), dtype: 'float64' }),
  ]
  first.bias?.assign(draw('bias', [3]))
  const model = new Sequential([first, (h) => h.relu(), second])
  const value = (): number => {
    const batch = { model, loss: squaredError, inputs: x, targets: x }
    return evaluateBatch({ ...batch, mode: { training: true, rng } }, pathNorm()).item()
  }
  let paths = 0
  for (let hidden = 0; hidden < 3; hidden++)
    for (let output = 0; output < 2; output++) {
      const last = second.kernel.value.data[hidden * 2 + output] ?? 0
      const firsts = [0, 1].map((input) => first.kernel.value.data[input * 3 + hidden] ?? 0)
      for (const weight of [...firsts, first.bias?.value.data[hidden] ?? 0])
        paths += weight * weight * last * last
    }
  const before = value()
  expect(before).toBeCloseTo(Math.sqrt(paths), 12)
  const { kernel } = first
  Object.assign(first, { kernel: new Variable(kernel.value, { trainable: false }) })
  expect(value()).toBeCloseTo(Math.sqrt(paths), 12)
  Object.assign(first, { kernel })
  first.kernel.assign(first.kernel.mul(4))
  first.bias?.assign(first.bias.mul(4))
  second.kernel.assign(second.kernel.div(4))
  expectClose(float64(value()), [before], 1e-12)
})
