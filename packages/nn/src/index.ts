export {
  type Activation,
  activations,
  elu,
  gelu,
  geluTanh,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from './activations.ts'
export { Dense, type DenseOptions } from './dense.ts'
export { Dropout } from './dropout.ts'
export { convolutionFans, type Fans } from './fans.ts'
export type { FloatDType } from './float-dtype.ts'
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  initializers,
  lecunNormal,
  lecunUniform,
} from './initializers.ts'
export { absoluteError } from './losses/absolute-error.ts'
export { binaryCrossEntropy } from './losses/binary-cross-entropy.ts'
export { huber } from './losses/huber.ts'
export type { Loss } from './losses/loss.ts'
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy.ts'
export { squaredError } from './losses/squared-error.ts'
export { accuracy } from './metrics/accuracy.ts'
export { auc } from './metrics/auc.ts'
export { logLoss } from './metrics/log-loss.ts'
export { meanAbsoluteError } from './metrics/mean-absolute-error.ts'
export { meanSquaredError } from './metrics/mean-squared-error.ts'
export { r2 } from './metrics/r2.ts'
export { childMode, type Mode } from './mode.ts'
export { Module } from './module.ts'
export { type Objective, type ObjectiveOptions, objective, type Term } from './objective.ts'
export { type AdamOptions, adam } from './optimizers/adam.ts'
export { type AdamWOptions, adamw } from './optimizers/adamw.ts'
export { chain } from './optimizers/chain.ts'
export { clipByGlobalNorm, globalNorm } from './optimizers/clip-by-global-norm.ts'
export { type DecayOptions, decayWeights } from './optimizers/decay-weights.ts'
export { type MomentumOptions, momentum } from './optimizers/momentum.ts'
export { Optimizer } from './optimizers/optimizer.ts'
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.ts'
export { type MomentOptions, scaleByAdam } from './optimizers/scale-by-adam.ts'
export { scaleByLearningRate } from './optimizers/scale-by-learning-rate.ts'
export { type RmsOptions, scaleByRms } from './optimizers/scale-by-rms.ts'
export { type SgdOptions, sgd } from './optimizers/sgd.ts'
export type { GradientTransform, Situation, State, Transformed } from './optimizers/transform.ts'
export { orthogonal } from './orthogonal.ts'
export type { Evaluation } from './penalties/evaluation.ts'
export { type InputGradientOptions, inputGradient } from './penalties/input-gradient.ts'
export { inputGradientNorms } from './penalties/input-gradient-norms.ts'
export { type JacobianOptions, jacobian } from './penalties/jacobian.ts'
export type { Penalty } from './penalties/penalty.ts'
export { l1, l2, type WeightOptions } from './penalties/weights.ts'
export {
  constant,
  cosine,
  linear,
  type Schedule,
  stepDecay,
  warmUp,
} from './schedules.ts'
export { type Layer, Sequential } from './sequential.ts'
export { mapTensors, type Tensors } from './tensors.ts'
