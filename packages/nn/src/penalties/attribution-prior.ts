import { abs, argmax, eye, mean, range, sort, sum, type Tensor, where } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import { asRows } from './differentiated.ts'
import { exampleAxes } from './example-axes.ts'
import { spatialAxes, steps } from './neighbours.ts'

export const attributionPrior = definePenalty({
  name: 'attributionPrior',
  summary:
    'Makes few inputs, or whole regions of them, account for the loss, by their expected gradients.',
  formula:
    'φ = E (x − x′) ⊙ ∇L(x′ + α (x − x′)), x′ other examples, α ∈ [0, 1]; sparse: 1 − the Gini coefficient of the means of |φ| over examples; smooth: mean over examples of Σ |φᵢ₊₁ − φᵢ| over neighbours',
  paper: {
    authors: 'Erion, Janizek, Sturmfels, Lundberg & Lee',
    year: 2021,
    title:
      'Improving performance of deep learning models with axiomatic attribution priors and expected gradients',
  },
  cost: 'for each sample a further forward pass, its gradient by the inputs, and a backward pass through both: about twice the step more',
  when: 'sparse: many columns and few rows, where few columns should account for predictions. smooth: images or series, where regions should.',
  advice: {
    wants: ['wrongColumns', 'fewRows', 'smaller'],
    suggested: 'A weight of 0.1 to 10; one sample, as in the paper, since steps average over more.',
    notWith: 'Batch normalisation, which mixes the rows; very small batches, which have few x′.',
    limits:
      'It says how attributions are spread and not to which inputs they go: for that, rightReasons. Of one sample an attribution is rough.',
  },
  notes:
    'Attributions are of the loss of the example, on the way from another example of the batch, drawn anew in every step; over many samples they add up to how much lower or higher the loss is than at the others. The Gini coefficient Σᵢⱼ |aᵢ − aⱼ| / (2 d Σ aᵢ) is near 1 where one of d inputs has all, and 0 where all have the same. Neighbours are those of [n, channels, ...sizes] or of series [n, length]; sequences of steps are refused.',
  aliases: ['expectedGradients', 'pixelAttributionPrior', 'sparseAttributionPrior'],
  derivatives: 1,
  exampleDerivatives: true,
  options: {
    prior: option.choice({
      values: ['sparse', 'smooth'],
      default: 'sparse',
      words: 'whether few inputs or whole regions should have the attributions',
    }),
    samples: option.integer({
      minimum: 1,
      maximum: 1000,
      default: 1,
      words: 'how many x′ are drawn for each example',
    }),
  },
  // Of either, with the other for x′, the attributions are as 2 to 1, whatever α is: 1 − 2 · 1 / (2 · 2 · 3).
  example: {
    options: { samples: 2 },
    inputs: [
      [1, 1],
      [0, 0],
    ],
    targets: [[0], [0]],
    value: 0.8333333333333334,
  },
  make:
    ({ prior, samples }) =>
    (evaluation) => {
      const attributions = expectedGradients(evaluation, samples)
      if (prior === 'sparse') return evenness(mean(abs(asRows(attributions)), 0))
      return spatialAxes('attributionPrior', attributions, evaluation)
        .map((axis) => steps(attributions, axis))
        .map((step) => mean(sum(abs(step), exampleAxes(step))))
        .reduce((total, variation) => total.add(variation))
    },
})

/** The mean over samples of (x − x′) ⊙ ∇L on the way from x′ to x, in the shape of the inputs. */
function expectedGradients(evaluation: Evaluation, samples: number): Tensor {
  const { inputs, targets, rng, loss, forward, gradient } = evaluation
  const [n = 0, ...shape] = inputs.shape
  const dtype = floatDType('attributionPrior: inputs', inputs)
  const attributions = Array.from({ length: samples }, (_, sample) => {
    const source = rng.split(sample)
    const lots = source.split('pairs').uniform([n, n], { dtype }).sub(eye(n, { dtype }))
    const others = inputs.gather(argmax(lots, 1))
    const share = source.split('shares').uniform([n, ...shape.map(() => 1)], { dtype })
    const between = others.add(inputs.sub(others).mul(share))
    return inputs.sub(others).mul(gradient(loss(forward(between), targets), between))
  })
  return attributions.reduce((total, each) => total.add(each)).div(samples)
}

/** 1 − the Gini coefficient of numbers [d] of at least 0; 1 where all are 0. */
function evenness(numbers: Tensor): Tensor {
  const d = numbers.size
  const ranks = range(d)
    .cast(numbers.dtype)
    .mul(2)
    .sub(d - 1)
  const total = sum(numbers)
  const isZero = total.equal(0)
  return sum(sort(numbers).mul(ranks))
    .div(where(isZero, 1, total))
    .div(d)
    .neg()
    .add(1)
}
