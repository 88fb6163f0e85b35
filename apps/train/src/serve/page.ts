import { quoted } from '../config/show.ts'
import {
  columnInUnits,
  type InputColumn,
  isStraight,
  type Preprocessing,
} from '../data/preprocessing.ts'
import type { Restored } from '../train/restore.ts'
import { columnsOf } from './predict-json.ts'

/** A column as the description of a model has it. */
interface DescribedColumn {
  readonly name: string
  readonly kind: 'number' | 'date' | 'text'
  /** The texts that training saw. */
  readonly categories?: readonly string[]
  readonly words: string
}

/** What a model takes and gives, as JSON. */
export interface ModelDescription {
  readonly name: string
  readonly target: string
  readonly classes: readonly string[]
  readonly columns: readonly DescribedColumn[]
  /** A row to try. */
  readonly example: Readonly<Record<string, string | number | null>>
}

const exampleDate = '2026-01-31'

export function describeModel({ config, preprocessing, classes }: Restored): ModelDescription {
  const columns = columnsOf(preprocessing).map((name) => describeColumn(name, preprocessing))
  const example = columns.map(({ name, kind, categories }): [string, string | number] => {
    if (kind === 'text') return [name, categories?.[0] ?? 'a']
    if (kind === 'date') return [name, exampleDate]
    return [name, typicalOf(preprocessing, name)]
  })
  return {
    name: config.name,
    target: preprocessing.target.name,
    classes,
    columns,
    example: Object.fromEntries(example),
  }
}

const inputsFrom = ({ inputs }: Preprocessing, name: string): InputColumn[] =>
  inputs.filter((input) => (input.kind === 'numeric' ? input.fileColumn : input.name) === name)

function describeColumn(name: string, preprocessing: Preprocessing): DescribedColumn {
  const [input] = inputsFrom(preprocessing, name)
  const { sequence } = preprocessing
  if (name === sequence?.id)
    return { name, kind: 'text', words: 'tells the sequences apart', categories: ['1'] }
  if (name === sequence?.time?.name) {
    const { kind } = sequence.time.notation
    const words = 'orders the steps of a sequence'
    return { name, kind, words: kind === 'date' ? `date, such as ${exampleDate}, ${words}` : words }
  }
  if (input?.kind === 'categorical') {
    const categories = input.categories.filter((category) => category !== null)
    const shown = categories.slice(0, 12).map(quoted).join(', ')
    const words = `text: ${shown}${categories.length > 12 ? ', …' : ''}`
    return { name, kind: 'text', categories, words }
  }
  if (input?.kind === 'numeric' && input.notation.kind === 'date')
    return { name, kind: 'date', words: `date, such as ${exampleDate}` }
  return { name, kind: 'number', words: 'number' }
}

/** A number in the middle of what training saw. */
function typicalOf(preprocessing: Preprocessing, name: string): number {
  const [input] = inputsFrom(preprocessing, name)
  if (input?.kind !== 'numeric' || (isStraight(input) && input.offset === 0 && input.scale === 1))
    return 0
  return Number((columnInUnits(input, [0])[0] ?? 0).toPrecision(4))
}

/** A page to try the model in. `nonce`: of its one script, which the policy of the page names. */
export function pageOf(model: ModelDescription, nonce: string): string {
  const rows = model.columns
    .map(
      ({ name, words }) =>
        `<tr><th scope="row">${escaped(name)}</th><td>${escaped(words)}</td></tr>`,
    )
    .join('')
  const example = escaped(JSON.stringify([model.example], null, 2))
  const title = escaped(`${model.name}: predict ${model.target}`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem }
textarea { width: 100%; min-height: 10rem; box-sizing: border-box; font: 0.9rem/1.4 ui-monospace, monospace }
button { font: inherit; padding: 0.4rem 1.2rem; margin: 0.5rem 0 }
pre { border: 1px solid; border-radius: 4px; padding: 0.8rem; overflow: auto; min-height: 3rem; white-space: pre-wrap; overflow-wrap: anywhere }
th { text-align: left; font-weight: 600; padding-right: 1.5rem; vertical-align: top; overflow-wrap: anywhere }
</style>
</head>
<body>
<h1>${title}</h1>
<form id="form">
<label for="rows">Rows, as JSON</label>
<textarea id="rows" spellcheck="false">${example}</textarea>
<button>Predict</button>
</form>
<h2>Answer</h2>
<pre id="answer" role="status" aria-live="polite"></pre>
<h2>Columns</h2>
<table>${rows}</table>
<p>The same from a program: <code>POST /predict</code> with <code>content-type: application/json</code>; <code>GET /model</code> describes the model.</p>
<script nonce="${nonce}">
const form = document.getElementById('form')
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const answer = document.getElementById('answer')
  try {
    const body = document.getElementById('rows').value
    const response = await fetch('/predict', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    answer.textContent = JSON.stringify(await response.json(), null, 2)
  } catch (error) {
    answer.textContent = 'no answer: ' + error.message
  }
})
</script>
</body>
</html>
`
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
