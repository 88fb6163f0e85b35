import { maximum } from '@sobolev/core'
import { constant, cosine, linear, type Schedule, stepDecay, warmUp } from '@sobolev/nn'
import type { ScheduleConfig } from '../config/config.ts'

/** A config's schedule, which counts epochs, as one that counts optimizer steps. */
export function buildSchedule(config: ScheduleConfig, stepsPerEpoch: number): Schedule {
  const schedule = withoutWarmUp(config, stepsPerEpoch)
  const warmUpSteps = config.warmUp * stepsPerEpoch
  if (warmUpSteps === 0) return schedule
  // The schedule proper starts when the warm-up is over.
  return warmUp((step) => schedule(maximum(step.sub(warmUpSteps), 0)), warmUpSteps)
}

function withoutWarmUp(config: ScheduleConfig, stepsPerEpoch: number): ReturnType<typeof constant> {
  switch (config.kind) {
    case 'constant':
      return constant(config.value)
    case 'linear':
      return linear({
        from: config.from,
        to: config.to,
        steps: config.epochs * stepsPerEpoch,
      })
    case 'cosine':
      return cosine({ from: config.from, to: config.to, steps: config.epochs * stepsPerEpoch })
    case 'step':
      return stepDecay({
        from: config.from,
        every: config.every * stepsPerEpoch,
        factor: config.factor,
      })
  }
}
