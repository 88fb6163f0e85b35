import type { SequentialBatchRule } from '../../tensor/batching.ts'
import { concat } from './concat.ts'
import { zeros } from './constant.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice-pad.ts'

/** The batch rule of primitives that have none of their own: it computes one example after the other. */
export const sequentialBatchRule: SequentialBatchRule = (
  operands,
  attributes,
  applyBatched,
  size,
) => {
  const resultOf = (example: number) => {
    const inputs = operands.map(({ tensor, mapped, shape }) => {
      if (!mapped) return tensor
      return size === 0 ? zeros(shape, { dtype: tensor.dtype }) : slice(tensor, [example])
    })
    // As many tensors as there are operands.
    const result = applyBatched(inputs as never, attributes)
    return reshape(result, [1, ...result.shape])
  }
  // Without any example, an example of zeros tells the shape and dtype of the result.
  if (size === 0) return slice(resultOf(0), [{ stop: 0 }])
  return concat(Array.from({ length: size }, (_, example) => resultOf(example)))
}
