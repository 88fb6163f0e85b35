// Compiles the machine and writes it, as base64, where TypeScript can import it.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(root, 'src/module.generated.ts')
const options = [
  ...['-O3', '--converge', '--noAssert', '--runtime', 'stub'],
  ...[
    '--enable',
    'simd',
    '--importMemory',
    '--exportTable',
    '--zeroFilledMemory',
    '--use',
    'abort=',
  ],
]

let binary
const { error, stderr } = await asc.main(
  ['assembly/index.ts', '--outFile', 'module.wasm', '--baseDir', root, ...options],
  {
    writeFile: (_name, contents) => {
      binary = contents
    },
  },
)
if (error) {
  process.stderr.write(`${stderr}\n${error.message}\n`)
  process.exit(1)
}

const source = `/** The machine's WebAssembly module, in base64. Written by assembly/build.mjs. */
export const wasm: string =
  '${Buffer.from(binary).toString('base64')}'
`
const current = await readFile(target, 'utf8').catch(() => '')
if (source !== current) {
  const fresh = `${target}.${process.pid}.new`
  await writeFile(fresh, source)
  await rename(fresh, target)
}
