import { once } from 'node:events'
import type { Server } from 'node:http'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { InputError } from '../errors.ts'
import { findCheckpoint } from '../run/find-checkpoint.ts'
import { predictionServer } from '../serve/server.ts'
import { restore } from '../train/restore.ts'
import type { CommandIo } from './io.ts'
import { modelArgument, runsOption, setReadingOption } from './options.ts'
import { visibleLine } from './visible.ts'

interface ServeOptions {
  readonly port: number
  readonly runs: string
  readonly set: readonly string[]
}

/** Adds `sobolev serve`. */
export function serveCommand(program: Command, _argv: readonly string[], io: CommandIo): void {
  program
    .command('serve')
    .description(
      'Answer rows of JSON with predictions, for a try: on this machine alone (127.0.0.1), one request after the other, until Ctrl-C.',
    )
    .addArgument(modelArgument())
    .addOption(
      new Option('-p, --port <number>', 'the port to listen on; 0 takes a free one')
        .argParser((text: string): number => {
          const port = Number(text)
          if (/^\d+$/.test(text) && port <= 65_535) return port
          throw new InvalidArgumentError('must be a whole number from 0 to 65535')
        })
        .default(8080),
    )
    .addOption(runsOption())
    .addOption(setReadingOption())
    .addHelpText(
      'after',
      `
POST /predict takes a list of rows, objects with a value for each column, and answers
{ "predictions": [ … ], "notices": [ … ] }; GET /model describes the columns; GET / is a page to try it in.
Ctrl-C is its ordinary end, with exit code 0.

Examples:
  $ sobolev serve two-moons
  $ curl -s 127.0.0.1:8080/predict -H 'content-type: application/json' -d '[{"x": 0.5, "y": 0.1}]'`,
    )
    .action((model: string, options: ServeOptions) => serve(model, options, io))
}

async function serve(model: string, options: ServeOptions, io: CommandIo): Promise<void> {
  const checkpoint = findCheckpoint(model, { workingDirectory: io.cwd, output: options.runs })
  const restored = await restore(checkpoint, options.set)
  if (restored.preprocessing.shape !== undefined)
    throw new InputError({
      place: checkpoint,
      message:
        'a model of images takes files, not rows; predict them with sobolev predict, or export it as JavaScript',
    })
  const server = predictionServer(restored, (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    io.stderr.write(`${text}\n`)
  })
  const port = await listening(server, options.port)
  io.stderr.write(
    visibleLine(
      `${restored.config.name} answers on http://127.0.0.1:${port}/ until Ctrl-C; POST /predict takes rows of JSON`,
    ),
  )
  io.stderr.write('\n')
  if (!io.signal.aborted) await once(io.signal, 'abort')
  server.close()
  server.closeAllConnections()
  io.stderr.write('stopped\n')
}

async function listening(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    const reason =
      code === 'EADDRINUSE'
        ? 'another program listens there'
        : code === 'EACCES'
          ? 'it is not allowed to'
          : String(error)
    throw new InputError(
      { place: `--port ${port}`, message: `cannot be listened on: ${reason}; name another, or 0` },
      { cause: error },
    )
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
