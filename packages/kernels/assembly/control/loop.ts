// Loops: every thread counts the steps in a word of its own, so that none asks another where it is.
import * as op from '../../src/opcodes'
import { address, word } from '../machine/instruction'
import { copyRun } from '../layout/run-copy'

/** Begins a loop or goes through it once more. Returns the next instruction. */
export function turn(at: usize, thread: i32): usize {
  const counter = address(at, 2) + ((<usize>thread) << 2)
  const next = at + ((<usize>word(at, 1)) << 2)
  if (word(at, 0) == op.REPEAT) {
    store<i32>(counter, 0)
    return next
  }
  const done = load<i32>(counter) + 1
  store<i32>(counter, done)
  return done < word(at, 3) ? at - (address(at, 4) << 2) : next
}

/** counter, count, reverse, bytes, x, out */
export function take(at: usize): i32 {
  const bytes = address(at, 5)
  copyRun(address(at, 7), address(at, 6) + slice(at) * bytes, bytes)
  return 0
}

/** counter, count, reverse, bytes, x, out */
export function put(at: usize): i32 {
  const bytes = address(at, 5)
  copyRun(address(at, 7) + slice(at) * bytes, address(at, 6), bytes)
  return 0
}

/** Which of the slices belongs to this step, counted by the first thread. */
// @ts-ignore: decorator
@inline
function slice(at: usize): usize {
  const step = <usize>load<u32>(address(at, 2))
  return word(at, 4) ? address(at, 3) - 1 - step : step
}
