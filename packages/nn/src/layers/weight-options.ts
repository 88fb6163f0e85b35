import { identity } from '../activations/identity.ts'
import { option } from '../catalogue/option.ts'
import { glorotUniform } from '../initializers/glorot-uniform.ts'
import { zeros } from '../initializers/zeros.ts'

/** What a layer with a kernel does to its outputs. */
export const activationOption = option.method({
  kind: 'activation',
  default: identity,
  words: 'what it does to its outputs',
})

export const kernelInitializerOption = option.method({
  kind: 'initializer',
  default: glorotUniform,
  words: 'the first values of the kernel',
})

export const biasInitializerOption = option.method({
  kind: 'initializer',
  default: zeros,
  words: 'the first values of the bias',
})
