import { softplus } from '@sobolev/core'
import { type Loss, matchTargets, meanByExample } from './loss.ts'

/**
 * −y log σ(x) − (1 − y) log(1 − σ(x)) = y softplus(−x) + (1 − y) softplus(x), in nats, with σ the
 * sigmoid; accurate for logits of any size.
 *
 * `outputs` x: logits [n], [n, 1], or [n, ...] for several truths an example, over which the mean is
 * taken. `targets` y: 0 or 1, or a probability between, of any dtype, in the shape of the outputs
 * ([n] and [n, 1] stand for each other). Throws a ShapeError for other shapes.
 */
export const binaryCrossEntropy: Loss = (outputs, targets) => {
  const y = matchTargets('binaryCrossEntropy', outputs, targets)
  const ifTrue = softplus(outputs.neg())
  const ifFalse = softplus(outputs)
  return meanByExample(y.mul(ifTrue).add(y.neg().add(1).mul(ifFalse)))
}
