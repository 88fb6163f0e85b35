import { option } from '../catalogue/option.ts'
import type { GradientTransform } from './transform.ts'

/** The option of optimizers that change the steps of another one. */
export const wrappedOptimizer = {
  optimizer: option.method({ kind: 'optimizer', words: 'whose steps are changed' }),
}

/** Throws a RangeError for an optimizer whose steps cannot be changed without its knowing. */
export function checkWrapped(name: string, optimizer: GradientTransform): void {
  if (optimizer.evaluated)
    throw new RangeError(
      `${name}: the optimizer must evaluate the weights that it trains, got one that averages them itself, such as scheduleFreeAdamw`,
    )
}
