/** Every method of the catalogue: one line each, and nothing else to register. */

export { elu } from './activations/elu.ts'

export { huber } from './losses/huber.ts'

export { r2 } from './metrics/r2.ts'

export { inputGradient } from './penalties/input-gradient.ts'
