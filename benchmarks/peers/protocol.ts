import { createInterface } from 'node:readline'

/** The first line of a peer: what runs here, or why nothing does. */
export type Greeting =
  | { readonly name: string; readonly version: string; readonly threads: number }
  | { readonly unavailable: string }

/** What is asked of a peer: loss and gradients of the first step, or `run` steps. */
export interface Request {
  readonly workload: string
  readonly penalty: boolean
  readonly run?: number
}

/** The first step's total, and the Euclidean length of its gradient by each parameter. */
export interface FirstStep {
  readonly loss: number
  readonly norms: readonly number[]
}

/** Milliseconds a step, and the total of loss and penalty before the last one. */
export interface Timed {
  readonly ms: number
  readonly loss: number
}

/** A workload made ready in one framework. */
export interface Prepared {
  /** Changes nothing. */
  check(): Promise<FirstStep>
  /** Takes that many steps; the loss before the last. It is read once, at the end. */
  run(steps: number): Promise<number>
}

const say = (message: unknown): unknown => process.stdout.write(`${JSON.stringify(message)}\n`)

/**
 * Serves the line protocol of the peers: a `Greeting`, then for each `Request` on stdin a
 * `FirstStep`, `Timed` or `{ error }`, each one line of JSON. What a workload has learnt stays for its
 * next request.
 */
export async function serve(
  greeting: Greeting,
  prepare: (workload: string, penalty: boolean) => Promise<Prepared>,
): Promise<void> {
  const workloads = new Map<string, Prepared>()
  const answer = async ({ workload, penalty, run }: Request): Promise<FirstStep | Timed> => {
    const key = `${workload} ${penalty}`
    const prepared = workloads.get(key) ?? (await prepare(workload, penalty))
    workloads.set(key, prepared)
    if (run === undefined) return prepared.check()
    const start = performance.now()
    const loss = await prepared.run(run)
    return { ms: (performance.now() - start) / run, loss }
  }
  say(greeting)
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      say(await answer(JSON.parse(line)))
    } catch (error) {
      say({ error: error instanceof Error ? error.message : String(error) })
    }
  }
  process.exit(0)
}
