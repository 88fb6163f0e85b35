/** Exit codes of the `sobolev` command. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  input: 2,
  diverged: 3,
} as const

/** One thing wrong with what the user gave: where it is and what must hold. */
export interface Fault {
  /** `file:line:column`, `data.csv row 12, column "age"` or `--set a.b`; empty where no place applies. */
  readonly place: string
  /** The requirement, what was found instead, and the way out. */
  readonly message: string
}

/**
 * An expected failure caused by the user's own input: the command line, a config, a data file or a
 * checkpoint. It is printed without a stack and ends the process with exit code 2.
 */
export class InputError extends Error {
  override readonly name: string = 'InputError'
  readonly exitCode: number = exitCodes.input
  /** Every fault found at once, in the order of the input. */
  readonly faults: readonly Fault[]

  constructor(faults: string | Fault | readonly Fault[], options?: ErrorOptions) {
    const list = asFaults(faults)
    super(list.map(formatFault).join('\n'), options)
    this.faults = list
  }
}

/**
 * A run whose loss is no longer a finite number. It is printed without a stack and ends the process
 * with exit code 3.
 */
export class DivergedError extends Error {
  override readonly name: string = 'DivergedError'
  readonly exitCode: number = exitCodes.diverged
}

/**
 * The answer no: what a command was asked to check does not hold. It is printed without a stack and ends the process
 * with exit code 1.
 */
export class DiffersError extends Error {
  override readonly name: string = 'DiffersError'
  readonly exitCode: number = exitCodes.failed
}

/** A fault as one line: `file:line:column message`, `place: message`, or the message alone. */
export function formatFault({ place, message }: Fault): string {
  if (place === '') return message
  return /:\d+:\d+$/.test(place) ? `${place} ${message}` : `${place}: ${message}`
}

function asFaults(faults: string | Fault | readonly Fault[]): readonly Fault[] {
  if (typeof faults === 'string') return [{ place: '', message: faults }]
  return 'place' in faults ? [faults] : faults
}
