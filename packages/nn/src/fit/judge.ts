import type { Examples, FitOptions } from './fit-options.ts'
import { metricOfOutputs } from './metric-outputs.ts'
import { predictWith } from './predict.ts'

/**
 * The mean loss and the metrics of examples, with the weights that the model has; batches of `size`, or 256 if that is more.
 * Throws a TypeError for a metric of probabilities that the loss says nothing of.
 */
export function judgeWith({
  model,
  loss,
  metrics,
  compiled,
}: Required<Pick<FitOptions, 'model' | 'loss' | 'metrics' | 'compiled'>>): (
  examples: Examples,
  size: number,
) => Readonly<Record<string, number>> {
  const predict = predictWith(model, compiled)
  const measures = Object.entries(metrics).map(
    ([name, metric]) => [name, metricOfOutputs(name, metric, loss)] as const,
  )
  return ({ inputs, targets, weights }, size) => {
    const outputs = predict(inputs, Math.max(size, 256))
    const losses = loss(outputs, targets)
    const mean = weights ? losses.mul(weights).sum().div(weights.sum()) : losses.mean()
    const figures = measures.map(([name, measure]) => [name, measure(outputs, targets)])
    return { loss: mean.item(), ...Object.fromEntries(figures) }
  }
}
