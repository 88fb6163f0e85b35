/** The worker of the playground: takes what the page asks for, one thing after the other. */
import {
  findLayout,
  guessTarget,
  InputError,
  initConfig,
  provideFiles,
} from '../../apps/train/src/in-browser.ts'
import type { Answer, NamedFile, Request } from './messages.ts'
import { Session } from './session.ts'

const tell = (answer: Answer): void => self.postMessage(answer)

let session: Session | null = null
/** What was asked last: what was asked before and has not begun is not begun. */
let latest = 0
let work: Promise<void> = Promise.resolve()

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  latest = Math.max(latest, data.id)
  if (data.kind === 'stop') void session?.stop()
  else if (data.kind === 'look') session?.look(data.view)
  else {
    if (data.kind !== 'train') void session?.stop()
    work = work.then(() => answer(data)).catch((error: unknown) => tellFailure(data.id, error))
  }
})

async function answer(request: Exclude<Request, { kind: 'stop' | 'look' }>): Promise<void> {
  if (request.id < latest) return
  if (request.kind === 'init') return init(request.id, request.table, request.target)
  if (request.kind === 'train') return session?.train('end')
  await session?.stop()
  session = null
  provideFiles(new Map(request.experiment.files))
  const { table, config } = request.experiment
  if (table !== null) await tellColumns(request.id, table, null)
  session = await Session.open(config, request.id, request.view, tell)
  if (request.until !== null && request.id === latest) await session.train(request.until)
}

/** Makes a config of a table, as `sobolev init` does; its target is guessed unless it is said. */
async function init(id: number, table: NamedFile, target: string | null): Promise<void> {
  const [path] = table
  provideFiles(new Map([table]))
  const chosen = await tellColumns(id, path, target)
  const { text } = await initConfig({ path, target: chosen, folder: '/' })
  tell({ kind: 'config', id, text })
}

/** Tells which columns a table has, and gives the one that is predicted. */
async function tellColumns(id: number, path: string, said: string | null): Promise<string> {
  const { columns } = await findLayout(path, said)
  const target = said ?? guessTarget(columns).name
  tell({ kind: 'columns', id, columns, target })
  return target
}

function tellFailure(id: number, error: unknown): void {
  const faults =
    error instanceof InputError
      ? error.faults
      : [{ place: '', message: error instanceof Error ? error.message : String(error) }]
  tell({ kind: 'faults', id, faults })
}
