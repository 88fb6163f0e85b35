// Which part of an instruction this thread computes: part `index` of `count`.
import { cut } from '../../src/threads/cut'

let index: i32 = 0
let count: i32 = 1

/** Says which part of the next instruction this thread computes; all of it where there is one thread. */
// @ts-ignore: decorator
@inline
export function setPart(thread: i32, threads: i32): void {
  index = thread
  count = threads
}

/** Where this thread's part of `size` begins, in whole units. */
// @ts-ignore: decorator
@inline
export function partStart(size: usize, unit: i32): usize {
  return count == 1 ? 0 : cutAt(size, unit, index)
}

/** Where it ends. */
// @ts-ignore: decorator
@inline
export function partEnd(size: usize, unit: i32): usize {
  return count == 1 ? size : cutAt(size, unit, index + 1)
}

function cutAt(size: usize, unit: i32, thread: i32): usize {
  return <usize>cut(<f64>size, <f64>unit, <f64>thread, <f64>count)
}
