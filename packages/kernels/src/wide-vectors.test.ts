import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import {
  areWideVectorsCompared,
  type Chain,
  DTypeCode,
  fuse,
  Machine,
  useWideVectors,
} from './index.ts'
import { severalThreads } from './threads/several-threads.ts'

const { float32 } = DTypeCode
const chain: Chain = {
  inputs: ['element', 'column', 'row', 'scalar'],
  steps: [
    { fn: 'multiply', operands: [0, 1] },
    { fn: 'add', operands: [4, 2] },
    { fn: 'divide', operands: [5, 3] },
    { fn: 'tanh', operands: [6] },
    { fn: 'subtract', operands: [7, 0] },
  ],
}

const numbers = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => ((i * 7919 + seed * 104_729) % 1009) / 337 - 1.4)

/** Some twenty rounds of a product and of a chain, in which the engine compiles its best code. */
function rounds(machine: Machine): Uint8Array {
  const [m, k, n] = [61, 300, 77]
  machine.reset()
  const a = machine.write(numbers(m * k, 1))
  const b = machine.write(numbers(k * n, 2))
  const product = machine.reserve(float32, m * n)
  const out = machine.reserve(float32, m * n)
  const column = machine.write(numbers(n, 3))
  const row = machine.write(numbers(m, 4))
  const scalar = machine.write(numbers(1, 5))
  const program = machine.newProgram()
  for (let round = 0; round < 20; round++) {
    const plain = { batch: 1, strideA: 0, strideB: 0, transposeA: false, transposeB: false }
    program.matmul(a, b, product, { ...plain, m, k, n })
    const inputs = [product, column, row, scalar]
    program.fused(fuse(machine, chain), chain, inputs, out, { rows: m, columns: n })
  }
  for (let run = 0; run < 20; run++) machine.run(program)
  return new Uint8Array(machine.read(out).buffer)
}

afterEach(() => vi.unstubAllGlobals())

const possible = process.arch === 'x64' && Number.parseInt(process.versions.node, 10) >= 24

test('wide vectors change no bit, on one thread and on two; only some engines have them', async () => {
  const narrow = rounds(new Machine())
  expect(rounds(new Machine({ wide: true }))).toEqual(narrow)
  expect(useWideVectors()).toBe(possible)
  expect(rounds(new Machine())).toEqual(narrow)
  const two = new Machine({ threads: severalThreads(2), wide: true })
  expect(await two.started).toBe(2)
  expect(rounds(two)).toEqual(narrow)
  two.close()
})

test('the engines that were compared are those of Node 24 and 26 on x64', () => {
  const major = Number.parseInt(process.versions.node, 10)
  expect(areWideVectorsCompared()).toBe(process.arch === 'x64' && [24, 26].includes(major))
})

/** What the fixture prints in a process of its own. */
function digests(flags: readonly string[], ...words: string[]): Record<string, string> {
  const script = join(import.meta.dirname, 'wide-vectors.fixture.ts')
  const started = spawnSync(process.execPath, [...flags, '--import', 'tsx', script, ...words], {
    encoding: 'utf8',
  })
  expect(started.stderr).toBe('')
  return JSON.parse(started.stdout)
}

// Without its first tier, the engine joins vectors in all that it compiles.
test.runIf(possible)(
  'no function has other bits where vectors are joined; Node 24 and later on x64 can',
  () => expect(digests(['--no-liftoff'], 'wide')).toEqual(digests([])),
)

test('Bun, which names a V8 but runs another engine, joins nothing and is not taken for a compared one', () => {
  const setFlagsFromString = vi.fn()
  const getBuiltinModule = () => ({ setFlagsFromString })
  const versions = { v8: '14.6.202.34-node.20', bun: '1.4.5' }
  vi.stubGlobal('process', { arch: 'x64', versions, getBuiltinModule })
  expect([areWideVectorsCompared(), useWideVectors()]).toEqual([false, false])
  expect(setFlagsFromString).not.toHaveBeenCalled()
})
