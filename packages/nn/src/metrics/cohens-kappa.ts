import { defineMetric } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import { ofGuesses } from './count-guesses.ts'

interface KappaOptions {
  readonly weights: 'none' | 'linear' | 'quadratic'
}

export const cohensKappa = defineMetric({
  name: 'cohensKappa',
  summary: 'How far guesses agree with the true classes beyond chance: 1 is perfect, 0 chance.',
  formula:
    '1 − Σ wᵢⱼ nᵢⱼ / Σ wᵢⱼ tᵢ gⱼ / n, nᵢⱼ examples of class i taken for j, w 1 for i ≠ j, |i − j| or (i − j)²',
  paper: {
    authors: 'Cohen',
    year: 1960,
    title: 'A coefficient of agreement for nominal scales',
    place: 'with weights Cohen 1968',
  },
  cost: 'none to speak of',
  when: 'To compare with the agreement of people. With weights, classes in an order, such as grades, where the next class is nearly right.',
  notes:
    'Distances are those of the class numbers, classes without examples counted too. Of equal scores the first counts. NaN where all guesses and all true classes are one class, and for no examples. Scores are logits or probabilities [n, classes], targets class numbers, int32 [n]; other shapes are a ShapeError, another dtype a DTypeError, a class number out of range a RangeError.',
  aliases: ['kappa', 'cohenKappa', 'cohenKappaScore', 'quadraticWeightedKappa', 'qwk'],
  better: 'larger',
  takes: 'classScores',
  needsDifferentTargets: true,
  options: {
    weights: option.choice({
      values: ['none', 'linear', 'quadratic'],
      default: 'none',
      words: 'how much a guess counts by its distance from the true class',
    }),
  },
  short: 'weights',
  example: {
    predictions: [
      [0.9, 0.1],
      [0.4, 0.6],
      [0.3, 0.7],
      [0.2, 0.8],
    ],
    targets: [0, 0, 1, 1],
    value: 0.5,
  },
  ...ofGuesses('cohensKappa', (counts, { weights }: KappaOptions) => {
    const { examples, trues, guesses, count } = counts
    const weightOf = (distance: number): number => {
      if (weights === 'none') return distance === 0 ? 0 : 1
      return weights === 'linear' ? Math.abs(distance) : distance * distance
    }
    let observed = 0
    let expected = 0
    for (const [label, ofLabel] of trues.entries()) {
      for (const [guess, ofGuess] of guesses.entries()) {
        const weight = weightOf(label - guess)
        observed += weight * count(label, guess)
        expected += weight * ofLabel * ofGuess
      }
    }
    return 1 - (observed * examples) / expected
  }),
})
