/**
 * Threads that run one program together, each in its own instance of this module on one shared memory. The first
 * thread posts a task, all work on it, and all wait for each other at every barrier and at the end. A thread that
 * waits spins for some hundred microseconds and then sleeps. JavaScript does the sleeping and waking: it knows which
 * threads may sleep (the main thread of a browser must not), and V8 11.3 loses local variables across an atomic wait
 * in code that it has not optimised yet.
 */
import * as op from '../opcodes.generated'
import { execute } from '../execute.generated'
import { isTurn, only, takesPart, word } from './instruction'
import { turn } from '../control/loop'
import { setPart } from './part'
import { faultyMatrices, control, takeScratch } from './scratch'

/** Sleeps while the word at `address` is `seen`; may return early. */
// @ts-ignore: decorator
@external("env", "sleep")
declare function sleep(address: usize, seen: i32): void

/** Wakes all that sleep at `address`. */
// @ts-ignore: decorator
@external("env", "wake")
declare function wake(address: usize): void

// Where in the shared control block the words stand that threads tell each other with; those that several threads write
// at once have a cache line for themselves.
/** How many tasks have been posted: a thread that has done fewer has one to do. */
const EPOCH: usize = 0
/** The task at hand: what to do, and its two operands. */
const TASK: usize = 16
/** How often threads have come to a barrier: each barrier adds the number of threads. */
const ARRIVED: usize = 64
/** Threads that have joined, without the first. */
const READY: usize = 128
/** Threads that sleep at a barrier. */
const SLEEPING: usize = 132
/** Threads that sleep until there is a task. */
const IDLE: usize = 136
/** 0, or 1 + what ARRIVED was at the last barrier before a fault: behind the next barrier, all stop computing. */
const FAILED: usize = 140
/** What `run` would return, for each thread. */
const STATUS: usize = 192

/**
 * How often a thread looks whether the others have come to its barrier, or whether there is a program to run, before
 * it sleeps: some 100 µs. With a tenth of it, threads sleep and are woken within a program: a training step of 1.1 ms
 * takes 1.4.
 */
const SPINS_BEFORE_SLEEP: i32 = 40000

/** Which of the threads this is; 0 is the one that posts tasks. */
let rank: i32 = 0
let threadCount: i32 = 1
/** Tasks that this thread has begun. */
let epoch: i32 = 0
/** What ARRIVED is when all have come to the barrier at which this thread waits, or which it passed last. */
let goal: i32 = 0
/** The instruction at hand: where to go on from if it traps, which unwinds this code. */
let current: usize = 0

/** Makes this one of `threads` threads, with its part of the scratch memory. */
export function join(thread: i32, threads: i32): void {
  rank = thread
  threadCount = threads
  takeScratch(thread)
  if (thread) atomic.add<i32>(control() + READY, 1)
}

/** How many threads have joined, without the first. */
export function ready(): i32 {
  return atomic.load<i32>(control() + READY)
}

/** Gives all other threads a task, and wakes those that sleep. */
export function post(task: i32, address: usize, length: i32): void {
  const to = control() + TASK
  store<i32>(to, task)
  store<usize>(to, address, 4)
  store<i32>(to, length, 8)
  atomic.store<i32>(control() + FAILED, 0)
  atomic.add<i32>(control() + EPOCH, 1)
  if (atomic.load<i32>(control() + IDLE)) wake(control() + EPOCH)
}

/** Runs a program with all others. Returns 0 or the first fault. */
export function lead(program: usize, words: i32): i32 {
  post(op.TASK_RUN, program, words)
  walk(program, 0)
  return firstFault()
}

/** Goes on after an instruction that trapped, to pass the barriers at which the other threads wait. Returns a fault. */
export function abandon(): i32 {
  walk(current, op.FAULT_TRAP)
  return firstFault()
}

/** Runs programs as they are posted, until a task is for JavaScript: returns the address of its three words. */
export function work(): usize {
  awaitTask()
  while (load<i32>(control() + TASK) == op.TASK_RUN) {
    walk(load<usize>(control() + TASK, 4), 0)
    awaitTask()
  }
  return control() + TASK
}

/** Waits for the others when JavaScript has done its task. */
export function arrive(): void {
  waitForAll()
}

/** Lets all threads know, behind the next barrier, that this one has stopped. */
// @ts-ignore: decorator
@inline
function fail(): void {
  atomic.store<i32>(control() + FAILED, goal + 1)
}

/** Whether some thread stopped before the barrier just passed. A faster thread may have stopped behind it: not yet. */
// @ts-ignore: decorator
@inline
function hasFailed(): bool {
  const failed = atomic.load<i32>(control() + FAILED)
  return failed != 0 && goal - failed >= 0
}

/**
 * Runs the posted program from an instruction on. After a fault of this thread, or of another before a barrier that both
 * have passed, it only passes barriers.
 */
function walk(instruction: usize, fault: i32): void {
  const program = load<usize>(control() + TASK, 4)
  const end = program + (<usize>load<i32>(control() + TASK, 8) << 2)
  let status = fault ? fault + (<i32>(instruction - program) << 2) : 0
  let stopped = status != 0
  if (stopped) fail()
  while (instruction < end) {
    const head = word(instruction, 0)
    const length = word(instruction, 1)
    if (isTurn(head)) {
      // A loop for one thread alone is in memory of that thread: others pass it by.
      if (only(head) == 0) instruction = turn(instruction, rank)
      else if (takesPart(head, rank)) instruction = turn(instruction, 0)
      else instruction += (<usize>length) << 2
      continue
    }
    if (head == op.BARRIER) {
      waitForAll()
      stopped = stopped || hasFailed()
    } else if (!stopped && takesPart(head, rank)) {
      current = instruction
      const sliced = (head & op.BATCH) != 0
      setPart(sliced ? rank : 0, sliced ? threadCount : 1)
      const refused = length > 0 ? execute(instruction) : op.FAULT_OPCODE
      if (refused) {
        status = refused + (<i32>(instruction - program) << 2)
        stopped = true
        fail()
      }
    }
    if (length <= 0) break
    instruction += (<usize>length) << 2
  }
  store<i32>(control() + STATUS + ((<usize>rank) << 2), status)
  waitForAll()
}

/**
 * The fault of the earliest instruction: nothing before it went wrong, so it is the fault that one thread alone would
 * meet. Of a batch of matrices, the first thread at fault had the first matrix.
 */
function firstFault(): i32 {
  let first = 0
  for (let thread: usize = 0; thread < <usize>threadCount; thread++) {
    const status = load<i32>(control() + STATUS + (thread << 2))
    if (status && (first == 0 || <u32>status >>> 4 < <u32>first >>> 4)) {
      first = status
      store<i32>(faultyMatrices(), load<i32>(faultyMatrices() + (thread << 2)))
    }
  }
  return first
}

/** Waits until all threads are here. */
function waitForAll(): void {
  const arrived = control() + ARRIVED
  goal += threadCount
  if (atomic.add<i32>(arrived, 1) + 1 == goal) {
    if (atomic.load<i32>(control() + SLEEPING)) wake(arrived)
    return
  }
  for (let i = 0; i < SPINS_BEFORE_SLEEP; i++) {
    if (atomic.load<i32>(arrived) - goal >= 0) return
  }
  // Whoever comes last either sees that someone sleeps, or has changed what the sleeper looks at.
  atomic.add<i32>(control() + SLEEPING, 1)
  for (;;) {
    const seen = atomic.load<i32>(arrived)
    if (seen - goal >= 0) break
    sleep(arrived, seen)
  }
  atomic.sub<i32>(control() + SLEEPING, 1)
}

function awaitTask(): void {
  const posted = control() + EPOCH
  for (let i = 0; i < SPINS_BEFORE_SLEEP; i++) {
    if (atomic.load<i32>(posted) != epoch) {
      epoch++
      return
    }
  }
  atomic.add<i32>(control() + IDLE, 1)
  while (atomic.load<i32>(posted) == epoch) sleep(posted, epoch)
  atomic.sub<i32>(control() + IDLE, 1)
  epoch++
}
