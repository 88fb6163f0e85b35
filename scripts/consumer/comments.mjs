/** Whether an editor shows words at all that the packages export: names, members, and keys of options. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript5'

const packages = ['core', 'nn', 'kernels'].map((name) => `@sobolev/${name}`)

const settings = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  strict: true,
}

/** A language service for one file that is not on disk, in a folder where the packages are installed. */
export function languageService(app, file, text) {
  return ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => settings,
    getCurrentDirectory: () => app,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      if (path === file) return ts.ScriptSnapshot.fromString(text)
      return ts.sys.fileExists(path)
        ? ts.ScriptSnapshot.fromString(readFileSync(path, 'utf8'))
        : undefined
    },
  })
}

/** Throws an error that names everything of the packages that is without words; returns how much has some. */
export function checkComments(app) {
  const file = join(app, 'everything.ts')
  const imports = packages.map((name, index) => `import * as package${index} from '${name}'\n`)
  const service = languageService(app, file, imports.join(''))
  const program = service.getProgram()
  const checker = program.getTypeChecker()
  const seen = new Set()
  const bare = []
  const look = (symbol, path) => {
    if (seen.has(symbol)) return
    seen.add(symbol)
    if (symbol.getDocumentationComment(checker).length === 0 && isOurs(symbol)) bare.push(path)
  }
  for (const statement of program.getSourceFile(file).statements) {
    const specifier = statement.moduleSpecifier
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(specifier))
    for (const name of exported) visit(name, `${specifier.text} ${name.name}`, checker, look)
  }
  if (bare.length > 0)
    throw new Error(`each must have a doc comment:\n${[...new Set(bare)].sort().join('\n')}`)
  return seen.size
}

/** Calls `look` with an exported symbol, its members, and the keys of options that it takes. */
function visit(exported, path, checker, look) {
  const symbol =
    exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
  look(symbol, path)
  const declared = ts.SymbolFlags.Class | ts.SymbolFlags.Interface
  const members = symbol.flags & declared ? [...symbol.members.values()] : []
  const statics = symbol.flags & ts.SymbolFlags.Class ? [...symbol.exports.values()] : []
  for (const member of [...members, ...statics])
    if (isPublic(member)) look(member, `${path}.${member.name}`)
  if (!(symbol.flags & ts.SymbolFlags.Value)) return
  const type = checker.getTypeOfSymbol(symbol)
  for (const call of [...type.getCallSignatures(), ...type.getConstructSignatures()])
    for (const parameter of call.parameters) {
      if (!/^options$|^__\d+$/.test(parameter.name)) continue
      const options = checker.getNonNullableType(checker.getTypeOfSymbol(parameter))
      for (const key of options.getProperties().filter(isPublic))
        look(key, `${path}({ ${key.name} })`)
    }
}

/** Whether it is declared in one of our packages: an override of what the language declares says nothing new. */
function isOurs(symbol) {
  const [declaration] = symbol.declarations ?? []
  if (declaration === undefined) return false
  const isError = symbol.name === 'name' && /Error|Fault/.test(declaration.parent.name?.text ?? '')
  return !isError && !/\/typescript5?\/lib\//.test(declaration.getSourceFile().fileName)
}

function isPublic(symbol) {
  const [declaration] = symbol.declarations ?? []
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected
  return (
    declaration !== undefined &&
    !/^__|#/.test(symbol.name) &&
    symbol.name !== 'prototype' &&
    !ts.isTypeParameterDeclaration(declaration) &&
    !(ts.getCombinedModifierFlags(declaration) & hidden)
  )
}
