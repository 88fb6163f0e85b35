import { readFileSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import * as z from 'zod'
import { writtenIn } from '../config/write.ts'
import { InputError } from '../errors.ts'
import { explainFileError } from '../file-error.ts'
import { type Failure, failureSchema } from './failure.ts'
import { type RunFiles, runFiles } from './run-folder.ts'
import { lockHolder } from './run-lock.ts'
import {
  environmentSchema,
  epochSchema,
  resultSchema,
  type StoredEnvironment,
  type StoredEpoch,
  type StoredResult,
} from './stored-records.ts'

/**
 * How far a run has come: how it ended in order; `diverged` or `failed` where it could not go on; `running` while a
 * process trains it; `unfinished` where one was killed.
 */
export type RunState = StoredResult['status'] | Failure['state'] | 'running' | 'unfinished'

/**
 * A run as its folder tells of it, whatever its state, also one of an earlier version. Files are read when they are
 * asked for, once.
 *
 * All but `state` throw an InputError naming a file that is damaged or cannot be read.
 */
export class StoredRun {
  readonly files: RunFiles
  #config: Readonly<Record<string, unknown>> | undefined
  #environment: StoredEnvironment | undefined
  #epochs: readonly StoredEpoch[] | undefined
  #result: StoredResult | null | undefined
  #failure: Failure | null | undefined

  /** @param folder a run's folder; `isRunFolder` says whether it is one */
  constructor(folder: string) {
    this.files = runFiles(folder)
  }

  /** The run's folder, absolute. */
  get path(): string {
    return this.files.path
  }

  get id(): string {
    return this.files.id
  }

  /** The name that its config gives it. */
  get name(): string {
    const { name } = this.config
    return typeof name === 'string' ? name : basename(dirname(this.path))
  }

  /** How far it has come; a file that is damaged counts as missing. */
  get state(): RunState {
    if (lockHolder(this.files.lock) !== null) return 'running'
    const intact = <T>(read: () => T): T | null => {
      try {
        return read()
      } catch {
        return null
      }
    }
    return intact(() => this.failure)?.state ?? intact(() => this.result)?.status ?? 'unfinished'
  }

  /** When it began. */
  get started(): Date {
    const { started } = this.environment
    return started === undefined ? startIn(this.id, this.files.config) : new Date(started)
  }

  /** The whole config as `writtenConfig` gives it, every default spelled out. */
  get config(): Readonly<Record<string, unknown>> {
    this.#config ??= z
      .record(z.string(), z.unknown())
      .catch({})
      .parse(parsedBy(writtenIn, this.files.config, textOf(this.files.config)))
    return this.#config
  }

  /** What it ran on and with; of a run without the file, nothing. */
  get environment(): StoredEnvironment {
    this.#environment ??=
      jsonIn(this.files.environment, environmentSchema) ?? environmentSchema.parse({})
    return this.#environment
  }

  /** Its finished epochs; a last line that is not whole is left out. */
  get epochs(): readonly StoredEpoch[] {
    this.#epochs ??= epochsIn(this.files.metrics)
    return this.#epochs
  }

  /** How it ended; null before that. */
  get result(): StoredResult | null {
    this.#result ??= jsonIn(this.files.result, resultSchema)
    return this.#result
  }

  /** Why it could not go on; null where that is not so. */
  get failure(): Failure | null {
    this.#failure ??= jsonIn(this.files.failure, failureSchema)
    return this.#failure
  }
}

/** Whether a folder is one of a run: it has a config, which is the first that a run writes. */
export function isRunFolder(folder: string): boolean {
  return isFile(runFiles(folder).config)
}

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true

/** The start of a run without an environment: by its id, or else by its config's file. */
function startIn(id: string, config: string): Date {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2}(?:\.\d+)?)/.exec(id) ?? []
  return year === undefined
    ? statSync(config).mtime
    : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new InputError(
      { place: path, message: explainFileError(error, 'file of a run') },
      { cause: error },
    )
  }
}

function parsedBy(parseText: (text: string) => unknown, place: string, text: string): unknown {
  try {
    return parseText(text)
  } catch (error) {
    throw new InputError({ place, message: 'damaged; bring the file back' }, { cause: error })
  }
}

function checkedBy<T extends z.ZodType>(schema: T, place: string, value: unknown): z.output<T> {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  const message = `is not what a run writes: ${issue?.path.join('.')}: ${issue?.message}`
  throw new InputError({ place, message }, { cause: checked.error })
}

function jsonIn<T extends z.ZodType>(path: string, schema: T): z.output<T> | null {
  if (!isFile(path)) return null
  return checkedBy(schema, path, parsedBy(JSON.parse, path, textOf(path)))
}

function epochsIn(path: string): StoredEpoch[] {
  if (!isFile(path)) return []
  const lines = textOf(path).split('\n')
  lines.pop()
  return lines.map((line, index) => {
    const place = `${path}:${index + 1}`
    return checkedBy(epochSchema, place, parsedBy(JSON.parse, place, line))
  })
}
