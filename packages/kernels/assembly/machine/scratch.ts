/** Bytes of memory in which a thread may put intermediate results while it computes one instruction. */
export const SCRATCH_BYTES: usize = 4 << 20

/** Bytes that threads share: 512 of them for the faults of 128 threads, 512 for the matrices these are about. */
const CONTROL_BYTES: usize = 1280
/** Where the latter begin. */
const FAULTY_MATRICES: usize = 704

let thread: i32 = 0
let scratchStart: usize = control() + CONTROL_BYTES

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
  return scratchStart
}

/** Where each thread says which matrix of a batch its fault is about. */
// @ts-ignore: decorator
@inline
export function faultyMatrices(): usize {
  return control() + FAULTY_MATRICES
}

/** Which of several threads this is, from 0. */
// @ts-ignore: decorator
@inline
export function threadIndex(): i32 {
  return thread
}

/** Makes this the thread with that index, with a scratch of its own. */
export function takeScratch(index: i32): void {
  thread = index
  scratchStart = control() + CONTROL_BYTES + <usize>index * SCRATCH_BYTES
}

/** Where all scratch ends. */
export function scratchEnd(threads: i32): usize {
  return control() + CONTROL_BYTES + <usize>threads * SCRATCH_BYTES
}
