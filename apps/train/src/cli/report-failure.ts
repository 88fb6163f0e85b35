import { CommanderError } from 'commander'
import { DivergedError, exitCodes, formatFault, InputError } from '../errors.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { type CommandIo, styled } from './io.ts'

/**
 * Tells the user on stderr why a command ended, and returns its exit code. Expected failures are a
 * message alone; anything else is a fault of this program and keeps its stack.
 */
export function reportFailure(error: unknown, io: CommandIo): number {
  // Commander has printed its message, a help text or the version already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.input
  const label = styled(io, io.stderr, 31, 'error:')
  if (error instanceof InputError) {
    const [first, ...more] = error.faults.map(formatFault)
    if (more.length === 0) io.stderr.write(`${label} ${first}\n`)
    else io.stderr.write(`${label} ${more.length + 1} faults\n  ${[first, ...more].join('\n  ')}\n`)
    return error.exitCode
  }
  if (error instanceof DivergedError || error instanceof InterruptedError) {
    io.stderr.write(`${label} ${error.message}\n`)
    return error.exitCode
  }
  if (isSystemError(error)) {
    io.stderr.write(`${label} ${error.message}\n`)
    return exitCodes.failed
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.stderr.write(`${label} this is a fault of sobolev itself; please report it with these lines\n`)
  io.stderr.write(`${stack}\n`)
  return exitCodes.failed
}

/** A full disk, a missing permission and the like: no fault of the input nor of this program. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'errno' in error
}
