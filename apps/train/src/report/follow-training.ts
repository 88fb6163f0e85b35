import type { CommandIo } from '../cli/io.ts'
import { isRunFolder, StoredRun } from '../run/read-run.ts'
import type { RunFiles } from '../run/run-folder.ts'
import type { EpochRecord } from '../train/records.ts'
import { EventLog } from './event-log.ts'
import { type ModelView, viewModel } from './model-sections.ts'
import { pageHtml } from './page.ts'
import { runPage } from './run-page.ts'
import { startWatchServer } from './watch-server.ts'

/** How people look at a training while it goes. */
export interface FollowOptions {
  /** The port of a page on this machine, 0 for any; undefined for none. */
  readonly watch?: number | undefined
  /** Whether events are written that TensorBoard reads. */
  readonly tensorboard?: boolean | undefined
}

/** What hears of a training's epochs, and of its end. */
export interface Follower {
  readonly onEpoch: (record: EpochRecord) => void
  /** The training has ended, well or not. */
  readonly end: () => Promise<void>
}

/** Starts what `options` ask for; the address of a page goes to stderr. */
export async function followTraining(
  files: RunFiles,
  options: FollowOptions,
  io: CommandIo,
): Promise<Follower> {
  const events = options.tensorboard === true ? new EventLog(files) : null
  const pages = options.watch === undefined ? null : await watch(files.path, options.watch, io)
  return {
    onEpoch(record) {
      events?.add(record)
      pages?.onEpoch()
    },
    async end() {
      events?.close()
      await pages?.end()
    },
  }
}

async function watch(folder: string, port: number, io: CommandIo) {
  let model: ModelView | null = null
  const server = await startWatchServer(port, (live) =>
    // Read anew: what the folder holds is what there is to see.
    pageHtml(runPage(new StoredRun(folder), model), live),
  )
  io.stderr.write(`watch ${server.url}\n`)
  return {
    onEpoch: server.update,
    async end() {
      const run = new StoredRun(folder)
      if (server.isWatched() && isRunFolder(folder) && run.result !== null && !io.signal.aborted)
        model = await viewModel(run, {}, io.signal)
      await server.close()
    },
  }
}
