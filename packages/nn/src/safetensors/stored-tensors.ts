import { type DType, Tensor } from '@sobolev/core'
import type { StoredDtype, StoredFile, StoredTensor } from './format.ts'

/** The element types of files, by those of tensors. */
const storedDtypes: { readonly [D in DType]: StoredDtype } = {
  float32: 'F32',
  float64: 'F64',
  int32: 'I32',
  bool: 'BOOL',
}

/** A tensor as a file stores it, without a copy. */
export function toStored({ dtype, shape, data }: Tensor): StoredTensor {
  return { dtype: storedDtypes[dtype], shape, data }
}

/** What a file stores as a tensor, a copy, which leaves the bytes of the file to their owner; U8 becomes int32. */
export function fromStored({ dtype, shape, data }: StoredTensor): Tensor {
  switch (dtype) {
    case 'U8':
      return new Tensor(shape, 'int32', new Int32Array(data))
    case 'F32':
      return new Tensor(shape, 'float32', new Float32Array(data))
    case 'F64':
      return new Tensor(shape, 'float64', new Float64Array(data))
    case 'I32':
      return new Tensor(shape, 'int32', new Int32Array(data))
    case 'BOOL':
      return new Tensor(shape, 'bool', new Uint8Array(data))
  }
}

/** Tensors by name and texts by key, as a file holds them. */
export function toFile(
  tensors: Iterable<readonly [string, Tensor]>,
  metadata: Readonly<Record<string, string>>,
): StoredFile {
  return {
    tensors: new Map(Array.from(tensors, ([name, tensor]) => [name, toStored(tensor)])),
    metadata: new Map(Object.entries(metadata)),
  }
}
