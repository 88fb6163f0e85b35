import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic } from '../run/atomic-write.ts'
import { makeFolders } from '../run/make-folders.ts'
import type { StoredRun } from '../run/read-run.ts'
import type { RunFiles } from '../run/run-folder.ts'
import { writingTo } from '../write-error.ts'
import { type EpochFigures, firstEvent, scalarEvent, scalarsOf, textEvent } from './event-file.ts'

/** The name of a file of events, by which TensorBoard knows it. */
const fileName = (seconds: number): string => `events.out.tfevents.${Math.floor(seconds)}.sobolev`

/** A file of events in a run's folder that grows as the run trains. Methods throw WriteError. */
export class EventLog {
  readonly #path: string
  readonly #file: number

  constructor({ path, config }: RunFiles) {
    const seconds = Date.now() / 1000
    this.#path = join(path, fileName(seconds))
    this.#file = writingTo(this.#path, () => openSync(this.#path, 'a'))
    this.#write(firstEvent(seconds))
    this.#write(textEvent(seconds, 'config', readFileSync(config, 'utf8')))
  }

  /** Adds the numbers of an epoch. */
  add(epoch: EpochFigures): void {
    this.#write(
      scalarEvent({ wallTime: Date.now() / 1000, step: epoch.step, scalars: scalarsOf(epoch) }),
    )
  }

  close(): void {
    writingTo(this.#path, () => closeSync(this.#file))
  }

  #write(event: Uint8Array): void {
    writingTo(this.#path, () => writeSync(this.#file, event))
  }
}

/**
 * Writes the events of a run to `<folder>/<name>/<id>`, in place of those that it had there. When each epoch ended is
 * not kept: they stand evenly from the start of the run to its end.
 *
 * @returns the path of the file
 */
export function writeEvents(run: StoredRun, folder: string): string {
  const { epochs, result, started } = run
  const start = started.getTime() / 1000
  const between = (result?.seconds ?? epochs.length) / Math.max(1, epochs.length)
  const place = join(folder, run.name, run.id)
  makeFolders(place)
  const path = join(place, fileName(start))
  writeFileAtomic(path, [
    firstEvent(start),
    textEvent(start, 'config', readFileSync(run.files.config, 'utf8')),
    ...epochs.map((epoch, index) =>
      scalarEvent({
        wallTime: start + (index + 1) * between,
        step: epoch.step,
        scalars: scalarsOf(epoch),
      }),
    ),
  ])
  return path
}
