/** Bytes that kernels may use as they like within one instruction. */
export const SCRATCH_BYTES: usize = 4 << 20

/** Bytes that threads share, 512 of them for 128 threads' faults, 512 for the matrices these are about. */
const CONTROL_BYTES: usize = 1280
const BLAMED: usize = 704

let own: i32 = 0
let room: usize = control() + CONTROL_BYTES

/** Where the words that threads share begin: behind the module's own data, 64-byte aligned. */
// @ts-ignore: decorator
@inline
export function control(): usize {
  return (__heap_base + 63) & ~63
}

/** Where this thread's scratch begins, 64-byte aligned. */
// @ts-ignore: decorator
@inline
export function scratch(): usize {
  return room
}

/** Where each thread says which matrix of a batch its fault is about. */
// @ts-ignore: decorator
@inline
export function blamed(): usize {
  return control() + BLAMED
}

/** This thread's place among several. */
// @ts-ignore: decorator
@inline
export function place(): i32 {
  return own
}

/** Gives this thread the scratch of its place among several. */
export function takeScratch(thread: i32): void {
  own = thread
  room = control() + CONTROL_BYTES + <usize>thread * SCRATCH_BYTES
}

/** Where all scratch ends. */
export function scratchEnd(threads: i32): usize {
  return control() + CONTROL_BYTES + <usize>threads * SCRATCH_BYTES
}
