/**
 * A process that runs one trial after another, as the process tells it that began it. It ends when that one does, or
 * when it is told to stop: then the trial at hand ends after its step.
 */
import { areWideVectorsCompared, useWideVectors } from '@sobolev/core'
import { InterruptedError } from '../run/interrupted-error.ts'
import { runTrial } from './run-trial.ts'
import type { FromTrialProcess, ToTrialProcess } from './trial-messages.ts'

/** Milliseconds between two messages about the steps of a trial. */
const pause = 200

const stop = new AbortController()
const vectorBits = areWideVectorsCompared() && useWideVectors() ? 256 : 128

// Ctrl-C and a closed terminal reach the whole group of processes; the one that began this one decides what they mean.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.on('SIGTERM', () => stop.abort('SIGTERM'))
process.on('disconnect', () => stop.abort('SIGTERM'))

let work = Promise.resolve()
process.on('message', (message: ToTrialProcess) => {
  if (message.kind === 'stop') stop.abort(message.signal)
  else work = work.then(() => run(message))
})
stop.signal.addEventListener('abort', () => {
  void work.then(() => process.exit())
})

async function run({ order, command }: Extract<ToTrialProcess, { kind: 'run' }>): Promise<void> {
  let latest = performance.now()
  try {
    const outcome = await runTrial(order, {
      signal: stop.signal,
      onStep(fraction) {
        if (performance.now() - latest < pause) return
        latest = performance.now()
        tell({ kind: 'step', fraction })
      },
      onEpoch() {},
      invocation: { command, workingDirectory: process.cwd(), vectorBits },
    })
    tell({ kind: 'outcome', outcome })
  } catch (error) {
    if (error instanceof InterruptedError) tell({ kind: 'interrupted' })
    else {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
      const isExpected = name === 'WriteError' || name === 'InputError'
      tell({ kind: 'error', name, message: isExpected ? message : (stack ?? message) })
    }
  }
}

function tell(message: FromTrialProcess): void {
  if (process.connected) process.send?.(message)
}
