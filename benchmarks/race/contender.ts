import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A program that takes the workloads' steps, to be started in the repository's root. */
export interface Contender {
  readonly label: string
  readonly family: string
  readonly command: string
  readonly args: readonly string[]
  /** The Node it runs under, if any. */
  readonly node: string | null
}

/** A Node binary and its version. */
export interface NodeBinary {
  readonly path: string
  readonly version: string
}

const peersFolder = join(import.meta.dirname, '..', 'peers')

/** This Node and those given, by version. Throws if one of them does not run. */
export async function nodeBinaries(paths: readonly string[]): Promise<NodeBinary[]> {
  const distinctPaths = [...new Set([process.execPath, ...paths])]
  const binaries = await Promise.all(
    distinctPaths.map(async (path) => {
      const { stdout } = await promisify(execFile)(path, ['-p', 'process.versions.node'])
      return { path, version: stdout.trim() }
    }),
  )
  return binaries.sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }))
}

/** The first Node whose engine joins vectors. */
const FIRST_WIDE = 24

/** Sobolev under each Node, JavaScript's others under the newest, Python's in one thread and in two. */
export function contenders(
  nodes: readonly NodeBinary[],
  python: string,
  folder: string,
): Contender[] {
  const script = (
    { path, version }: NodeBinary,
    family: string,
    label: string,
    file: string,
    args: readonly string[],
  ): Contender => ({
    ...{ label, family, command: path, node: version },
    args: ['--import', 'tsx', join(peersFolder, file), folder, ...args],
  })
  const sobolev = nodes.flatMap((node) => {
    const major = `Node ${node.version.split('.')[0]}`
    const labelled = (label: string, args: readonly string[]): Contender =>
      script(node, `Sobolev, ${major}`, `Sobolev, ${major}, ${label}`, 'sobolev.ts', args)
    return [
      labelled('1 thread', ['1', 'compiled', 'plain']),
      labelled('2 threads', ['2', 'compiled', 'plain']),
      ...(Number.parseInt(node.version, 10) < FIRST_WIDE
        ? []
        : ['wide', 'narrow'].flatMap((vectors) => [
            labelled(`1 thread, ${vectors}`, ['1', 'compiled', vectors]),
            labelled(`2 threads, ${vectors}`, ['2', 'compiled', vectors]),
          ])),
      labelled('eager', ['1', 'eager', 'plain']),
    ]
  })
  const pythons = (
    [
      ['PyTorch', 'pytorch.py'],
      ['JAX jit', 'jax_peer.py'],
      ['TensorFlow', 'tensorflow_peer.py'],
    ] as const
  ).flatMap(([family, file]) =>
    ['1', '2'].map((threads) => ({
      label: `${family}, ${threads} ${threads === '1' ? 'thread' : 'threads'}`,
      ...{ family, command: python, node: null },
      args: [join(peersFolder, file), folder, threads],
    })),
  )
  const newest = nodes.slice(-1)
  const others = newest.flatMap((node) => [
    script(node, 'TensorFlow.js', 'TensorFlow.js, wasm', 'tensorflow-js.mjs', []),
    script(node, 'jax-js', 'jax-js, wasm', 'jax-js.mjs', []),
  ])
  return [...sobolev, ...pythons, ...others]
}
