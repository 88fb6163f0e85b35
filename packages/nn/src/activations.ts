import {
  elu as coreElu,
  gelu as coreGelu,
  relu,
  sigmoid,
  silu,
  softmax as softmaxAlong,
  softplus,
  type Tensor,
  tanh,
} from '@sobolev/core'

/** What a layer does to its outputs: the shape and dtype (floats) stay. */
export type Activation = (x: Tensor) => Tensor

export { relu, sigmoid, silu, softplus, tanh }

/** x itself. */
export const linear: Activation = (x) => x

/** x Φ(x), with Φ the normal distribution function: core's `gelu`, exact. */
export const gelu: Activation = (x) => coreGelu(x)

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), close to `gelu`: core's `gelu` by tanh. */
export const geluTanh: Activation = (x) => coreGelu(x, { approximate: 'tanh' })

/** x above 0, eˣ − 1 from there down: core's `elu` with α = 1. */
export const elu: Activation = (x) => coreElu(x)

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
