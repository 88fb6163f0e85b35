import { cos, log } from '@sobolev/core'
import { defineSchedule } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { elapsed } from './elapsed.ts'

export const logCosine = defineSchedule({
  name: 'logCosine',
  summary:
    'Whole waves of a cosine from 0 to a peak and back, each twice as long as the one before it; then it stays at 0.',
  formula: 'peak · ½ (1 − cos(2π · log₂(1 + (2^waves − 1) · t))), t = min(step / duration, 1)',
  paper: {
    authors: 'Holzmüller, Grinsztajn & Steinwart',
    year: 2024,
    title: 'Better by default: strong pre-tuned MLPs and boosted trees on tabular data',
    place: 'section 3, coslog₄',
  },
  cost: 'none to speak of',
  when: 'The learning rate of tables where the best epoch is kept: several times it comes to 0, and each time weights are as good as after a whole training, short ones early and long ones late.',
  notes:
    'It begins at 0, and the number of a step is that of its beginning: the first step goes nowhere.',
  aliases: ['coslog4', 'coslog', 'logarithmicCosine'],
  options: {
    peak: option.number({ isValue: true, minimum: 0, words: 'the largest number of each wave' }),
    waves: option.integer({
      minimum: 1,
      maximum: 16,
      default: 4,
      words: 'how many waves there are',
    }),
    duration: option.duration({ restOfTraining: true, words: 'how long all of it takes' }),
  },
  // 2 (1 − cos(2π · log₂ 3)): a little behind the peak of the second wave, which is at log₂ 2.83.
  example: { options: { peak: 4, waves: 2, duration: 3 }, step: 2, value: 3.721723881724821 },
  make: ({ peak, waves, duration }) => {
    const span = (1 << waves) - 1
    return (step) => {
      const phase = log(elapsed(step, duration).mul(span).add(1)).mul((2 * Math.PI) / Math.LN2)
      return cos(phase)
        .neg()
        .add(1)
        .mul(0.5 * peak)
    }
  },
})
