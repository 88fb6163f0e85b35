import {
  GradientTape,
  grad,
  logSumExp,
  matmul,
  mean,
  norm,
  pick,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  valueAndGrad,
  variance,
  where,
} from '../src/index.ts'
import { type Model, prefixed } from './reference-case.ts'

const dense = (x: Tensor, kernel: Tensor, bias: Tensor): Tensor => matmul(x, kernel).add(bias)

const leakyRelu = (x: Tensor): Tensor => where(x.greater(0), x, x.mul(0.2))

/** The sum over examples of the cross-entropy from integer labels. */
const crossEntropySum = (logits: Tensor, labels: Tensor): Tensor =>
  sum(sub(logSumExp(logits, -1), pick(logits, labels)))

/** A tape in a tape, as a training loop takes input gradients. */
export const denseTanhCrossEntropy: Model = (given) => {
  const x = given('x')
  const w1 = given('w1')
  const b1 = given('b1')
  const w2 = given('w2')
  const b2 = given('b2')
  const w3 = given('w3')
  const b3 = given('b3')
  const weights = { w1, b1, w2, b2, w3, b3 }
  const outer = new GradientTape()
  outer.watch(weights)
  const values = outer.record(() => {
    const inner = new GradientTape()
    inner.watch(x)
    const ce = inner.record(() => {
      const hidden = tanh(dense(tanh(dense(x, w1, b1)), w2, b2))
      return crossEntropySum(dense(hidden, w3, b3), given('labels'))
    })
    const inputGradient = inner.gradient(ce, x)
    const penalty = mean(sum(square(inputGradient), 1))
    const ceMean = ce.div(x.shape[0] ?? 1)
    const total = ceMean.add(penalty.mul(given.attribute('lambda')))
    return { ce_mean: ceMean, penalty, input_gradient: inputGradient, total }
  })
  return { ...values, ...prefixed('d_', outer.gradient(values.total, weights)) }
}

/** The exact Jacobian by `batchJacobian`, differentiated by the weights. */
export const jacobianFrobenius: Model = (given) => {
  const x = given('x')
  const weights = { w1: given('w1'), b1: given('b1'), w2: given('w2') }
  const outer = new GradientTape()
  outer.watch(weights)
  const values = outer.record(() => {
    const inner = new GradientTape()
    inner.watch(x)
    const z = inner.record(() => matmul(tanh(dense(x, weights.w1, weights.b1)), weights.w2))
    const jacobian = inner.batchJacobian(z, x)
    return { batch_jacobian: jacobian, penalty: mean(sum(square(jacobian), [1, 2])).mul(0.5) }
  })
  return { ...values, ...prefixed('d_', outer.gradient(values.penalty, weights)) }
}

/** The critic's loss, with `grad` of a function of `grad`. */
export const wganGp: Model = (given) => {
  const real = given('real')
  const fake = given('fake')
  const eps = given('eps')
  const between = real.mul(eps).add(fake.mul(sub(1, eps)))
  const weights = { w1: given('w1'), b1: given('b1'), w2: given('w2'), b2: given('b2') }
  type Weights = typeof weights
  const critic = (x: Tensor, { w1, b1, w2, b2 }: Weights): Tensor =>
    dense(leakyRelu(dense(x, w1, b1)), w2, b2)
  const penaltyOf = (at: Weights): Tensor => {
    const slope = grad((x: Tensor) => sum(critic(x, at)))(between)
    return mean(square(norm(slope, 2, 1).sub(1)))
  }
  const { value, grad: d } = valueAndGrad((at: Weights) =>
    mean(critic(fake, at))
      .sub(mean(critic(real, at)))
      .add(penaltyOf(at).mul(10)),
  )(weights)
  return { penalty: penaltyOf(weights), total: value, ...prefixed('d_', d) }
}

/** Input gradients measured by their sum of magnitudes and by their length, not squared. */
export const softplusNorms: Model = (given) => {
  const x = given('x')
  const weights = { w1: given('w1'), b1: given('b1'), w2: given('w2'), b2: given('b2') }
  type Weights = typeof weights
  const lossOf =
    ({ w1, b1, w2, b2 }: Weights) =>
    (at: Tensor): Tensor =>
      crossEntropySum(dense(softplus(dense(at, w1, b1)), w2, b2), given('labels'))
  const partsOf = (at: Weights): { loss: Tensor; p1: Tensor; p2: Tensor } => {
    const { value: loss, grad: slope } = valueAndGrad(lossOf(at))(x)
    return { loss, p1: mean(norm(slope, 1, 1)), p2: mean(norm(slope, 2, 1)) }
  }
  const { value, grad: d } = valueAndGrad((at: Weights) => {
    const { loss, p1, p2 } = partsOf(at)
    const weighted = p1.mul(given.attribute('lambda1')).add(p2.mul(given.attribute('lambda2')))
    return loss.div(x.shape[0] ?? 1).add(weighted)
  })(weights)
  const { p1, p2 } = partsOf(weights)
  return { penalty_1: p1, penalty_2: p2, total: value, ...prefixed('d_', d) }
}

/** Normalisation over the batch, where one row's output depends on every row's input. */
export const batchNormalization: Model = (given) => {
  const weights = { w: given('w'), scale: given('scale'), v: given('v') }
  type Weights = typeof weights
  const outputOf = (x: Tensor, { w, scale, v }: Weights): Tensor => {
    const z = matmul(x, w)
    const centred = z.sub(mean(z, 0, { keepDims: true }))
    const normal = centred.mul(variance(z, 0, { keepDims: true }).add(1e-3).rsqrt())
    return sum(square(tanh(matmul(normal.mul(scale), v))))
  }
  const slopeOf = (at: Weights): Tensor => grad((x: Tensor) => outputOf(x, at))(given('x'))
  const { value, grad: d } = valueAndGrad((at: Weights) => sum(square(slopeOf(at))))(weights)
  return { input_gradient: slopeOf(weights), penalty: value, ...prefixed('d_', d) }
}
