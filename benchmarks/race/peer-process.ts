import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { FirstStep, Greeting, Request, Timed } from '../peers/protocol.ts'
import type { Contender } from './contender.ts'

const root = join(import.meta.dirname, '..', '..')

/** A peer that cannot run here, or cannot do what was asked. */
export class PeerError extends Error {
  override name = 'PeerError'
}

/** A running peer: asked one thing at a time. */
export class PeerProcess {
  readonly contender: Contender
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  #complaints = ''
  /** As the peer says itself. */
  version = ''

  private constructor(contender: Contender) {
    this.contender = contender
    const { command, args } = contender
    const child = spawn(command, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child = child
    // Without listeners, a command that is not there or has gone would end the whole run.
    child.on('error', (error) => {
      this.#complaints += error.message
    })
    child.stdin.on('error', () => {})
    child.stderr.on('data', (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString()).slice(-2000)
    })
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  }

  /** Throws a PeerError if it cannot run here. */
  static async start(contender: Contender): Promise<PeerProcess> {
    const peer = new PeerProcess(contender)
    try {
      const greeting: Greeting = await peer.#read()
      if ('unavailable' in greeting) throw new PeerError(greeting.unavailable)
      peer.version = greeting.version
      return peer
    } catch (error) {
      peer.stop()
      throw error
    }
  }

  /** Loss and gradient norms of the first step. */
  async check(workload: string, penalty: boolean): Promise<FirstStep> {
    return this.#ask({ workload, penalty })
  }

  /** Takes steps. */
  async run(workload: string, penalty: boolean, run: number): Promise<Timed> {
    return this.#ask({ workload, penalty, run })
  }

  stop(): void {
    this.#child.kill()
  }

  async #ask<Answer extends object>(request: Request): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`)
    const answer = await this.#read<Answer | { error: string }>()
    if ('error' in answer) throw new PeerError(answer.error)
    return answer
  }

  /** The next line of JSON; what frameworks print besides is passed over. */
  async #read<Message>(): Promise<Message> {
    for (;;) {
      const { value, done } = await this.#lines.next()
      if (done) {
        const lines = this.#complaints.trim().split('\n')
        const cause = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1)
        throw new PeerError(`ended by itself: ${cause || 'without a word'}`)
      }
      if (value.startsWith('{')) return JSON.parse(value)
    }
  }
}
