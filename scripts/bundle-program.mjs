/**
 * Makes the program of `apps/train` from its sources, `dist/program`: its own code and that of the libraries it uses,
 * in as few files as its commands allow, since to find and read hundreds takes longer than most commands work. The
 * licenses of these libraries lie beside it. Run in the package's folder, by its `build`, after the types are checked.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const { dependencies, peerDependencies } = JSON.parse(await readFile('package.json', 'utf8'))

/** Two folders below package.json, as the sources are that look for files of the package. */
const outdir = 'dist/program'
const settings = {
  outdir,
  entryNames: '[name]',
  bundle: true,
  format: 'esm',
  target: 'es2023',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
}

await rm('dist', { recursive: true, force: true })
const { metafile } = await build({
  ...settings,
  // What runs by itself: the command line, and the process of a trial.
  entryPoints: ['src/main.ts', 'src/sweep/trial-process.ts'],
  splitting: true,
  external: Object.keys({ ...dependencies, ...peerDependencies }),
  platform: 'node',
  metafile: true,
  // Libraries of the other kind of module ask for Node's own.
  banner: {
    js: "import { createRequire as requireBeside } from 'node:module'; const require = requireBeside(import.meta.url);",
  },
})
// What an exported module computes with, which becomes part of it.
await build({ ...settings, entryPoints: ['src/export/js/predictor.ts'], platform: 'neutral' })

/** The folders of the packages that are part of the program. */
const folders = new Set(
  Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.keys(inputs))
    .flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []),
)
const licenses = await Promise.all([...folders].sort().map(licenseOf))
await writeFile(join(outdir, 'licenses.txt'), licenses.join('\n\n'))

async function licenseOf(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  )
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${name}: must hold its license, as it is packed here`)
  const text = await readFile(join(folder, file), 'utf8')
  return `${name} ${version} (${license})\n\n${text.trim()}\n`
}
