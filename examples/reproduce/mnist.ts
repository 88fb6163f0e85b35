import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Tensor, tensor } from '@sobolev/core'

const folder = join(import.meta.dirname, '../../datasets/downloads')
const testFiles = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'] as const
const trainingFiles = ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'] as const

/** What is needed at least. */
export const mnistFiles: readonly string[] = testFiles

/** Images [n, 784] from 0 to 1, and their digits [n]. */
export interface Digits {
  readonly images: Float32Array
  readonly labels: Int32Array
}

/** A part for training and one for testing: MNIST's, or without its training files 8,000 and 2,000 of its test images. */
export function loadMnist(): { readonly training: Digits; readonly test: Digits } {
  const test = read(testFiles)
  if (trainingFiles.every((file) => existsSync(join(folder, file))))
    return { training: read(trainingFiles), test }
  return { training: part(test, 0, 8000), test: part(test, 8000, 10_000) }
}

const pixels = 784

function read([images, labels]: readonly [string, string]): Digits {
  const bytes = (file: string, header: number): Uint8Array =>
    gunzipSync(readFileSync(join(folder, file))).subarray(header)
  return {
    images: Float32Array.from(bytes(images, 16), (byte) => byte / 255),
    labels: Int32Array.from(bytes(labels, 8)),
  }
}

function part({ images, labels }: Digits, first: number, stop: number): Digits {
  return {
    images: images.slice(first * pixels, stop * pixels),
    labels: labels.slice(first, stop),
  }
}

/** Digits as tensors: inputs [n, 784], targets [n]. */
export function tensorsOf({ images, labels }: Digits): { inputs: Tensor; targets: Tensor } {
  return {
    inputs: tensor(images).reshape([labels.length, pixels]),
    targets: tensor(labels, { dtype: 'int32' }),
  }
}
