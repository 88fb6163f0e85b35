import { inputGradient, jacobian, l1, l2, type Penalty, type Term } from '@sobolev/nn'
import type { PenaltyConfig } from '../config/config.ts'
import { buildSchedule } from './build-schedule.ts'

/** The penalties of a config by name, each with its weight. */
export function buildPenalties(
  configs: readonly PenaltyConfig[],
  stepsPerEpoch: number,
): Record<string, Term> {
  const terms = configs.map((config): [string, Term] => [
    config.kind,
    { penalty: buildPenalty(config), weight: buildSchedule(config.weight, stepsPerEpoch) },
  ])
  return Object.fromEntries(terms)
}

function buildPenalty(config: PenaltyConfig): Penalty {
  switch (config.kind) {
    case 'inputGradient':
      return inputGradient({
        p: config.p,
        squared: config.squared,
      })
    case 'jacobian':
      return jacobian({ projections: config.projections })
    case 'l1':
      return l1()
    case 'l2':
      return l2()
  }
}
