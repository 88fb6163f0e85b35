import type { SequentialBatchRule } from '../../tensor/batching.ts'
import { concat } from './concat.ts'
import { zeros } from './constant.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice-pad.ts'

/** The batching rule of operations that have none of their own: one example after the other. */
export const sequentialBatchRule: SequentialBatchRule = (
  operands,
  attributes,
  applyBatched,
  size,
) => {
  const one = (example: number) => {
    const inputs = operands.map(({ tensor, mapped, shape }) => {
      if (!mapped) return tensor
      return size === 0 ? zeros(shape, tensor.dtype) : slice(tensor, [example])
    })
    // As many tensors as there are operands.
    const result = applyBatched(inputs as never, attributes)
    return reshape(result, [1, ...result.shape])
  }
  // Of no examples, the result has the shape and dtype that zeros would give it.
  if (size === 0) return slice(one(0), [{ stop: 0 }])
  return concat(Array.from({ length: size }, (_, example) => one(example)))
}
