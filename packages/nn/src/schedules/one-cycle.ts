import { clip, cos, type Tensor, where } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { elapsed } from './elapsed.ts'

export const oneCycle = defineSchedule({
  name: 'oneCycle',
  summary: 'Rises to a peak, then falls far below where it began, along two halves of a cosine.',
  formula:
    'from peak / startDivisor to peak over the share rise of duration, then to peak / (startDivisor · endDivisor), each as in cosine',
  paper: {
    authors: 'Smith & Topin',
    year: 2018,
    title: 'Super-convergence: very fast training of neural networks using large learning rates',
  },
  cost: 'none to speak of',
  when: 'Short trainings whose length is known, with a peak several times the usual learning rate.',
  notes:
    'The options are those of PyTorch’s OneCycleLR and Optax’s cosine_onecycle_schedule, the end at duration as in Optax; PyTorch’s is one step earlier. The paper’s lines are straight, and its momentum falls while the rate rises; here momentum stays.',
  aliases: ['oneCycleLR', 'superConvergence', '1cycle'],
  options: {
    peak: option.number({ isValue: true, minimum: 0, words: 'the largest number' }),
    rise: option.number({
      above: 0,
      below: 1,
      default: 0.3,
      words: 'the share of the duration until the peak',
    }),
    startDivisor: option.number({
      minimum: 1,
      default: 25,
      words: 'what the peak is divided by at the start',
    }),
    endDivisor: option.number({
      minimum: 1,
      default: 10_000,
      words: 'what the number of the start is divided by at the end',
    }),
    duration: option.duration({ restOfTraining: true, words: 'how long all of it takes' }),
  },
  // Two thirds of the fall from 8 to 2 are over: cos 120° = −½.
  example: {
    options: { peak: 8, rise: 0.25, startDivisor: 2, endDivisor: 2, duration: 4 },
    step: 3,
    value: 3.5,
  },
  make({ peak, rise, startDivisor, endDivisor, duration }) {
    const start = peak / startDivisor
    const end = start / endDivisor
    return (step) => {
      const time = elapsed(step, duration)
      const rising = between(start, peak, time.div(rise))
      const falling = between(peak, end, time.sub(rise).div(1 - rise))
      return where(time.less(rise), rising, falling)
    }
  },
})

/** From one number to another along half a cosine, as `share` goes from 0 to 1. */
const between = (from: number, to: number, share: Tensor): Tensor =>
  cos(clip(share, 0, 1).mul(Math.PI))
    .add(1)
    .mul(0.5 * (from - to))
    .add(to)
