import type { Variable } from '@sobolev/core'
import {
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  type GradientTransform,
  Optimizer,
  rmsprop,
  sgd,
} from '@sobolev/nn'
import type { Config, OptimizerConfig } from '../config/config.ts'
import { buildSchedule } from './build-schedule.ts'

/** The optimizer of a config, with clipping before it where the config asks for that. */
export function buildOptimizer(
  config: Config,
  variables: Readonly<Record<string, Variable>>,
  stepsPerEpoch: number,
): Optimizer {
  const rule = buildRule(config.optimizer, stepsPerEpoch)
  const { clipGlobalNorm } = config
  const transform = clipGlobalNorm === null ? rule : chain(clipByGlobalNorm(clipGlobalNorm), rule)
  return new Optimizer(transform, variables)
}

function buildRule(config: OptimizerConfig, stepsPerEpoch: number): GradientTransform {
  const learningRate = buildSchedule(config.learningRate, stepsPerEpoch)
  switch (config.kind) {
    case 'sgd': {
      const { momentum, nesterov } = config
      return sgd({ learningRate, momentum, nesterov })
    }
    case 'adam': {
      const { beta1, beta2, epsilon } = config
      return adam({ learningRate, beta1, beta2, epsilon })
    }
    case 'adamw': {
      const { beta1, beta2, epsilon, weightDecay } = config
      return adamw({ learningRate, beta1, beta2, epsilon, weightDecay })
    }
    case 'rmsprop': {
      const { decay, momentum, epsilon } = config
      return rmsprop({ learningRate, decay, momentum, epsilon })
    }
  }
}
