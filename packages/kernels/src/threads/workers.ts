import { workerSource } from './worker-source.ts'

/** What a worker is given to begin with. */
interface Beginning {
  readonly module: object
  readonly memory: object
  readonly wide: boolean
  readonly thread: number
  readonly threads: number
}

/** What becomes of a worker. */
interface Fate {
  joined(): void
  lost(): void
}

/** The parts of the platforms that start workers; the language's own library has none. */
interface NodeWorker {
  once(event: 'message' | 'error' | 'exit', listener: () => void): void
  unref(): void
  terminate(): unknown
}
interface BrowserWorker {
  onmessage: (() => void) | null
  onerror: (() => void) | null
  postMessage(data: Beginning): void
  terminate(): void
}
interface Platform {
  readonly process?: {
    getBuiltinModule?(name: 'node:worker_threads'): {
      readonly Worker: new (source: string, options: object) => NodeWorker
    }
    getBuiltinModule?(name: 'node:os'): { availableParallelism(): number }
  }
  readonly navigator?: { readonly hardwareConcurrency?: number }
  readonly Worker?: new (url: string) => BrowserWorker
  readonly Blob?: new (parts: string[], options: { type: string }) => object
  readonly URL?: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void }
  readonly SharedArrayBuffer?: unknown
}
const platform: Platform = globalThis

/** Threads that the hardware runs at once, at most 8: more than most programs here can feed. */
export function hardwareThreads(): number {
  const count =
    platform.navigator?.hardwareConcurrency ??
    platform.process?.getBuiltinModule?.('node:os').availableParallelism() ??
    1
  return Math.max(1, Math.min(8, count))
}

/** Whether workers that share memory can be started here. In browsers: on pages isolated from others. */
export const hasWorkers = (): boolean =>
  platform.SharedArrayBuffer !== undefined &&
  (platform.process?.getBuiltinModule !== undefined ||
    (platform.Worker !== undefined && platform.Blob !== undefined && platform.URL !== undefined))

/**
 * Starts a worker, which joins when it is up, and returns what ends it. A process does not stay alive for
 * one that has joined.
 */
export function startWorker(beginning: Beginning, fate: Fate): () => void {
  const node = platform.process?.getBuiltinModule?.('node:worker_threads')
  return node ? startInNode(node.Worker, beginning, fate) : startInBrowser(beginning, fate)
}

function startInNode(
  Thread: new (source: string, options: object) => NodeWorker,
  workerData: Beginning,
  { joined, lost }: Fate,
): () => void {
  // Without the options of the main thread: loaders that these ask for would only delay the start.
  const worker = new Thread(workerSource, { eval: true, workerData, execArgv: [] })
  worker.once('message', () => {
    worker.unref()
    joined()
  })
  worker.once('error', lost)
  worker.once('exit', lost)
  return () => {
    worker.terminate()
  }
}

function startInBrowser(beginning: Beginning, { joined, lost }: Fate): () => void {
  const { Worker: Thread, Blob: Text, URL: Urls } = platform
  if (!Thread || !Text || !Urls) throw new Error('Machine: there must be workers, got none')
  const url = Urls.createObjectURL(new Text([workerSource], { type: 'text/javascript' }))
  const worker = new Thread(url)
  worker.postMessage(beginning)
  worker.onmessage = () => {
    Urls.revokeObjectURL(url)
    joined()
  }
  worker.onerror = lost
  return () => worker.terminate()
}
