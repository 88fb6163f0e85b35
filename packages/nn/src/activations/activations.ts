import { gelu, relu, sigmoid, silu, softmax, softplus, tanh } from '@sobolev/core'
import type { Activation } from './activation.ts'
import { elu } from './elu.ts'

// Core's own, with its options: softmax(x, axis) along another axis than the last, elu(x, { alpha }).
export { gelu, relu, sigmoid, silu, softmax, softplus, tanh }

/** x itself. */
export const linear: Activation = (x) => x

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), close to `gelu`: core's `gelu` by tanh. */
export const geluTanh: Activation = (x) => gelu(x, { approximate: 'tanh' })

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
