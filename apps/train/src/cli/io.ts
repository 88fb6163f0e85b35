/** A place text goes to: `process.stdout`, `process.stderr`, or a list in a test. */
export interface TextOutput {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** What a command reads, writes and is stopped by; passed in, so that tests can run commands in-process. */
export interface CommandIo {
  /** What `-` in place of a file reads. */
  readonly stdin: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  readonly stdout: TextOutput
  readonly stderr: TextOutput
  readonly env: Readonly<Record<string, string | undefined>>
  /** The working directory: relative paths on the command line start here. */
  readonly cwd: string
  /** Aborted, with the signal's name as its reason, when the user wants the command to stop. */
  readonly signal: AbortSignal
}

/** Text in a style (an ANSI code such as 1 for bold) where `output` is a terminal and NO_COLOR unset. */
export function styled(io: CommandIo, output: TextOutput, code: number, text: string): string {
  const plain = output.isTTY !== true || (io.env.NO_COLOR ?? '') !== ''
  return plain || io.env.TERM === 'dumb' ? text : `\u001b[${code}m${text}\u001b[0m`
}
