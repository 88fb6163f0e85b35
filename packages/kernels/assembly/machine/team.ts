/**
 * Threads that run one program together, each in an instance of its own on one shared memory. The first
 * leads: it posts a task, the others work on it, and all meet at every barrier and at the end. Whoever
 * waits spins for some hundred microseconds and then sleeps. Sleeping and waking are the host's: it knows which
 * threads may sleep, and a wait within this code comes back to wrong locals in the first-tier compiler of
 * V8 11.3.
 */
import * as op from '../opcodes.generated'
import { execute } from '../execute.generated'
import { word } from './instruction'
import { turn } from '../control/loop'
import { setPart } from './part'
import { blamed, control, takeScratch } from './scratch'

/** Sleeps while the word at `address` is `seen`; may return early. */
// @ts-ignore: decorator
@external("env", "sleep")
declare function sleep(address: usize, seen: i32): void

/** Wakes all that sleep at `address`. */
// @ts-ignore: decorator
@external("env", "wake")
declare function wake(address: usize): void

// What the threads share, on cache lines of their own where several write.
const EPOCH: usize = 0
const TASK: usize = 16
const ARRIVED: usize = 64
const READY: usize = 128
const SLEEPING: usize = 132
const IDLE: usize = 136
const FAILED: usize = 140
const STATUS: usize = 192

/**
 * How often a thread looks whether the others have come to its barrier, or whether there is a program to run, before
 * it sleeps: some 100 µs. With a tenth of it, threads sleep and are woken within a program: a training step of 1.1 ms
 * takes 1.4.
 */
const SPINS_BEFORE_SLEEP: i32 = 40000

let rank: i32 = 0
let team: i32 = 1
let epoch: i32 = 0
/** What `ARRIVED` will show when all have come to the next barrier. */
let goal: i32 = 0
/** The instruction at hand, for the sake of one that traps. */
let current: usize = 0

/** Takes a place among `threads`, each with a scratch of its own. */
export function join(thread: i32, threads: i32): void {
  rank = thread
  team = threads
  takeScratch(thread)
  if (thread) atomic.add<i32>(control() + READY, 1)
}

/** Threads that have joined, the first left out. */
export function ready(): i32 {
  return atomic.load<i32>(control() + READY)
}

/** Gives all others a task: they are awake or wake up. */
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

/** Ends a program at an instruction that trapped: the others are waiting for its barriers. */
export function abandon(): i32 {
  walk(current, op.FAULT_TRAP)
  return firstFault()
}

/** Runs programs as they are posted, until a task is for the host: returns the address of its three words. */
export function work(): usize {
  awaitTask()
  while (load<i32>(control() + TASK) == op.TASK_RUN) {
    walk(load<usize>(control() + TASK, 4), 0)
    awaitTask()
  }
  return control() + TASK
}

/** Meets the others when the host has done its task. */
export function arrive(): void {
  meet()
}

/** Tells all threads, when they have met at the next barrier, that this one has stopped. */
// @ts-ignore: decorator
@inline
function fail(): void {
  atomic.store<i32>(control() + FAILED, goal + 1)
}

/** Whether some thread stopped before the barrier that this one comes from; what happens after it does not count. */
// @ts-ignore: decorator
@inline
function hasFailed(): bool {
  const failed = atomic.load<i32>(control() + FAILED)
  return failed != 0 && goal - failed >= 0
}

/** Walks the posted program from an instruction on; after a fault, its own or before a barrier, only the barriers. */
function walk(instruction: usize, fault: i32): void {
  const program = load<usize>(control() + TASK, 4)
  const end = program + (<usize>load<i32>(control() + TASK, 8) << 2)
  let status = fault ? fault + (<i32>(instruction - program) << 2) : 0
  let stopped = status != 0
  if (stopped) fail()
  while (instruction < end) {
    const head = word(instruction, 0)
    if (head == op.AGAIN || head == op.REPEAT) {
      instruction = turn(instruction, rank)
      continue
    }
    const length = word(instruction, 1)
    if (head == op.BARRIER) {
      meet()
      stopped = stopped || hasFailed()
    } else if (!stopped && (head >= op.OUTER || rank == 0)) {
      current = instruction
      setPart(head >= op.OUTER ? rank : 0, head >= op.OUTER ? team : 1)
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
  meet()
}

/**
 * The fault of the earliest instruction: nothing before it went wrong, so it is one for any team. Of a
 * batch the first thread at fault had the first matrix.
 */
function firstFault(): i32 {
  let first = 0
  for (let thread: usize = 0; thread < <usize>team; thread++) {
    const status = load<i32>(control() + STATUS + (thread << 2))
    if (status && (first == 0 || <u32>status >>> 4 < <u32>first >>> 4)) {
      first = status
      store<i32>(blamed(), load<i32>(blamed() + (thread << 2)))
    }
  }
  return first
}

/** Waits until all threads are here. */
function meet(): void {
  const arrived = control() + ARRIVED
  goal += team
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
