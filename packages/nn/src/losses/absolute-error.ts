import { type Loss, matchTargets, meanByExample } from './loss.ts'

/**
 * |output − target|, the mean over the outputs of an example. Its derivative where they are equal
 * is 0.
 *
 * `outputs`: [n], [n, 1] or [n, ...]. `targets`: numbers of any dtype in that shape ([n] and [n, 1]
 * stand for each other). Throws a ShapeError for other shapes.
 */
export const absoluteError: Loss = (outputs, targets) => {
  const wanted = matchTargets('absoluteError', outputs, targets)
  return meanByExample(outputs.sub(wanted).abs())
}
