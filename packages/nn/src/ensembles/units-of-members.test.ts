import { Rng, stack, type Tensor, Variable } from '@sobolev/core'
import { expect, it } from 'vitest'
import { expectClose } from '../../testing/expect-close.ts'
import { constrain } from '../constraints/constrain.ts'
import type { Constraint } from '../constraints/constraint.ts'
import { maxNorm } from '../constraints/max-norm.ts'
import { minMaxNorm } from '../constraints/min-max-norm.ts'
import { orthogonalWeights } from '../constraints/orthogonal-weights.ts'
import { spectralLimit } from '../constraints/spectral-limit.ts'
import { unitNorm } from '../constraints/unit-norm.ts'
import { zeroMean } from '../constraints/zero-mean.ts'
import { Dense } from '../layers/dense.ts'
import { squaredError } from '../losses/squared-error.ts'
import { Sequential } from '../modules/sequential.ts'
import { objective } from '../objective/objective.ts'
import { adaptiveClipping } from '../optimizers/adaptive-clipping.ts'
import { centralize } from '../optimizers/centralize.ts'
import { muon } from '../optimizers/muon.ts'
import type { GradientTransform } from '../optimizers/transform.ts'
import { groupLasso } from '../penalties/group-lasso.ts'
import { nuclearNorm } from '../penalties/nuclear-norm.ts'
import { orthogonality } from '../penalties/orthogonality.ts'
import type { Penalty } from '../penalties/penalty.ts'
import { spectralIsometry } from '../penalties/spectral-isometry.ts'
import { weightSpectralNorm } from '../penalties/weight-spectral-norm.ts'
import type { Tensors } from '../tensors.ts'
import { tabM } from './tab-m.ts'

const rng = new Rng(8)
const MEMBERS = 3
const path = 'own.layers.1.kernel'
const bias = 'own.layers.1.bias'
const draw = (name: string, ...shape: number[]): Tensor =>
  rng.split(name).normal(shape, { dtype: 'float64' })

function variablesOfMembers() {
  const ensemble = tabM({ members: MEMBERS })
  if (ensemble.way !== 'sharedWeights') throw new TypeError('shares weights')
  const layers = ['first', 'last'].map(
    (name) => new Dense(4, 4, { rng: rng.split(name), dtype: 'float64' }),
  )
  const model = ensemble.build(new Sequential(layers), rng.split('members'))
  model.variables()[path]?.assign(draw('kernels', MEMBERS, 4, 4))
  model.variables()[bias]?.assign(draw('biases', MEMBERS, 4))
  const found = (name: string): Variable => {
    const variable = model.variables()[name]
    if (!variable) throw new TypeError(name)
    return variable
  }
  return { model, kernel: found(path), bias: found(bias) }
}

/** The variable of one member as a model of it alone has it. */
const alone = ({ value, role }: Variable, member: number): Variable =>
  new Variable(value.slice([member]), {
    ...(role !== undefined && { role }),
    ...(role === 'kernel' && { unitsAxis: 1 }),
  })

const members = Array.from({ length: MEMBERS }, (_, member) => member)

it.each<[string, Constraint]>([
  ['maxNorm', maxNorm(0.5)],
  ['maxNorm by units', maxNorm({ limit: 0.5, unitsAxis: 1 })],
  ['maxNorm by inputs', maxNorm({ limit: 0.5, unitsAxis: 0 })],
  ['minMaxNorm', minMaxNorm({ minimum: 0.5, maximum: 1 })],
  ['unitNorm', unitNorm()],
  ['zeroMean', zeroMean()],
  ['spectralLimit', spectralLimit(0.5)],
  ['orthogonalWeights', orthogonalWeights()],
])('%s holds the last kernel of each member by itself', (_, constraint) => {
  const { kernel } = variablesOfMembers()
  const wanted = members.map((member) => {
    const single = alone(kernel, member)
    constrain([constraint], { single })
    return single.value
  })
  constrain([constraint], { kernel })
  expectClose(kernel.value, stack(wanted, 0), 1e-12)
})

it.each<[string, GradientTransform]>([
  ['centralize', centralize()],
  ['adaptiveClipping', adaptiveClipping(0.1)],
  ['muon', muon({ learningRate: 1 })],
])('%s changes the gradients of each member by themselves', (_, transform) => {
  const { kernel, bias } = variablesOfMembers()
  const updated = (variables: Readonly<Record<string, Variable>>, gradients: Tensors): Tensors => {
    const parameters = Object.fromEntries(
      Object.entries(variables).map(([name, { value }]) => [name, value]),
    )
    const step = new Variable(0, { dtype: 'int32' }).value
    const state = transform.init(parameters, variables)
    return transform.update(gradients, state, { parameters, variables, step }).updates
  }
  const gradients = { kernel: draw('ofKernels', MEMBERS, 4, 4), bias: draw('ofBiases', MEMBERS, 4) }
  const together = updated({ kernel, bias }, gradients)
  for (const member of members) {
    const single = updated(
      { kernel: alone(kernel, member), bias: alone(bias, member) },
      { kernel: gradients.kernel.slice([member]), bias: gradients.bias.slice([member]) },
    )
    for (const name of ['kernel', 'bias'])
      expectClose(together[name]?.slice([member]) ?? bias.value, single[name] ?? [], 1e-12)
  }
})

it.each<[string, (includes: string[]) => Penalty]>([
  ['groupLasso', (includes) => groupLasso({ includes })],
  ['groupLasso of inputs', (includes) => groupLasso({ includes, groups: 'inputs' })],
  ['nuclearNorm', (includes) => nuclearNorm({ includes })],
  ['orthogonality', (includes) => orthogonality({ includes })],
  ['weightSpectralNorm', (includes) => weightSpectralNorm({ includes, iterations: 200 })],
  // The least of what random starts find is the same after many iterations.
  ['spectralIsometry', (includes) => spectralIsometry({ includes, iterations: 500 })],
])('%s adds up the last kernels of all members', (_, penaltyOf) => {
  const { model, kernel } = variablesOfMembers()
  const x = draw('x', 2 * MEMBERS, 4)
  const penaltyAt = (
    model: Sequential | ReturnType<typeof variablesOfMembers>['model'],
    at: string,
  ) =>
    objective({
      ...{ model, loss: squaredError, rng },
      penalties: { term: { penalty: penaltyOf([at]), weight: 1 } },
    })(x, x, { training: true, rng }, 0).penalties.term?.item() ?? Number.NaN
  const wanted = members.reduce((sum, member) => {
    const dense = new Dense(4, 4, { rng, dtype: 'float64' })
    dense.kernel.assign(kernel.value.slice([member]))
    return sum + penaltyAt(new Sequential([dense]), 'layers.0.kernel')
  }, 0)
  expect(penaltyAt(model, path)).toBeCloseTo(wanted, 6)
})

it('the biases of members have no axis of units, as those of one model', () => {
  const { bias } = variablesOfMembers()
  expect(() => constrain([maxNorm({ includes: 'bias' })], { bias })).toThrow(
    'maxNorm: unitsAxis must be the axis that counts the units, got none that the layer says for [3, 4]',
  )
})
