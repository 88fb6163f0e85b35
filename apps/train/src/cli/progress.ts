import { Writable } from 'node:stream'
import { SingleBar } from 'cli-progress'
import type { CommandIo } from './io.ts'

/** A bar that fills, with a word before it and a text behind. */
export interface Progress {
  /** @param fraction from 0 to 1 */
  update(fraction: number, text?: string): void
  /** Removes the bar from the screen. */
  stop(): void
}

/** A bar on stderr if that is a terminal, else nothing. */
export function startProgress(io: CommandIo, label: string, quiet: boolean): Progress {
  const { stderr } = io
  if (quiet || stderr.isTTY !== true) return { update() {}, stop() {} }
  const bar = new SingleBar({
    format: `${label} [{bar}] {percentage}% {text}`,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    barsize: Math.max(10, Math.min(30, (stderr.columns ?? 80) - 60)),
    stream: new TerminalStream(stderr.write.bind(stderr)),
    clearOnComplete: true,
    hideCursor: true,
  })
  const total = 1000
  bar.start(total, 0, { text: '' })
  return {
    update(fraction, text = '') {
      bar.update(Math.round(Math.min(1, Math.max(0, fraction)) * total), { text })
    },
    stop() {
      bar.stop()
    },
  }
}

/** What cli-progress writes to: a stream that says it is a terminal. */
class TerminalStream extends Writable {
  readonly isTTY: boolean = true

  constructor(write: (text: string) => unknown) {
    super({
      decodeStrings: false,
      write(chunk, _, done) {
        write(String(chunk))
        done()
      },
    })
  }
}
