import type { Tensor, Variable } from '@sobolev/core'
import { fromStored, type StoredTensor, toStored as storedOf } from '@sobolev/nn'
import { InputError } from '../errors.ts'

/** Tensors as a checkpoint stores them, without a copy. */
export function toStored(tensors: Readonly<Record<string, Tensor>>): Map<string, StoredTensor> {
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, storedOf(tensor)]))
}

/** What a checkpoint stores as tensors. */
export function tensorsOf(stored: ReadonlyMap<string, StoredTensor>): Record<string, Tensor> {
  const entries = Array.from(stored, ([name, tensor]) => [name, fromStored(tensor)] as const)
  return Object.fromEntries(entries)
}

/** The values of variables as they are now: later changes of the variables leave them alone. */
export function valuesOf(variables: Readonly<Record<string, Variable>>): Record<string, Tensor> {
  const values = Object.entries(variables).map(
    ([name, variable]) => [name, variable.value] as const,
  )
  return Object.fromEntries(values)
}

/**
 * Gives variables the values of a checkpoint.
 *
 * @param path the checkpoint's file, for the message
 * @throws InputError naming every tensor that is missing, left over or of another shape or type; no
 * variable has changed then
 */
export function assignStored(
  variables: Readonly<Record<string, Variable>>,
  stored: ReadonlyMap<string, StoredTensor>,
  path: string,
): void {
  const values = tensorsOf(stored)
  const faults: string[] = []
  for (const [name, variable] of Object.entries(variables)) {
    const tensor = values[name]
    const wanted = describe(variable)
    if (tensor === undefined) faults.push(`lacks ${name} ${wanted}`)
    else {
      const got = describe(tensor)
      if (got !== wanted) faults.push(`has ${name} as ${got}, the model needs ${wanted}`)
    }
  }
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(variables, name)) faults.push(`has ${name}, which the model lacks`)
  }
  if (faults.length > 0) {
    throw new InputError(
      faults.map((fault, i) => ({
        place: path,
        message: `the checkpoint does not fit the model of the config: it ${fault}${i === faults.length - 1 ? wayOut : ''}`,
      })),
    )
  }
  for (const [name, variable] of Object.entries(variables)) {
    const tensor = values[name]
    if (tensor !== undefined) variable.assign(tensor)
  }
}

const wayOut = '; give one of a model with the same layers, inputs and outputs'

function describe({ dtype, shape }: Pick<Tensor, 'dtype' | 'shape'>): string {
  return `${dtype} [${shape.join(', ')}]`
}
