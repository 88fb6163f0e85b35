import { packageVersions } from './package-versions.ts'

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
  readonly packages: Readonly<Record<string, string>>
  /** The width of the machine's vectors; the bits of the results are the same. */
  readonly vectorBits: 128 | 256
  readonly data: readonly DataSource[]
  /** The files that define the user's own methods. */
  readonly methods: readonly MethodFile[]
}

/** A file of code that a run used. */
export interface MethodFile {
  readonly file: string
  readonly sha256: string
}

/** What the command line knows of a run's environment. */
export type Invocation = Pick<Environment, 'command' | 'workingDirectory' | 'vectorBits'>

/** Describes this process. The description is for people: nothing is computed from it. */
export function describeEnvironment(
  { command, workingDirectory, vectorBits }: Invocation,
  data: readonly DataSource[],
  methods: readonly MethodFile[] = [],
): Environment {
  return {
    started: new Date().toISOString(),
    command,
    workingDirectory,
    vectorBits,
    node: process.versions.node,
    platform: process.platform,
    architecture: process.arch,
    packages: packageVersions(),
    data: data.map(({ path, sha256, rows, bytes }) => ({ path, sha256, rows, bytes })),
    methods,
  }
}
