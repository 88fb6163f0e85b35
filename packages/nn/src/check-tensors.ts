import { describeValue, Tensor, Variable } from '@sobolev/core'

/** Throws a TypeError for an argument that is no tensor, by its name: JavaScript may pass arrays or nothing. */
export function checkTensors(operation: string, tensors: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(tensors))
    if (!(value instanceof Tensor || value instanceof Variable)) {
      const isNumbers = typeof value === 'number' || Array.isArray(value)
      const hint = isNumbers || ArrayBuffer.isView(value) ? `; tensor(${name}) makes one` : ''
      throw new TypeError(
        `${operation}: ${name} must be a tensor, got ${describeValue(value)}${hint}`,
      )
    }
}
