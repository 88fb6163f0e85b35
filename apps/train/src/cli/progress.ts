import { Writable } from 'node:stream'
import { SingleBar } from 'cli-progress'
import type { CommandIo } from './io.ts'
import { unchanged, visibleLine } from './visible.ts'

/** A bar that fills, with a word before it and a text behind. */
export interface Progress {
  /** @param fraction from 0 to 1 */
  update(fraction: number, text?: string): void
  /** Writes whole lines, which stay on the screen above the bar. */
  print(lines: string): void
  /** Removes the bar from the screen. */
  stop(): void
}

/** A bar on stderr if that is a terminal, else nothing but what is printed; if `quiet`, nothing at all. */
export function startProgress(io: CommandIo, label: string, quiet: boolean): Progress {
  const { stderr } = io
  if (quiet) return { update() {}, print() {}, stop() {} }
  if (stderr.isTTY !== true) {
    return { update() {}, print: (lines) => stderr.write(lines), stop() {} }
  }
  const bar = new SingleBar({
    format: `${label === '' ? '' : `${label} `}[{bar}] {percentage}% {text}`,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    barsize: 12,
    stream: new TerminalStream((text) => unchanged(stderr).write(text)),
    clearOnComplete: true,
    hideCursor: true,
  })
  const total = 1000
  const shown = { value: 0, text: '' }
  bar.start(total, 0, { text: '' })
  return {
    update(fraction, text = '') {
      shown.value = Math.round(Math.min(1, Math.max(0, fraction)) * total)
      shown.text = visibleLine(text)
      bar.update(shown.value, { text: shown.text })
    },
    print(lines) {
      bar.stop()
      stderr.write(lines)
      bar.start(total, shown.value, { text: shown.text })
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
