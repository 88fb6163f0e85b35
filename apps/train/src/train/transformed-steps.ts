import { compile, type Rng, type Tensor, tensor } from '@sobolev/core'
import type { GradientAccumulator, ObjectiveFunction, Optimizer } from '@sobolev/nn'
import { type Batch, maskOf } from './batch.ts'
import type { Step, Steps } from './steps.ts'

/** Steps of an optimizer that goes by the gradients of a batch, or of several, each one program. */
export function transformedSteps(of: {
  readonly optimizer: Optimizer
  readonly accumulator: GradientAccumulator | null
  readonly evaluate: ObjectiveFunction
  readonly afterStep: (step: Tensor) => void
  readonly eager: boolean
}): Steps {
  const { optimizer, accumulator, evaluate, afterStep, eager } = of
  const gather = (
    { inputs, targets, lengths, ...details }: Batch,
    rng: Rng,
    number: Tensor,
    due: readonly string[],
  ) => {
    const mode = { training: true, rng: rng.split(number), ...maskOf(inputs, lengths) } as const
    const { gradients, ...terms } = evaluate(inputs, targets, mode, number, details, due)
    accumulator?.add(gradients, inputs.shape[0])
    return { gradients, terms, mode }
  }
  const step: Step = (batch, rng, number, due) => {
    const { gradients, terms, mode } = gather(batch, rng, number, due)
    optimizer.apply(accumulator?.take() ?? gradients, mode)
    afterStep(number)
    return terms
  }
  const run =
    (step: Step): Steps['take'] =>
    (batch, rng, number) =>
      // A list of names is no tensor: there is a program for each that comes up.
      step(batch, rng, tensor(number, { dtype: 'int32' }), evaluate.due(number))
  const gatherTerms: Step = (...batch) => gather(...batch).terms
  const compiled = eager ? null : compile(step)
  return {
    optimizer,
    restore: (state) => optimizer.restore(state),
    takesAllRows: false,
    functions: { take: step, gather: gatherTerms },
    due: evaluate.due,
    take: run(compiled ?? step),
    gather: run(eager ? gatherTerms : compile(gatherTerms)),
    ...(compiled && {
      explain: (batch, rng, number) =>
        compiled.explain(batch, rng, tensor(number, { dtype: 'int32' }), evaluate.due(number)),
    }),
  }
}
