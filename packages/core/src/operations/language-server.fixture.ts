import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

type Answer = { readonly contents?: { readonly value?: string } } | null

/** A client of TypeScript's language server (LSP over stdio), to test what editors show. */
export class LanguageServer {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #read = Buffer.alloc(0)
  #last = 0

  constructor() {
    const compiler = createRequire(import.meta.url).resolve('typescript/package.json')
    const tsc = compiler.replace('package.json', 'bin/tsc')
    this.#process = spawn(process.execPath, [tsc, '--lsp', '--stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#process.stdout?.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  /** Opens a file with the given text, which need not be that on disk. */
  async open(path: string, text: string): Promise<void> {
    await this.#ask('initialize', { processId: null, rootUri: null, capabilities: {} })
    this.#send({ method: 'initialized', params: {} })
    const textDocument = { uri: pathToFileURL(path), languageId: 'typescript', version: 1, text }
    this.#send({ method: 'textDocument/didOpen', params: { textDocument } })
  }

  /** The hover text at a position, as Markdown. */
  async hover(path: string, line: number, character: number): Promise<string> {
    const answer = await this.#ask('textDocument/hover', {
      textDocument: { uri: pathToFileURL(path) },
      position: { line, character },
    })
    return answer?.contents?.value ?? ''
  }

  close(): void {
    this.#process.kill()
  }

  #ask(method: string, params: object): Promise<Answer> {
    const id = ++this.#last
    this.#send({ id, method, params })
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }

  #receive(chunk: Buffer): void {
    this.#read = Buffer.concat([this.#read, chunk])
    for (;;) {
      const begins = this.#read.indexOf('\r\n\r\n') + 4
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.#read.toString('latin1', 0, begins))?.[1],
      )
      if (begins < 4 || !(this.#read.length >= begins + length)) return
      const message = JSON.parse(this.#read.toString('utf8', begins, begins + length))
      this.#read = this.#read.subarray(begins + length)
      // The server sends requests too, such as for settings; null is a valid response to all of them.
      if (message.method !== undefined && message.id !== undefined)
        this.#send({ id: message.id, result: null })
      else this.#waiting.get(message.id)?.(message.result ?? null)
    }
  }
}
