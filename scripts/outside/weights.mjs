/** Files of weights between a page, Node and Python: the same bits, and broken files refused in the same words. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { visit } from '../consumer/browsers.mjs'
import { bundlers } from '../consumer/bundlers.mjs'
import { runTool } from './run-tool.mjs'
import { brokenFiles } from './weights/broken-files.mjs'

const sources = join(import.meta.dirname, 'weights')

/** A place that calls functions of `weights/program.js`, each by its name and one argument. */
const inNode = (folder) => async (name, given) => {
  const file = join(folder, 'given.json')
  writeFileSync(file, JSON.stringify(given ?? null))
  return JSON.parse(await runTool(process.execPath, ['run.js', name, file], folder))
}
const onPage = (browser, folder) => async (name, given) => {
  const script = `import('/out.mjs')
  .then(async (program) => report(JSON.stringify(program.${name}(await (await fetch('/given')).json()))))
  .catch((error) => report(String(error?.stack ?? error)))`
  const page = `<!doctype html><script>
const report = (said) => fetch('/said', { method: 'POST', body: said })
</script><script type="module">${script}</script>`
  const routes = {
    '/': ['text/html', page],
    '/given': ['application/json', JSON.stringify(given ?? null)],
    '/out.mjs': ['text/javascript', readFileSync(join(folder, 'bundle/out.mjs'))],
  }
  const said = await visit(browser, (origin) => `${origin}/`, { routes })
  try {
    return JSON.parse(said)
  } catch {
    throw new Error(`${browser.name}: ${said}`)
  }
}

async function prepare(app, name) {
  const folder = join(app, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const file of ['program.js', 'run.js']) cpSync(join(sources, file), join(folder, file))
  const bundle = bundlers['esbuild 0.28']
  await bundle({ app: folder, entry: 'program.js', folder: join(folder, 'bundle') })
  return folder
}

function same(what, found, expected) {
  if (isDeepStrictEqual(found, expected)) return
  const shown = (value) => JSON.stringify(value).slice(0, 800)
  throw new Error(`${what}: must be\n  ${shown(expected)}\ngot\n  ${shown(found)}`)
}

/** Files go from `writer` to `reader`, which goes on as the writer did and tells of them what it would. */
async function handOver([from, writer], [to, reader], seed) {
  const { files, result } = await writer('make', seed)
  same(
    `${from} → ${to}: predictions, and a training that goes on`,
    await reader('take', files),
    result,
  )
  const list = Object.values(files)
  same(`${from} → ${to}: tensors`, await reader('describe', list), await writer('describe', list))
  return files
}

const withBrowser = (browser, app) => ({
  tool: `Weights, ${browser.name}`,
  version: browser.version,
  did: 'trained on a page, loaded in Node, and the other way round: weights, a checkpoint that training goes on from, tensors of all dtypes; broken files',
  check: async () => {
    const folder = await prepare(app, `weights-${browser.name}`)
    const page = [browser.name, onPage(browser, folder)]
    const node = ['Node', inNode(folder)]
    const files = await handOver(page, node, 1)
    await handOver(node, page, 2)
    const broken = brokenFiles(files)
    const words = await node[1]('refuse', broken)
    same('words for broken files', await page[1]('refuse', broken), words)
    return { result: `the same bits; ${broken.length} broken files refused in the same words` }
  },
})

const withPython = (browsers, app, python) => ({
  tool: 'Weights, Python',
  version: () =>
    python
      ? runTool(python, ['-c', 'import platform; print(platform.python_version())'], app)
      : 'none',
  did: `files of a page read by Python's safetensors, written again and loaded in Node and ${browsers.map(({ name }) => name).join(', ')}; a file of Python's own with half floats and whole numbers of all sizes`,
  check: async () => {
    const [first] = browsers
    if (python === undefined)
      throw new Error(
        'not found: pip install safetensors numpy, then --python PATH of that python, or PYTHON=PATH',
      )
    if (first === undefined) throw new Error('needs a browser: --chromium PATH')
    const folder = await prepare(app, 'weights-python')
    const places = [
      ['Node', inNode(folder)],
      ...browsers.map((browser) => [browser.name, onPage(browser, folder)]),
    ]
    const exchanged = join(folder, 'exchanged')
    rmSync(exchanged, { recursive: true, force: true })
    mkdirSync(exchanged)
    const { files, result } = await onPage(first, folder)('make', 3)
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(exchanged, `${name}.safetensors`), Buffer.from(text, 'base64'))
    const script = join(sources, 'read-and-write.py')
    const versions = (await runTool(python, [script, exchanged], folder)).trim()
    const found = JSON.parse(readFileSync(join(exchanged, 'found.json'), 'utf8'))
    const names = Object.keys(found)
    const again = names.map((name) => readFileSync(join(exchanged, `${name}.again`), 'base64'))
    const expected = names.map((name) => sorted(found[name]))
    for (const [place, call] of places) {
      same(
        `${place}: what Python reads`,
        await call('describe', Object.values(files)),
        Object.keys(files).map((name) => sorted(found[name])),
      )
      same(`${place}: what Python wrote`, await call('describe', again), expected)
      const written = Object.fromEntries(names.map((name, index) => [name, again[index]]))
      same(`${place}: training from files that Python wrote`, await call('take', written), result)
    }
    return { result: `the same bits; ${versions}` }
  },
})

const byName = ([a], [b]) => (a < b ? -1 : 1)
const sorted = ({ tensors, metadata }) => ({
  tensors: tensors.toSorted(byName),
  metadata: metadata.toSorted(byName),
})

/** Needs nothing but the packages. */
export const isBare = true

export const rows = ({ app, browsers, python }) => [
  ...browsers.map((browser) => withBrowser(browser, app)),
  withPython(browsers, app, python),
]
