import {
  eye,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  matmul,
  mean,
  mul,
  norm,
  slice,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  valueAndGrad,
  vjp,
  vmap,
  where,
} from '../src/index.ts'
import { standardised } from './layer-models.ts'
import { take } from './penalised.ts'
import { type Model, prefixed } from './reference-case.ts'

const names = ['w1', 'b1', 'w2'] as const
type Weights = Readonly<Record<(typeof names)[number], Tensor>>

const network = (x: Tensor, { w1, b1, w2 }: Weights): Tensor =>
  matmul(tanh(matmul(x, w1).add(b1)), w2)

/** Rows of the Jacobian as one pass over all unit cotangents, differentiated by the weights. */
export const exampleJacobian: Model = (given) => {
  const x = given('x')
  const rows = (at: Weights): Tensor => {
    const { pull } = vjp((point: Tensor) => network(point, at), x)
    return vmap(pull)(eye(at.w2.shape[1] ?? 0, { dtype: x.dtype }))
  }
  const weights = take(given, names)
  const penaltyOf = (at: Weights): Tensor => sum(square(tanh(rows(at))))
  const { value, grad: d } = valueAndGrad(penaltyOf)(weights)
  return { jacobian: rows(weights), penalty: value, ...prefixed('d_', d) }
}

/** The gradients of each example, and the gradient of a sum over their lengths. */
export const perExampleGradients: Model = (given) => {
  const loss = (at: Weights, x: Tensor, y: Tensor): Tensor =>
    softplus(sum(square(sub(network(x, at), y))))
  const perExample = (at: Weights): Weights =>
    vmap((x: Tensor, y: Tensor) => grad((weights: Weights) => loss(weights, x, y))(at))(
      given('x'),
      given('y'),
    )
  const lengthsOf = (weights: Weights): Tensor => {
    const { w1, b1, w2 } = perExample(weights)
    return sqrt(
      sum(square(w1), [1, 2])
        .add(sum(square(b1), 1))
        .add(sum(square(w2), [1, 2])),
    )
  }
  const penaltyOf = (at: Weights): Tensor => {
    const lengths = lengthsOf(at)
    return sum(lengths.div(lengths.add(1)))
  }
  const weights = take(given, names)
  const { value, grad: d } = valueAndGrad(penaltyOf)(weights)
  return {
    lengths: lengthsOf(weights),
    penalty: value,
    ...prefixed('each_', perExample(weights)),
    ...prefixed('d_', d),
  }
}

/** All blocks of the Hessian by a nesting of weights, its product with a direction, and beyond. */
export const networkHessian: Model = (given) => {
  const loss = (at: Weights): Tensor => mean(square(sub(network(given('x'), at), given('y'))))
  const weights = take(given, names)
  const v = { w1: given('v_w1'), b1: given('v_b1'), w2: given('v_w2') }
  const blocks = names.map((name) =>
    prefixed(`${name}_`, jacobian((at: Weights) => grad(loss)(at)[name])(weights)),
  )
  const curvatureOf = (weights: Weights): Tensor => {
    const product = hvp(loss, weights, v)
    return names
      .map((name) => sum(mul(v[name], product[name])))
      .reduce((total, part) => total.add(part))
  }
  const { value, grad: d } = valueAndGrad(curvatureOf)(weights)
  return Object.assign({}, ...blocks, {
    ...prefixed('hvp_', hvp(loss, weights, v)),
    curvature: value,
    ...prefixed('d_', d),
  })
}

/** The Jacobian of a Hessian, differentiated by the weights once more. */
export const thirdDerivative: Model = (given) => {
  const third = (at: Weights): Tensor =>
    jacobian(hessian((x: Tensor) => sum(network(x, at))))(given('x'))
  const weights = take(given, names)
  const { value, grad: d } = valueAndGrad((at: Weights) => sum(square(third(at))))(weights)
  return { third: third(weights), penalty: value, ...prefixed('d_', d) }
}

/** The Jacobian's largest singular value by products with it and its transpose. */
export const spectralPenalty: Model = (given) => {
  const x = given('x')
  const sigmaOf = (weights: Weights): Tensor => {
    const f = (point: Tensor): Tensor => network(point, weights)
    const push = (u: Tensor): Tensor => jvp(f, x, u.div(norm(u))).derivative
    const { pull } = vjp(f, x)
    let u = given('u')
    for (let round = 0; round < given.attribute('rounds'); round++) u = pull(push(u))
    return norm(push(u))
  }
  const { value, grad: d } = valueAndGrad(sigmaOf)(take(given, names))
  return { sigma: value, ...prefixed('d_', d) }
}

/** A critic through steps of gradient descent, each with a penalty between real and fake. */
export const criticSteps: Model = (given) => {
  type Critic = Weights & { readonly scale: Tensor; readonly shift: Tensor }
  const critic = (x: Tensor, { w1, b1, w2, scale, shift }: Critic): Tensor => {
    const z = standardised(matmul(x, w1).add(b1), 1).mul(scale).add(shift)
    return matmul(where(z.greater(0), z, z.mul(0.2)), w2)
  }
  let weights: Critic = take(given, [...names, 'scale', 'shift'])
  const found: Record<string, Tensor> = {}
  for (let step = 0; step < given.attribute('steps'); step++) {
    const ofStep = (name: string): Tensor => slice(given(name), [step])
    const [real, fake, eps] = [ofStep('real'), ofStep('fake'), ofStep('eps')] as const
    const between = real.mul(eps).add(fake.mul(sub(1, eps)))
    const penaltyOf = (at: Critic): Tensor => {
      const slope = grad((x: Tensor) => sum(critic(x, at)))(between)
      return mean(square(norm(slope, 2, 1).sub(1)))
    }
    const { value, grad: d } = valueAndGrad((at: Critic) =>
      mean(critic(fake, at))
        .sub(mean(critic(real, at)))
        .add(penaltyOf(at).mul(10)),
    )(weights)
    found[`penalty_${step}`] = penaltyOf(weights)
    found[`total_${step}`] = value
    const descended = (name: keyof Critic): Tensor =>
      weights[name].sub(d[name].mul(given.attribute('rate')))
    weights = {
      w1: descended('w1'),
      b1: descended('b1'),
      w2: descended('w2'),
      scale: descended('scale'),
      shift: descended('shift'),
    }
  }
  return { ...found, ...prefixed('new_', { ...weights }) }
}
