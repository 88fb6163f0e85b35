// Writes the parts of the module's code that follow from src/instructions, compiles the code, and writes the module,
// compressed, where TypeScript can import it.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import zopfli from '@gfx/zopfli'
import asc from 'assemblyscript/asc'
import { tsImport } from 'tsx/esm/api'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(root, 'src/module.generated.ts')
const options = [
  ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
  ...['--enable', 'simd', '--enable', 'threads', '--exportTable', '--zeroFilledMemory'],
  ...['--importMemory', '--sharedMemory', '--maximumMemory', '65535'],
]

const { execute, opcodes } = await tsImport('../scripts/generate-assembly.ts', import.meta.url)
await write(join(root, 'assembly/opcodes.generated.ts'), opcodes())
await write(join(root, 'assembly/execute.generated.ts'), execute())

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

await write(
  target,
  `/** Where the module says that its memory is shared. */
export const memoryFlags: number = ${flags}
/** How many bytes the module has. */
export const byteLength: number = ${binary.length}
/** The machine's WebAssembly module, by DEFLATE, as small as Zopfli makes it, and in base64. Written by assembly/build.mjs. */
export const compressed: string =
  '${Buffer.from(await zopfli.deflateAsync(binary, {})).toString('base64')}'
`,
)

/** Writes a file if that changes it: never half of it, as others may be reading. */
async function write(path, text) {
  const before = await readFile(path, 'utf8').catch(() => '')
  if (text === before) return
  const fresh = `${path}.${process.pid}.new`
  await writeFile(fresh, text)
  await rename(fresh, path)
}
