/** Every method of the catalogue: one line each, and nothing else to register. */

export { elu } from './activations/elu.ts'
export { gelu } from './activations/gelu.ts'
export { geluTanh } from './activations/gelu-tanh.ts'
export { identity } from './activations/identity.ts'
export { relu } from './activations/relu.ts'
export { sigmoid } from './activations/sigmoid.ts'
export { silu } from './activations/silu.ts'
export { softmax } from './activations/softmax.ts'
export { softplus } from './activations/softplus.ts'
export { tanh } from './activations/tanh.ts'

export { ema } from './averages/ema.ts'

export { gaussianNoise } from './batch-transforms/gaussian-noise.ts'

export { maxNorm } from './constraints/max-norm.ts'

export { glorotNormal } from './initializers/glorot-normal.ts'
export { glorotUniform } from './initializers/glorot-uniform.ts'
export { heNormal } from './initializers/he-normal.ts'
export { heUniform } from './initializers/he-uniform.ts'
export { lecunNormal } from './initializers/lecun-normal.ts'
export { lecunUniform } from './initializers/lecun-uniform.ts'
export { ones } from './initializers/ones.ts'
export { orthogonal } from './initializers/orthogonal.ts'
export { zeros } from './initializers/zeros.ts'

export { Dense } from './layers/dense.ts'
export { Dropout } from './layers/dropout.ts'
export { GaussianDropout } from './layers/gaussian-dropout.ts'

export { labelSmoothing } from './loss-transforms/label-smoothing.ts'

export { absoluteError } from './losses/absolute-error.ts'
export { binaryCrossEntropy } from './losses/binary-cross-entropy.ts'
export { huber } from './losses/huber.ts'
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy.ts'
export { squaredError } from './losses/squared-error.ts'

export { accuracy } from './metrics/accuracy.ts'
export { auc } from './metrics/auc.ts'
export { brierScore } from './metrics/brier-score.ts'
export { inputGradientNorm } from './metrics/input-gradient-norm.ts'
export { logLoss } from './metrics/log-loss.ts'
export { meanAbsoluteError } from './metrics/mean-absolute-error.ts'
export { meanSquaredError } from './metrics/mean-squared-error.ts'
export { r2 } from './metrics/r2.ts'

export { adagrad } from './optimizers/adagrad.ts'
export { adam } from './optimizers/adam.ts'
export { adamw } from './optimizers/adamw.ts'
export { clipByGlobalNorm } from './optimizers/clip-by-global-norm.ts'
export { decayWeights } from './optimizers/decay-weights.ts'
export { momentum } from './optimizers/momentum.ts'
export { rmsprop } from './optimizers/rmsprop.ts'
export { sgd } from './optimizers/sgd.ts'

export { gradientNorm } from './penalties/gradient-norm.ts'
export { inputGradient } from './penalties/input-gradient.ts'
export { jacobian } from './penalties/jacobian.ts'
export { l1 } from './penalties/l1.ts'
export { l2 } from './penalties/l2.ts'

export { constant } from './schedules/constant.ts'
export { cosine } from './schedules/cosine.ts'
export { linear } from './schedules/linear.ts'
export { stepDecay } from './schedules/step-decay.ts'
