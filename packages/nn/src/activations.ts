import {
  expm1,
  relu,
  sigmoid,
  softmax as softmaxAlong,
  softplus,
  type Tensor,
  tanh,
  where,
} from '@sobolev/core'

/** What a layer does to its outputs: the shape and dtype (floats) stay. */
export type Activation = (x: Tensor) => Tensor

export { relu, sigmoid, softplus, tanh }

const SQRT_HALF = Math.SQRT1_2
const SQRT_TWO_OVER_PI = 0.7978845608028654

/** x itself. */
export const linear: Activation = (x) => x

/** x Φ(x), with Φ the normal distribution function (Hendrycks & Gimpel 2016, section 2). */
export const gelu: Activation = (x) => x.mul(0.5).mul(x.mul(SQRT_HALF).erf().add(1))

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), close to `gelu` (Hendrycks & Gimpel 2016, section 2). */
export const geluTanh: Activation = (x) => {
  const cubed = x.square().mul(x)
  return x.mul(0.5).mul(x.add(cubed.mul(0.044715)).mul(SQRT_TWO_OVER_PI).tanh().add(1))
}

/** x sigmoid(x), also known as swish (Elfwing et al. 2017, equation 4; β = 1). */
export const silu: Activation = (x) => x.mul(sigmoid(x))

/**
 * x above 0, eˣ − 1 from there down (Clevert et al. 2015, equation 15; α = 1). Its first derivative
 * at 0 is 1, its second, which jumps there, is taken from below, 1.
 */
export const elu: Activation = (x) => {
  const above = x.greater(0)
  // Held at 0 above, where eˣ would overflow.
  return where(above, x, expm1(where(above, 0, x)))
}

/** eˣ / Σ eˣ along the last axis. */
export const softmax: Activation = (x) => softmaxAlong(x)

/** Every activation by the name it has in configs. */
export const activations: {
  readonly [Name in
    | 'linear'
    | 'relu'
    | 'tanh'
    | 'sigmoid'
    | 'softplus'
    | 'gelu'
    | 'geluTanh'
    | 'silu'
    | 'elu'
    | 'softmax']: Activation
} = { linear, relu, tanh, sigmoid, softplus, gelu, geluTanh, silu, elu, softmax }
