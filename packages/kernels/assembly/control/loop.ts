// Every thread counts the steps of a loop in its own word, so that no thread has to read what another writes; the steps
// of a loop for one thread alone are counted in the first.
import * as op from '../opcodes.generated'
import { address, word } from '../machine/instruction'
import { copyRun } from '../layout/run-copy'

/** Begins a loop or goes through it once more, counted in the word of a thread. Returns the next instruction. */
export function turn(instruction: usize, thread: i32): usize {
  const counter = address(instruction, 2) + ((<usize>thread) << 2)
  const next = instruction + ((<usize>word(instruction, 1)) << 2)
  if ((word(instruction, 0) & 0xff) == op.REPEAT) {
    store<i32>(counter, 0)
    return next
  }
  const done = load<i32>(counter) + 1
  store<i32>(counter, done)
  return done < word(instruction, 3) ? instruction - (address(instruction, 4) << 2) : next
}

/** counter, count, reverse, bytes, x, out */
export function take(instruction: usize): i32 {
  const bytes = address(instruction, 5)
  copyRun(address(instruction, 7), address(instruction, 6) + slice(instruction) * bytes, bytes)
  return 0
}

/** counter, count, reverse, bytes, x, out */
export function put(instruction: usize): i32 {
  const bytes = address(instruction, 5)
  copyRun(address(instruction, 7) + slice(instruction) * bytes, address(instruction, 6), bytes)
  return 0
}

/** Which of the slices belongs to this step, counted by the first thread. */
// @ts-ignore: decorator
@inline
function slice(instruction: usize): usize {
  const step = <usize>load<u32>(address(instruction, 2))
  return word(instruction, 4) ? address(instruction, 3) - 1 - step : step
}
