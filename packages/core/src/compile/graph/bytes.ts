import { bytesOf } from '../../tensor/dtype.ts'
import { sizeOf } from '../../tensor/shape.ts'
import type { Node } from './graph.ts'

/** Every block of memory begins on a cache line. */
const ALIGNMENT = 64

export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

export const bytesOfNode = ({ dtype, shape }: Node): number => bytesOf(dtype, sizeOf(shape))
