import { definePenalty } from '../catalogue/define.ts'
import { exampleAxes } from './example-axes.ts'
import { withoutPadding } from './layer-outputs.ts'

export const logitPenalty = definePenalty({
  name: 'logitPenalty',
  summary: 'Keeps the outputs before the loss small: logit squeezing.',
  formula: 'mean ‖f(x)‖₂², over examples',
  paper: {
    authors: 'Kannan, Kurakin & Goodfellow',
    year: 2018,
    title: 'Adversarial logit pairing',
  },
  cost: 'none to speak of: a sum over the outputs',
  when: 'Classifiers that are too sure of themselves, or whose logits run away late in training.',
  advice: {
    wants: ['overconfident', 'diverges'],
    suggested: 'A weight of 0.01 to 0.5 with a cross-entropy.',
    notWith: 'Regression, where it shrinks what is predicted.',
    limits:
      'Keeps attacks along the gradient from finding their way more than it makes a network robust (Mosbach et al. 2018, “Logit pairing methods can fool gradient-based attacks”): measure by more than fgsm.',
  },
  notes:
    'The paper has the norm, this its square. Logits that differ little are less sure, so it works on calibration as labelSmoothing does.',
  aliases: ['logitSqueezing', 'logitNormPenalty', 'functionalL2'],
  options: {},
  example: { model: 'twoLogits', targets: [[0, 0]], value: 2 },
  make: () => (evaluation) => {
    const outputs = withoutPadding(evaluation.outputs, evaluation)
    return outputs.square().sum(exampleAxes(outputs)).mean()
  },
})
