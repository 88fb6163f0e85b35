import { cos, floor, full, log, pow, type Tensor } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'

export const cosineRestarts = defineSchedule({
  name: 'cosineRestarts',
  summary: 'Falls along half a cosine again and again, each time from the first number.',
  formula:
    'to + ½ (from − to) (1 + cos(π · share)), share of the current fall; the first takes duration, each next one growth times the one before it',
  paper: {
    authors: 'Loshchilov & Hutter',
    year: 2017,
    title: 'SGDR: stochastic gradient descent with warm restarts',
    place: 'equation 5',
  },
  cost: 'none to speak of',
  when: 'Training whose length is not known: good models come at the end of each fall.',
  aliases: ['sgdr', 'warmRestarts', 'CosineAnnealingWarmRestarts', 'cosineDecayRestarts'],
  options: {
    from: option.number({
      isValue: true,
      minimum: 0,
      words: 'the number at the start of each fall',
    }),
    to: option.number({
      isValue: true,
      minimum: 0,
      default: 0,
      words: 'the number at the end of each fall',
    }),
    duration: option.duration({ words: 'how long the first fall takes' }),
    growth: option.integer({
      minimum: 1,
      default: 1,
      words: 'how many times as long as the fall before it each next one is',
    }),
  },
  // The second fall is from step 3 to step 9: a third of it is over, and cos 60° = ½.
  example: { options: { from: 5, to: 1, duration: 3, growth: 2 }, step: 5, value: 4 },
  make:
    ({ from, to, duration, growth }) =>
    (step) => {
      const wave = cos(shareOfFall(step.cast('float64').div(duration), growth).mul(Math.PI)).add(1)
      return wave.mul(0.5 * (from - to)).add(to)
    },
})

/** `time`: in lengths of the first fall. */
function shareOfFall(time: Tensor, growth: number): Tensor {
  if (growth === 1) return time.sub(floor(time))
  // The i-th fall begins at (growthⁱ − 1) / (growth − 1); log may round i down to just below it.
  const place = log(time.mul(growth - 1).add(1)).div(log(full([], growth, { dtype: 'float64' })))
  const length = pow(growth, floor(place.add(1e-12)))
  return time.sub(length.sub(1).div(growth - 1)).div(length)
}
