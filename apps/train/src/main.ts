import { constants } from 'node:os'
import { run } from './cli/program.ts'
import { exitCodes } from './errors.ts'
import { stopSignals } from './run/interrupted-error.ts'

const controller = new AbortController()
for (const signal of stopSignals) {
  process.on(signal, () => {
    // The first asks the command to stop where it can be continued; the second does not wait, but for
    // SIGHUP: of a closed terminal both the system and the shell tell.
    if (!controller.signal.aborted) controller.abort(signal)
    else if (signal !== 'SIGHUP') process.exit(128 + constants.signals[signal])
  })
}
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // With the terminal gone there is nobody to tell; the checkpoint and the exit code still count.
  if (controller.signal.aborted) return
  // The reader has gone, as `head` does when it has seen enough.
  if (error.code === 'EPIPE') process.exit(exitCodes.ok)
  process.stderr.write(`error: stdout cannot be written: ${error.message}\n`)
  process.exit(exitCodes.failed)
})
// Progress that nobody can read is no reason to stop a training.
process.stderr.on('error', () => {})

const code = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: controller.signal,
})
process.exitCode = code
// An aborted wait may have left work behind; it gets no more time than the output needs.
if (controller.signal.aborted) setTimeout(() => process.exit(code), 200).unref()
