import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Table } from './table.ts'

const script = join(import.meta.dirname, 'peers.py')

/** The peers that a Python has, and the package and version of each. */
export async function peersOf(python: string): Promise<Map<string, string>> {
  const { stdout } = await promisify(execFile)(python, [script, '--versions'])
  const versions: Record<string, string> = JSON.parse(stdout)
  return new Map(Object.entries(versions))
}

/** What a peer has come to on a fold. */
export interface Fitted {
  readonly fold: number
  /** From the launch of the program until it is fitted; of a later fold in one process from its own start. */
  readonly seconds: number
  /** Of these those of fitting alone, where they are known. */
  readonly fitting?: number
  /** The file with its predictions. */
  readonly predicted: string
}

/** Fits a peer on some folds of a table, in one process; throws with its last words if it ends by itself. */
export async function* fitPeer(
  python: string,
  work: string,
  table: Table,
  peer: string,
  folds: readonly number[],
): AsyncGenerator<Fitted> {
  const child = spawn(python, [script, work, table.name, peer, folds.join(',')])
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-2000)
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve)
    child.on('error', reject)
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue
    const fitted: Omit<Fitted, 'predicted'> = JSON.parse(line)
    yield { ...fitted, predicted: join(work, table.name, `${peer}-${fitted.fold}.csv`) }
  }
  if ((await ended) !== 0)
    throw new Error(complaints.trim().split('\n').at(-1) || 'ended without a word')
}
