import type { CommandIo } from './io.ts'

/** A `CommandIo` in memory, with what the command has written and a way to send it a signal. */
export interface MemoryIo extends CommandIo {
  /** What stdout holds so far. */
  out(): string
  /** What stderr holds so far. */
  err(): string
  /** Sends the command a signal. */
  interrupt(signal: NodeJS.Signals): void
}

/** Creates a `MemoryIo`; `onWrite` is called with every text written to stderr. */
export function memoryIo({
  isTTY = false,
  cwd = process.cwd(),
  env = {},
  stdin = '',
  onWrite = (_text: string, _io: MemoryIo): void => {},
} = {}): MemoryIo {
  let out = ''
  let err = ''
  const controller = new AbortController()
  const io: MemoryIo = {
    stdin: [new TextEncoder().encode(stdin)],
    stdout: {
      isTTY,
      write(text) {
        out += text
      },
    },
    stderr: {
      isTTY,
      write(text) {
        err += text
        onWrite(text, io)
      },
    },
    env,
    cwd,
    signal: controller.signal,
    out: () => out,
    err: () => err,
    interrupt: (signal) => controller.abort(signal),
  }
  return io
}
