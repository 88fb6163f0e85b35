import { exp, log, logAddExp, mean, stack, type Tensor, tensor, variance } from '@sobolev/core'
import type { Predictions } from '../catalogue/facts.ts'
import { option } from '../catalogue/option.ts'
import { matchSeveral } from './loss.ts'

/** The least scale there may be; without one, a target that is met exactly would cost minus infinity. */
export const leastOption = option.number({
  minimum: 0,
  default: 0.001,
  words:
    'what is added to the exponential, so that no scale is smaller; in units of the targets that are trained on',
})

interface LocationAndScale {
  readonly location: Tensor
  /** The logarithm of the scale. */
  readonly logScale: Tensor
  /** In the shape of both. */
  readonly targets: Tensor
}

/** Outputs [n, ..., 2] as a location and a scale for each target [n, ...]: the scale is `least` plus the exponential of the second. */
export function locationAndScale(
  loss: string,
  outputs: Tensor,
  targets: Tensor,
  least: number,
): LocationAndScale {
  const matched = matchSeveral(loss, outputs, targets, 2, 'a location and a scale')
  const part = (index: number): Tensor => outputs.slice([...matched.shape.map(() => null), index])
  return { location: part(0), logScale: logScaleOf(part(1), least), targets: matched }
}

function logScaleOf(second: Tensor, least: number): Tensor {
  if (least === 0) return second
  const dtype = second.dtype === 'float64' ? 'float64' : 'float32'
  return logAddExp(second, log(tensor(least, { dtype })).broadcastTo(second.shape))
}

/**
 * The location as the prediction, and beside it the scale.
 *
 * @param varianceOfOne the variance of the distribution of scale 1
 */
export const scalePredictions = (
  scale: string,
  least: number,
  varianceOfOne: number,
): Predictions => ({
  outputs: 2,
  mixed: (outputs) => mixed(outputs, least, varianceOfOne),
  columns: [
    { name: 'prediction', of: (outputs) => outputs.slice([null, 0]) },
    {
      name: scale,
      of: (outputs) => exp(logScaleOf(outputs.slice([null, 1]), least)),
      isDistance: true,
    },
  ],
})

/** Outputs [members, n, 2] as [n, 2] with the mean and the variance of the members' mixture. */
function mixed(outputs: Tensor, least: number, varianceOfOne: number): Tensor {
  const locations = outputs.slice([null, null, 0])
  const scales = exp(logScaleOf(outputs.slice([null, null, 1]), least))
  // Between members and within them; the bounds keep a derivative where float32 would make 0 of it.
  const square = mean(scales.square(), 0).add(variance(locations, 0).div(varianceOfOne))
  const scale = square.maximum(1e-36).sqrt()
  return stack([mean(locations, 0), log(scale.sub(least).maximum(1e-30))], 1)
}
