import type { ActivationFacts, LossFacts, MetricFacts } from './define.ts'

/** What definitions of some kinds say beside what all say, as sentences by field and value. */
const sentences: {
  readonly smoothness: Readonly<Record<ActivationFacts['smoothness'], string>>
  readonly outputs: Readonly<Record<LossFacts['outputs'], string>>
  readonly takes: Readonly<Record<MetricFacts['takes'], string>>
  readonly better: Readonly<Record<MetricFacts['better'], string>>
} = {
  smoothness: {
    0: 'Continuous; its derivative jumps.',
    1: 'Its derivative is continuous; its second derivative jumps.',
    2: 'Its second derivative is continuous; its third derivative jumps.',
    infinite: 'All its derivatives are continuous.',
  },
  outputs: {
    classLogits: 'Of models with a logit for each class.',
    binaryLogit: 'Of models with one logit, for the second of two classes.',
    values: 'Of models whose outputs are values.',
  },
  takes: {
    probabilities: 'Of class probabilities.',
    logOdds: 'Of log-odds, with two classes.',
    values: 'Of outputs that are values.',
    evaluation: 'Of a forward pass, for each example; the mean is reported.',
  },
  better: { smaller: 'Smaller is better.', larger: 'Larger is better.' },
}

/** What a definition of some kinds says beside what all say: how smooth an activation is, which way a metric is better. */
export function factsOf(definition: object): string[] {
  return Object.entries(sentences).flatMap(([field, byValue]) => {
    const sentence = Object.entries(byValue).find(
      ([value]) => value === String(Reflect.get(definition, field)),
    )
    return sentence ? [sentence[1]] : []
  })
}
