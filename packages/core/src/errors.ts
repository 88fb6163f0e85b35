/** Shapes, axes or sizes do not fit an operation. */
export class ShapeError extends Error {
  override readonly name: string = 'ShapeError'
}

/** Element types do not fit an operation. */
export class DTypeError extends Error {
  override readonly name: string = 'DTypeError'
}

/** A derivative was asked for that does not exist, or that is no longer recorded. */
export class GradientError extends Error {
  override readonly name: string = 'GradientError'
}

/** A function cannot be mapped over a batch as it is written. */
export class BatchError extends Error {
  override readonly name: string = 'BatchError'
}

/** A function cannot be compiled as it is written, or its program cannot run. */
export class CompileError extends Error {
  override readonly name: string = 'CompileError'
}
