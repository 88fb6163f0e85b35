import { ShapeError } from '@sobolev/core'

/**
 * What `fn` gives; a ShapeError or RangeError of it says which layer it is of, such as `layers.1.dense: …`. Where that
 * layer holds the one at fault, the paths join: `layers.1.residual.layers.0.dense: …`.
 */
export function namingPlace<T>(place: string, fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof RangeError)) throw error
    const separator = error.message.startsWith('layers.') ? '.' : ': '
    const message = `${place}${separator}${error.message}`
    const options = { cause: error }
    throw error instanceof ShapeError
      ? new ShapeError(message, options)
      : new RangeError(message, options)
  }
}
