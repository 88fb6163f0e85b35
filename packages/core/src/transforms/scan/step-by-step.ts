import { add } from '../../operations/elementwise/arithmetic.ts'
import { zerosLike } from '../../operations/layout/constant.ts'
import type { Loop, Repeated, Step } from '../../primitive/tracing.ts'
import { allocate } from '../../tensor/dtype.ts'
import { sizeOf } from '../../tensor/shape.ts'
import { Tensor } from '../../tensor/tensor.ts'
import { lazy } from './loop-result.ts'

/** Runs a loop one step after the other. */
export function stepByStep({ body, carry, inputs, length, reverse }: Loop): Repeated {
  const before: (readonly Tensor[])[] = []
  const outputs: (readonly Tensor[])[] = []
  let now = carry
  let sums: readonly Tensor[] | null = null
  for (let done = 0; done < length; done++) {
    const at = reverse ? length - 1 - done : done
    const step: Step = body(
      now,
      inputs.map((each) => sliceAt(each, at)),
    )
    before[at] = now
    outputs[at] = step.outputs
    now = step.carry
    const total: readonly Tensor[] = sums ?? step.sums.map(zerosLike)
    sums = total.map((sum, index) => add(sum, step.sums[index] ?? sum))
  }
  return {
    carry: now,
    outputs: (outputs[0] ?? []).map((_, index) => stacked(outputs, index)),
    sums: sums ?? [],
    saved: lazy(() => carry.map((_, index) => stacked(before, index))),
  }
}

// Copied by hand: an operation would bring the whole of `x` to the machine for every slice.
function sliceAt(x: Tensor, at: number): Tensor {
  const shape = x.shape.slice(1)
  const size = sizeOf(shape)
  return new Tensor(shape, x.dtype, Tensor.elements(x).slice(at * size, (at + 1) * size))
}

function stacked(steps: readonly (readonly Tensor[])[], index: number): Tensor {
  const slices = steps.flatMap((step) => step[index] ?? [])
  const [first] = slices
  if (!first) throw new Error('scan: a step gave no output')
  const data = allocate(first.dtype, slices.length * first.size)
  for (const [at, each] of slices.entries()) data.set(Tensor.elements(each), at * first.size)
  return new Tensor([slices.length, ...first.shape], first.dtype, data)
}
