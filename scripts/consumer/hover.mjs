/** What an editor shows at a method, in a project that uses the packages. */
import { join } from 'node:path'
import ts from 'typescript5'
import { languageService } from './comments.mjs'

const program = `
import { tensor, Variable } from '@sobolev/core'
import { Dense, inputGradient, tanh } from '@sobolev/nn'
export const sum = tensor(1).add(2)
export const shares = new Variable([1]).softmax(0)
export const penalty = inputGradient()
export const penalties = { smooth: { penalty: inputGradient({ squared: false }), weight: 1 } }
export const layer = (options) => new Dense(1, 1, { ...options, activation: tanh })
`

/** Throws unless an editor shows the operation's words at methods of a tensor and of a variable, and at a penalty what its file says. */
export function checkHover(app) {
  const file = join(app, 'hovered.ts')
  const service = languageService(app, file, program)
  for (const [method, words] of [
    ['.add', 'elementwise and broadcast'],
    ['.softmax', 'along `axis`'],
    ['= inputGradient', 'Keeps the gradient of each example’s loss by its inputs small'],
    ['= inputGradient', '‖∂Lᵢ/∂xᵢ‖ₚ'],
    ['= inputGradient', '1, 2 or "infinity", 2 unless given'],
    ['= inputGradient', 'Drucker & LeCun 1992'],
    [': inputGradient({', 'double backpropagation'],
    ['{ squared', 'Whether its square is penalised'],
    [', activation:', 'What it does to its outputs'],
  ]) {
    const { documentation } = service.getQuickInfoAtPosition(file, program.indexOf(method) + 2)
    const shown = ts.displayPartsToString(documentation)
    if (!shown.includes(words))
      throw new Error(`an editor must show "${words}" at ${method}, got "${shown}"`)
  }
}
