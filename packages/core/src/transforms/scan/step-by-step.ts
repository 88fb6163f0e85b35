import { add } from '../../operations/elementwise/arithmetic.ts'
import { zerosLike } from '../../operations/layout/constant.ts'
import type { Loop, Repeated, Step } from '../../primitive/tracing.ts'
import { allocate } from '../../tensor/dtype.ts'
import { sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { lazy } from './loop-result.ts'

/** Runs a loop one step after the other. */
export function stepByStep({ body, carry, inputs, length, reverse }: Loop): Repeated {
  const saved: (readonly Tensor[])[] = []
  const outputs: (readonly Tensor[])[] = []
  let current = carry
  let sums: readonly Tensor[] | null = null
  for (let count = 0; count < length; count++) {
    const index = reverse ? length - 1 - count : count
    const step: Step = body(
      current,
      inputs.map((input) => sliceAt(input, index)),
    )
    saved[index] = current
    outputs[index] = step.outputs
    current = step.carry
    const total: readonly Tensor[] = sums ?? step.sums.map(zerosLike)
    sums = total.map((sum, index) => add(sum, step.sums[index] ?? sum))
  }
  return {
    carry: current,
    outputs: (outputs[0] ?? []).map((_, index) => stacked(outputs, index)),
    sums: sums ?? [],
    saved: lazy(() => carry.map((_, index) => stacked(saved, index))),
  }
}

// Copied in JavaScript: the operation `slice` would bring the whole of `x` to the machine for every step.
function sliceAt(x: Tensor, index: number): Tensor {
  const shape = x.shape.slice(1)
  const size = sizeOf(shape)
  return new Tensor(shape, x.dtype, Tensor.elements(x).slice(index * size, (index + 1) * size))
}

function stacked(steps: readonly (readonly Tensor[])[], index: number): Tensor {
  const slices = steps.flatMap((step) => step[index] ?? [])
  const [first] = slices
  if (!first) throw new Error('scan: a step gave no output')
  const data = allocate(first.dtype, slices.length * first.size)
  for (const [i, slice] of slices.entries()) data.set(Tensor.elements(slice), i * first.size)
  return new Tensor([slices.length, ...first.shape], first.dtype, data)
}
