import { once } from 'node:events'
import { Writable } from 'node:stream'
import { unlessAborted } from '../run/interrupted-error.ts'
import type { TextOutput } from './io.ts'
import { unchanged } from './visible.ts'

/**
 * Writes a text, and resolves once its reader has taken enough that more may follow: a slow one must not fill the memory.
 * Rejects with an InterruptedError where the command is stopped meanwhile.
 */
export async function writeWhenReady(
  output: TextOutput,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  output.write(text)
  const stream = unchanged(output)
  if (!(stream instanceof Writable) || !stream.writableNeedDrain) return
  await unlessAborted(signal, once(stream, 'drain'))
}
