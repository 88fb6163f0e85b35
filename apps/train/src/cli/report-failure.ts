import { GradientError, ProgramSizeError } from '@sobolev/core'
import { DiffersError, DivergedError, exitCodes, formatFault, InputError } from '../errors.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { withoutPasswords } from '../run/without-passwords.ts'
import { WriteError } from '../write-error.ts'
import { type CommandIo, styled } from './io.ts'
import { withRelativePaths } from './paths.ts'
import { unchanged, visibleLine } from './visible.ts'

/** Faults of one input that are printed; the others are only counted. */
const MAX_FAULTS = 100

/** How engines say that an array or a text cannot be as large as it is asked to be. */
const beyondMemory =
  /^(Array buffer allocation failed|Invalid (typed array|array|array buffer|string) length|Machine: memory must hold)/

/**
 * Tells the user on stderr why a command ended, and returns its exit code. Expected failures are a
 * message alone; anything else is a fault of this program and keeps its stack.
 */
export function reportFailure(error: unknown, io: CommandIo): number {
  const say = (message: string): void => {
    unchanged(io.stderr).write(styled(io, io.stderr, 31, 'error:'))
    io.stderr.write(` ${message}\n`)
  }
  const line = (text: string): string => visibleLine(withRelativePaths(io, withoutPasswords(text)))
  if (error instanceof InputError) {
    const count = error.faults.length
    const lines = error.faults.slice(0, MAX_FAULTS).map((fault) => line(formatFault(fault)))
    if (count > MAX_FAULTS) lines.push(`and ${count - MAX_FAULTS} more`)
    say(count === 1 ? lines.join() : [`${count} faults`, ...lines].join('\n  '))
    return error.exitCode
  }
  if (
    error instanceof DivergedError ||
    error instanceof DiffersError ||
    error instanceof InterruptedError
  ) {
    say(line(error.message))
    return error.exitCode
  }
  // What a config asks for cannot be differentiated: a penalty on the gradient by indices, a weight that is not used. Or
  // it repeats something so often that no program is long enough.
  if (error instanceof GradientError || error instanceof ProgramSizeError) {
    say(line(error.message))
    return exitCodes.input
  }
  if (error instanceof WriteError || isSystemError(error)) {
    say(line(error.message))
    return exitCodes.failed
  }
  if (error instanceof RangeError && beyondMemory.test(error.message)) {
    const hint = 'make the data, the batches or the layers smaller, or repeat less'
    say(line(`must fit into memory, got a need of more (${error.message}); ${hint}`))
    return exitCodes.failed
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  say(
    `this is a fault of sobolev itself; please report it with these lines\n${withoutPasswords(stack)}`,
  )
  return exitCodes.failed
}

/** A full disk, a missing permission and the like: no fault of the input nor of this program. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'errno' in error
}
