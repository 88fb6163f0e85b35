import { areWideVectorsCompared, useWideVectors } from '@sobolev/core'
import type { CommandIo } from './io.ts'

/**
 * Chooses the width of the machine's vectors, before anything is computed: the engine keeps what it has compiled.
 *
 * @param wide what the user asks for; undefined: 256 bits in an engine that was compared
 * @returns the bits of a vector
 */
export function chooseVectors(wide: boolean | undefined, io: CommandIo): 128 | 256 {
  const isWide = (wide ?? areWideVectorsCompared()) && useWideVectors()
  if (wide === true && !isWide)
    io.stderr.write('--wide: needs Node 24 or later on x64; goes on with 128-bit vectors\n')
  return isWide ? 256 : 128
}
