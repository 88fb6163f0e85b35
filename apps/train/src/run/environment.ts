import { availableParallelism, cpus } from 'node:os'
import { codeDigest } from './code-digest.ts'
import { packageVersions } from './package-versions.ts'
import { withoutPasswords } from './without-passwords.ts'

/** A data file as a run saw it. */
export interface DataSource {
  readonly path: string
  readonly sha256: string
  readonly rows: number
  readonly bytes: number
}

/** What a run ran on and with, as `environment.json` tells it. */
export interface Environment {
  readonly started: string
  /** The command line's words after `sobolev`. */
  readonly command: readonly string[]
  readonly workingDirectory: string
  readonly node: string
  readonly platform: string
  readonly architecture: string
  /** The model of the processor, and how many threads it runs at once. */
  readonly processor: string
  readonly processors: number
  readonly packages: Readonly<Record<string, string>>
  /** SHA-256 of the program's code. */
  readonly code: string
  /** What is computed in. */
  readonly dtype: 'float32'
  /** Threads of a step, as they were asked for; the bits of the results are the same. */
  readonly threads: number | 'auto'
  /** The width of the machine's vectors; the bits of the results are the same. */
  readonly vectorBits: 128 | 256
  readonly data: readonly DataSource[]
  /** The files that define the user's own methods. */
  readonly methods: readonly MethodFile[]
  /** Where it went on after a stop, and with what that differs from how it began. */
  readonly resumed?: readonly Resumed[]
}

/** A process that went on with a run. */
interface Resumed extends Omit<Environment, 'data' | 'methods' | 'resumed'> {
  /** Epochs and steps that were done before. */
  readonly epoch: number
  readonly step: number
}

/** A file of code that a run used. */
export interface MethodFile {
  readonly file: string
  readonly sha256: string
}

/** What the command line knows of a run's environment. */
export type Invocation = Pick<
  Environment,
  'command' | 'workingDirectory' | 'vectorBits' | 'threads'
>

/** Describes this process. The description is for people: nothing is computed from it. */
export function describeEnvironment(
  invocation: Invocation,
  data: readonly DataSource[],
  methods: readonly MethodFile[] = [],
): Environment {
  return {
    started: new Date().toISOString(),
    ...invocation,
    command: invocation.command.map(withoutPasswords),
    node: process.versions.node,
    platform: process.platform,
    architecture: process.arch,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    packages: packageVersions(),
    code: codeDigest(),
    dtype: 'float32',
    data: data.map(({ path, sha256, rows, bytes }) => ({ path, sha256, rows, bytes })),
    methods,
  }
}
