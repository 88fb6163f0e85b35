// Compiles the machine and writes it, as base64, where TypeScript can import it.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(root, 'src/module.generated.ts')
const options = [
  ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
  ...['--enable', 'simd', '--enable', 'threads', '--exportTable', '--zeroFilledMemory'],
  ...['--importMemory', '--sharedMemory', '--maximumMemory', '65535'],
]

let binary = Buffer.alloc(0)
const { error, stderr } = await asc.main(
  ['assembly/index.ts', '--outFile', 'module.wasm', '--baseDir', root, ...options],
  {
    writeFile: (_name, contents) => {
      binary = Buffer.from(contents)
    },
  },
)
if (error) {
  process.stderr.write(`${stderr}\n${error.message}\n`)
  process.exit(1)
}

// The import of memory: two names, kind 2, then flags: 3 for a shared one with a maximum, 1 for one thread's own.
const memoryImport = Buffer.from([3, ...Buffer.from('env'), 6, ...Buffer.from('memory'), 2, 3])
const flags = binary.indexOf(memoryImport) + memoryImport.length - 1
if (flags < memoryImport.length) throw new Error('build: the module must import a shared memory')

const source = `/** Where the module says that its memory is shared. */
export const memoryFlags: number = ${flags}
/** The machine's WebAssembly module, in base64. Written by assembly/build.mjs. */
export const wasm: string =
  '${Buffer.from(binary).toString('base64')}'
`
const current = await readFile(target, 'utf8').catch(() => '')
if (source !== current) {
  const fresh = `${target}.${process.pid}.new`
  await writeFile(fresh, source)
  await rename(fresh, target)
}
