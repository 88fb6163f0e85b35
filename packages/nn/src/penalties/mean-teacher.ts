import { mean, stopGradient } from '@sobolev/core'
import { definePenalty } from '../catalogue/define.ts'
import { option } from '../catalogue/option.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import { floatDType } from '../float-dtype.ts'
import type { PenalizedModel } from './penalty.ts'
import { byExample, predicted } from './predicted-distribution.ts'

export const meanTeacher = definePenalty({
  name: 'meanTeacher',
  summary:
    'Keeps predictions near those of a teacher, which is the model with weights averaged over the steps.',
  formula:
    'mean over examples of ‖p(x) − p_θ′(x + σz)‖² / C, θ′ ← decay · θ′ + (1 − decay) · θ in each step, from the first weights on; C the number of outputs',
  paper: {
    authors: 'Tarvainen & Valpola',
    year: 2017,
    title:
      'Mean teachers are better role models: weight-averaged consistency targets improve semi-supervised deep learning results',
    place: 'section 2',
  },
  cost: 'a second forward pass, and a copy of the weights in memory',
  when: 'Few examples, or wrong labels, which the teacher averages away. As noiseConsistency, with predictions to follow that are better than those of the model itself. Where the average is wanted to predict with, take ema.',
  advice: {
    wants: ['fewRows', 'wrongLabels', 'noise'],
    suggested: 'A decay of 0.99 with a weight that rises from 0 over the first epochs.',
    notWith:
      'Inputs that are indices, unless the noise is 0. lbfgs and other minimizers, which take steps to and fro.',
    limits:
      'At first the teacher knows nothing, and holds the model back: give the weight a schedule. It follows the model into whatever is wrong.',
  },
  notes:
    'p are the probabilities of classes, or the outputs where they are values. The teacher gets dropout masks of its own, and follows at once in the first steps, for the decay is at most (1 + t) / (10 + t) in step t. With `every: k` it follows in every k-th step alone: the k-th power of the decay makes it as slow as without.',
  aliases: ['emaTeacher', 'selfEnsembling', 'temporalEnsembling'],
  heldConstant: 'what the teacher predicts',
  options: {
    decay: option.number({
      minimum: 0,
      below: 1,
      default: 0.99,
      words: 'how much of its weights the teacher keeps in a step',
    }),
    standardDeviation: option.number({
      minimum: 0,
      default: 0,
      words: 'the size of the noise on the inputs of the teacher, in units of the scaled inputs',
    }),
  },
  short: 'decay',
  // The teacher is the model before the first step, and sees inputs moved by noise of new Rng(0).
  example: { options: { standardDeviation: 1 }, value: 5.383765447898028 },
  make: ({ decay, standardDeviation }) =>
    Object.assign(
      (evaluation: Evaluation) => {
        const { inputs, outputs, forward, trainable, state, rng, step, mode } = evaluation
        const values = Object.fromEntries(
          Object.entries(state).map(([name, { value }]) => [name, value]),
        )
        const noise = (): typeof inputs =>
          rng.split('noise').normal(inputs.shape, {
            standardDeviation,
            dtype: floatDType('meanTeacher: inputs', inputs),
          })
        const seen = standardDeviation === 0 ? inputs : inputs.add(noise())
        const taught = stopGradient(forward(seen, { rng: rng.split('mask'), values }))
        if (mode.training) {
          const t = step.cast('float64')
          const kept = t.add(1).div(t.add(10)).minimum(decay)
          for (const [name, teacher] of Object.entries(state)) {
            const share = kept.cast(teacher.dtype)
            const student = stopGradient(trainable[name]?.value ?? teacher.value)
            teacher.assign(teacher.value.mul(share).add(student.mul(share.neg().add(1))))
          }
        }
        const p = predicted('meanTeacher', evaluation, outputs)
        const q = predicted('meanTeacher', evaluation, taught)
        return mean(
          byExample(
            p
              .sub(q)
              .square()
              .div(p.shape.at(-1) ?? 1),
            evaluation,
          ),
        )
      },
      {
        init: ({ variables }: PenalizedModel) =>
          Object.fromEntries(
            Object.entries(variables).flatMap(([name, { value, trainable }]) =>
              trainable ? [[name, value]] : [],
            ),
          ),
      },
    ),
})
