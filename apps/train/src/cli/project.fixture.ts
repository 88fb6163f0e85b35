import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { commands } from './commands.ts'
import { type MemoryIo, memoryIo } from './memory-io.fixture.ts'
import { run } from './program.ts'

// Here, where no test's time runs.
for (const { load } of Object.values(commands)) await load()

/** The exit code and the output of a command. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A folder with small data and configs in it, and the command line at work there. */
export class Project {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'sobolev-project-'))

  /** The path of a file in the folder. */
  path(name: string): string {
    return join(this.folder, name)
  }

  /** Writes a file, with the folders it needs, and returns its path. */
  write(name: string, text: string): string {
    const path = this.path(name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8')
  }

  /** Runs a command in the folder. */
  async run(argv: readonly string[], io: MemoryIo = this.io()): Promise<Outcome> {
    const code = await run(argv, io)
    return { code, out: io.out(), err: io.err() }
  }

  /** The `CommandIo` of a command that runs in the folder. */
  io(options: Parameters<typeof memoryIo>[0] = {}): MemoryIo {
    return memoryIo({ cwd: this.folder, ...options })
  }

  /** The run folders below `runs`, as paths from the project's folder, sorted. */
  runs(): string[] {
    const root = this.path('runs')
    if (!existsSync(root)) return []
    return readdirSync(root).flatMap((name) =>
      readdirSync(join(root, name))
        .sort()
        .map((id) => join('runs', name, id)),
    )
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A CSV of points around two centres with their class, `a` or `b`; the same ones every time. */
export function blobs(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const side = row % 2 === 0 ? 1 : -1
    const [x, y] = [wobble(row), wobble(row + 0.5)]
    return `${(side + x).toFixed(4)},${(y - side).toFixed(4)},${side > 0 ? 'a' : 'b'}\n`
  })
  return `x,y,label\n${lines.join('')}`
}

/** A CSV of a plane with a little noise over two inputs. */
export function plane(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const [x, y, noise] = [wobble(row), wobble(row + 0.25), wobble(row + 0.75)]
    return `${x.toFixed(4)},${y.toFixed(4)},${(10 + 3 * x - 2 * y + 0.1 * noise).toFixed(4)}\n`
  })
  return `x,y,height\n${lines.join('')}`
}

/** From −1 to 1, without a pattern that matters. */
function wobble(seed: number): number {
  const scrambled = Math.imul(Math.floor(seed * 4) + 1, 0x9e3779b1) ^ 0x2545f491
  return (Math.imul(scrambled ^ (scrambled >>> 15), 0x85ebca6b) >>> 8) / 2 ** 23 - 1
}

/** A config for `blobs` in `blobs.csv`: a few epochs of a small model. */
export const blobsConfig: string = `
seed: 3
data: { file: blobs.csv, target: label }
model: { layers: [{ dense: { units: 8, activation: tanh } }] }
optimizer: { adam: { learningRate: 0.05 } }
penalties: { inputGradient: 0.01 }
training: { epochs: 5, batchSize: 16 }
`
