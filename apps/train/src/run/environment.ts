import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'

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
    packages: Object.fromEntries([
      ['@sobolev/train', ownVersion()],
      ...['@sobolev/nn', '@sobolev/core', '@sobolev/kernels'].map((name) => [name, version(name)]),
    ]),
    data: data.map(({ path, sha256, rows, bytes }) => ({ path, sha256, rows, bytes })),
    methods,
  }
}

/** The version of this package, which is what `sobolev --version` prints. */
export function ownVersion(): string {
  return versionIn(new URL('../../package.json', import.meta.url))
}

function version(name: string): string {
  // Not through the package's exports, which need not list its package.json.
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  const file = folders.map((folder) => join(folder, name, 'package.json')).find(existsSync)
  return file === undefined ? 'unknown' : versionIn(file)
}

function versionIn(file: string | URL): string {
  const parsed = z.object({ version: z.string() }).safeParse(JSON.parse(readFileSync(file, 'utf8')))
  return parsed.success ? parsed.data.version : 'unknown'
}
