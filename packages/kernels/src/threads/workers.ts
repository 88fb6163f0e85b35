import { workerSource } from './worker-source.ts'

/** What a worker is given at its start: the compiled module, the memory it shares, which thread it is. */
interface WorkerStart {
  readonly module: object
  readonly memory: object
  readonly wide: boolean
  readonly thread: number
  readonly threads: number
}

/** What is called when something happens to a worker. */
interface WorkerEvents {
  /** It is up, and takes part in programs from now on. */
  joined(): void
  /** It could not start, or has ended. */
  lost(): void
}

/** How Node and browsers start workers, as far as it is used here; neither's types are among ECMAScript's. */
interface NodeWorker {
  once(event: 'message' | 'error' | 'exit', listener: () => void): void
  unref(): void
  terminate(): unknown
}
interface BrowserWorker {
  onmessage: (() => void) | null
  onerror: (() => void) | null
  postMessage(data: WorkerStart): void
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

/** Threads that the hardware runs at once, at most 8: few programs have enough work for more. */
export function hardwareThreads(): number {
  const count =
    platform.navigator?.hardwareConcurrency ??
    platform.process?.getBuiltinModule?.('node:os').availableParallelism() ??
    1
  return Math.max(1, Math.min(8, count))
}

/** Whether workers that share memory can be started here; in browsers only on cross-origin isolated pages. */
export const hasWorkers = (): boolean =>
  platform.SharedArrayBuffer !== undefined &&
  (platform.process?.getBuiltinModule !== undefined ||
    (platform.Worker !== undefined && platform.Blob !== undefined && platform.URL !== undefined))

/**
 * Starts a worker and returns a function that ends it. A worker that has joined does not keep the process alive.
 */
export function startWorker(start: WorkerStart, events: WorkerEvents): () => void {
  const node = platform.process?.getBuiltinModule?.('node:worker_threads')
  return node ? startInNode(node.Worker, start, events) : startInBrowser(start, events)
}

function startInNode(
  Thread: new (source: string, options: object) => NodeWorker,
  workerData: WorkerStart,
  { joined, lost }: WorkerEvents,
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

function startInBrowser(start: WorkerStart, { joined, lost }: WorkerEvents): () => void {
  const { Worker: Thread, Blob: Text, URL: Urls } = platform
  if (!Thread || !Text || !Urls) throw new Error('Machine: there must be workers, got none')
  const url = Urls.createObjectURL(new Text([workerSource], { type: 'text/javascript' }))
  const worker = new Thread(url)
  worker.postMessage(start)
  worker.onmessage = () => {
    Urls.revokeObjectURL(url)
    joined()
  }
  worker.onerror = lost
  return () => worker.terminate()
}
