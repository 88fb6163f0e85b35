import { type Loss, matchTargets, meanByExample } from './loss.ts'

/**
 * (output − target)², the mean over the outputs of an example.
 *
 * `outputs`: [n], [n, 1] or [n, ...]. `targets`: numbers of any dtype in that shape ([n] and [n, 1]
 * stand for each other). Throws a ShapeError for other shapes.
 */
export const squaredError: Loss = (outputs, targets) => {
  const wanted = matchTargets('squaredError', outputs, targets)
  return meanByExample(outputs.sub(wanted).square())
}
