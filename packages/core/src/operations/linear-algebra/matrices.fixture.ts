import * as S from '../../index.ts'

const rng = new S.Rng(11)

/** Normal numbers, the same for the same name. */
export const draw = (
  name: string,
  shape: S.Shape,
  dtype: 'float32' | 'float64' = 'float64',
): S.Tensor => rng.split(name).normal(shape, { dtype })

/** The largest size of an element. */
export const largest = (x: S.Tensor): number => S.max(S.abs(x)).item()

export const double = (values: readonly (readonly number[])[]): S.Tensor =>
  S.tensor(values, { dtype: 'float64' })

/** x·xᵀ + 1 */
export const positive = (x: S.Tensor): S.Tensor =>
  S.matmul(x, x, { transposeB: true }).add(S.eye(x.shape.at(-1) ?? 0, { dtype: x.dtype }))
