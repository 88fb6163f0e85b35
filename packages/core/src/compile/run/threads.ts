import { hardwareThreads, severalThreads } from '@sobolev/kernels'
import { withOperationName } from '../../errors/with-operation-name.ts'
import { useThreads } from './machine-memory.ts'

/**
 * Lets compiled functions run on `threads` threads, 1 unless said otherwise; `'auto'` takes what the
 * hardware has, at most 8. The bits of every result stay the same, and small programs stay on one thread.
 * Variables move along, now or between any two calls.
 *
 * The promise gives the number that run when the workers have started, or 1 where there are none: in
 * browsers, on pages that are not cross-origin isolated. It need not be awaited: until then, programs
 * run on one thread. The workers keep no process alive and sleep while there is nothing to do.
 *
 * @throws RangeError unless `threads` is `'auto'` or a whole number from 1 to 64.
 * @see tf.config.threading, torch.set_num_threads
 */
export function setThreads(threads: number | 'auto'): Promise<number> {
  const count = threads === 'auto' ? hardwareThreads() : threads
  return useThreads(withOperationName('setThreads', () => severalThreads(count))).machine.started
}
