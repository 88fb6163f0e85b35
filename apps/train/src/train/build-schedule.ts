import { constant, cosine, linear, type Schedule, stepDecay } from '@sobolev/nn'
import type { ScheduleConfig } from '../config/config.ts'

/** A config's schedule, which counts epochs, as one that counts optimizer steps. */
export function buildSchedule(config: ScheduleConfig, stepsPerEpoch: number): Schedule {
  const warmUp = config.warmUp * stepsPerEpoch
  switch (config.kind) {
    case 'constant':
      return constant({ value: config.value, warmUp })
    case 'linear': {
      const duration = config.epochs * stepsPerEpoch
      return linear({ from: config.from, to: config.to, duration, warmUp })
    }
    case 'cosine': {
      const duration = config.epochs * stepsPerEpoch
      return cosine({ from: config.from, to: config.to, duration, warmUp })
    }
    case 'step': {
      const every = config.every * stepsPerEpoch
      return stepDecay({ from: config.from, every, factor: config.factor, warmUp })
    }
  }
}
