/** What an editor shows at a method, in a project that uses the packages. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript5'

const program = `
import { tensor, Variable } from '@sobolev/core'
import { inputGradient } from '@sobolev/nn'
export const sum = tensor(1).add(2)
export const shares = new Variable([1]).softmax(0)
export const penalty = inputGradient()
`

/** Throws unless an editor shows the operation's words at methods of a tensor and of a variable, and at a penalty what its file says. */
export function checkHover(app) {
  const file = join(app, 'hovered.ts')
  writeFileSync(file, program)
  const settings = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
  }
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => settings,
    getCurrentDirectory: () => app,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) =>
      ts.sys.fileExists(path)
        ? ts.ScriptSnapshot.fromString(readFileSync(path, 'utf8'))
        : undefined,
  })
  for (const [method, words] of [
    ['.add', 'elementwise and broadcast'],
    ['.softmax', 'along `axis`'],
    ['= inputGradient', 'Keeps the gradient of each example’s loss by its inputs small'],
    ['= inputGradient', '‖∂Lᵢ/∂xᵢ‖ₚ'],
    ['= inputGradient', '1, 2 or "infinity", 2 unless given'],
    ['= inputGradient', 'Drucker & LeCun 1992'],
  ]) {
    const { documentation } = service.getQuickInfoAtPosition(file, program.indexOf(method) + 2)
    const shown = ts.displayPartsToString(documentation)
    if (!shown.includes(words))
      throw new Error(`an editor must show "${words}" at ${method}, got "${shown}"`)
  }
}
