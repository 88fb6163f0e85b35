import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The root of the repository, in which commands run. */
export const root: string = fileURLToPath(new URL('../../../', import.meta.url))
/** The program of the command line, as it is written. */
export const sources: string = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** A process of the command line, in a group of its own, so that it can be killed with all that it began. */
export class Command {
  readonly process: ChildProcess
  readonly ended: Promise<number | null>
  /** The numbers of the trials that it said it ran, in their order. */
  readonly ran: number[] = []
  out = ''
  #lines = ''
  readonly #heard: (() => void)[] = []

  /**
   * @param words of the command line, such as `sweep my.yaml`
   * @param program the program, of which sources run as they are
   */
  constructor(words: readonly string[], program: string = sources) {
    const loader = program.endsWith('.ts') ? ['--import', 'tsx'] : []
    this.process = spawn(process.execPath, [...loader, program, ...words], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.process.stdout?.on('data', (text) => {
      this.out += text
    })
    this.process.stderr?.on('data', (text) => this.#hear(String(text)))
    this.ended = new Promise((resolve) => this.process.once('close', resolve))
  }

  #hear(text: string): void {
    this.#lines += text
    const lines = this.#lines.split('\n')
    this.#lines = lines.pop() ?? ''
    for (const line of lines) {
      const [, index] = /^trial (\d+) /.exec(line) ?? []
      if (index !== undefined) this.ran.push(Number(index))
      else if (/error/i.test(line)) process.stderr.write(`${line}\n`)
    }
    for (const tell of this.#heard.splice(0)) tell()
  }

  /** Waits until it has said that it ran so many trials, or has ended. */
  async untilRan(count: number): Promise<void> {
    let isOver = false
    void this.ended.then(() => {
      isOver = true
    })
    while (this.ran.length < count && !isOver)
      await Promise.race([new Promise<void>((resolve) => this.#heard.push(resolve)), this.ended])
  }

  kill(): Promise<number | null> {
    if (this.process.pid !== undefined) process.kill(-this.process.pid, 'SIGKILL')
    return this.ended
  }
}
