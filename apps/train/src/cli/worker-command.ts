import { availableParallelism, homedir } from 'node:os'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { InputError } from '../errors.ts'
import { InterruptedError } from '../run/interrupted-error.ts'
import { ownVersion } from '../run/package-versions.ts'
import { loadQueue, withQueueErrors } from '../sweep/load-queue.ts'
import { runQueuedTrial } from '../sweep/queue-worker.ts'
import { TrialProcesses } from '../sweep/trial-processes.ts'
import type { CommandIo } from './io.ts'
import { quietOption } from './options.ts'
import { pathOf } from './paths.ts'
import { wholeNumber } from './sweep-options.ts'

interface WorkerOptions {
  readonly workers: number
  readonly cache?: string
  readonly quiet?: boolean
}

/** Adds `sobolev worker`. */
export function workerCommand(program: Command, argv: readonly string[], io: CommandIo): void {
  program
    .command('worker')
    .description(
      'Run trials that sweeps on other machines put into a queue on Redis, until it is stopped. Needs the package @sobolev/queue.',
    )
    .argument('[url]', 'the Redis server, such as redis://host:6379 (default: $SOBOLEV_QUEUE)')
    .addOption(
      new Option('--workers <count>', 'how many trials run at once, each in a process of its own')
        .argParser(wholeNumber)
        .default(availableParallelism(), 'one for each processor'),
    )
    .option('--cache <folder>', 'keeps data files, by their digests (default: ~/.cache/sobolev)')
    .addOption(quietOption())
    .addHelpText(
      'after',
      `
Whoever may write to the server can run code here: keep it private, with a password and TLS (rediss://). A password
is safer in SOBOLEV_QUEUE than on the command line, which other users of the machine can read.

Ctrl-C gives the trials at hand back to the queue.

Examples:
  $ sobolev worker redis://192.168.1.10
  $ SOBOLEV_QUEUE=rediss://:password@host:6379 sobolev worker --workers 4`,
    )
    .action((url: string | undefined, options: WorkerOptions) => work(url, options, argv, io))
}

async function work(
  given: string | undefined,
  { workers, cache, quiet = false }: WorkerOptions,
  argv: readonly string[],
  io: CommandIo,
): Promise<void> {
  const url = given ?? io.env.SOBOLEV_QUEUE
  if (url === undefined)
    throw new InputError('name a Redis server, such as redis://host:6379, or set SOBOLEV_QUEUE')
  const { JobWorker, JobReturned, shownUrl, withoutPasswords } = await loadQueue()
  const processes = new TrialProcesses(workers, withoutPasswords(argv))
  const say = (line: string): void => {
    if (!quiet) io.stderr.write(`${line}\n`)
  }
  const options = {
    processes,
    cache: cache === undefined ? join(homedir(), '.cache', 'sobolev') : pathOf(io, cache),
    Returned: JobReturned,
    onBegin: ({ index, config }: { index: number; config: Record<string, unknown> }) =>
      say(`trial ${index} (seed ${config.seed})`),
  }
  const worker = await withQueueErrors(() =>
    JobWorker.open(url, {
      version: ownVersion(),
      slots: workers,
      run: (job) => runQueuedTrial(job, options),
      onConnection: (isThere) =>
        say(isThere ? 'the server is there again' : 'the server is gone; waits for it'),
    }),
  )
  say(`takes trials from ${shownUrl(url)}, ${workers} at once`)
  await new Promise<void>((stop) => {
    if (io.signal.aborted) stop()
    else io.signal.addEventListener('abort', () => stop())
  })
  processes.stop(String(io.signal.reason))
  await worker.close()
  processes.close()
  throw new InterruptedError(
    io.signal.reason,
    'stopped; trials that were not finished are in the queue again',
  )
}
