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

/** A matrix does not have what an operation computes of it: it is singular, or not positive definite. */
export class MatrixError extends Error {
  override readonly name: string = 'MatrixError'
  /** The position of the matrix in the batch, in the order of its leading axes, from 0. */
  readonly matrix: number

  constructor(message: string, matrix: number) {
    super(message)
    this.matrix = matrix
  }
}

/** A function cannot be mapped over a batch as it is written. */
export class BatchError extends Error {
  override readonly name: string = 'BatchError'
}

/** A function cannot be compiled as it is written, or its program cannot run. */
export class CompileError extends Error {
  override readonly name: string = 'CompileError'
}

/** A function has more operations than fit into a program, as one has that repeats something very often. */
export class ProgramSizeError extends CompileError {
  override readonly name: string = 'ProgramSizeError'
}
