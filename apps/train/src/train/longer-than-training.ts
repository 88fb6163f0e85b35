import type { Config } from '../config/config.ts'
import type { Notice } from '../data/notice.ts'
import { everyOf } from './penalty-terms.ts'

/** A line for each penalty with `every: k` that a training of so many steps takes once, in its first step. */
export function longerThanTraining(config: Pick<Config, 'penalties'>, steps: number): Notice[] {
  return Object.entries(everyOf(config)).flatMap(([name, every]): Notice[] => {
    if (every === 1 || every < steps) return []
    const text = `every: ${every} is no shorter than the training of ${steps} steps, which takes the penalty once, in its first step; make it smaller, or train longer`
    return [{ place: `penalties.${name}`, column: null, text }]
  })
}
