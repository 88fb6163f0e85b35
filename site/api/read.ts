/** What a package exports, as its declarations say it: read by TypeScript from `dist/index.d.ts`. */
import { relative } from 'node:path'
import ts from 'typescript'
import { type Comment, commentOf } from './comment.ts'

/** A property or a method of a class, an interface or an object of options. */
export interface Member {
  readonly name: string
  /** How it is declared, such as `readonly shape: Shape` or each overload of a method. */
  readonly signatures: readonly string[]
  readonly comment: Comment
}

export type Kind = 'function' | 'class' | 'interface' | 'type' | 'value'

/** An exported name. */
export interface Entry {
  readonly name: string
  readonly kind: Kind
  /** The folder of the sources that declares it, such as `operations/products`. */
  readonly folder: string
  /** How it is called or declared, one text for each overload. */
  readonly signatures: readonly string[]
  readonly comment: Comment
  readonly members: readonly Member[]
  /** The exported types that it extends. */
  readonly parents: readonly string[]
  /** The operations that it has as methods. */
  readonly operations: readonly string[]
}

const format =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope

/** Reads the declarations of packages, by the paths of their `index.d.ts`. */
export class Reader {
  readonly #program: ts.Program
  readonly #checker: ts.TypeChecker

  constructor(files: readonly string[]) {
    this.#program = ts.createProgram(files, {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      types: [],
      strict: true,
      noEmit: true,
    })
    const [fault] = this.#program.getSemanticDiagnostics()
    if (fault !== undefined)
      throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, ' '))
    this.#checker = this.#program.getTypeChecker()
  }

  /** The exported names of a package whose declarations lie in the folder `dist`, in the order of the alphabet. */
  entries(file: string, dist: string): Entry[] {
    const source = this.#program.getSourceFile(file)
    const module = source && this.#checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${file}: must be a module`)
    return this.#checker
      .getExportsOfModule(module)
      .map((exported) => this.#entry(exported, dist))
      .filter((entry) => entry !== undefined)
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
  }

  #entry(exported: ts.Symbol, dist: string): Entry | undefined {
    const symbol =
      exported.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported
    const [declaration] = symbol.declarations ?? []
    if (declaration === undefined) throw new Error(`${exported.name}: must be declared somewhere`)
    const file = relative(dist, declaration.getSourceFile().fileName)
    // What another package declares stands on the pages of that package.
    if (file.startsWith('..')) return undefined
    const kind = this.#kind(symbol, declaration)
    const parents = this.#parents(symbol)
    const entry = {
      name: exported.name,
      kind,
      folder: file.includes('/') ? file.replace(/\/[^/]*$/, '') : '',
      comment: commentOf(symbol, this.#checker),
      parents: parents.filter((parent) => parent !== 'Methods' && parent !== 'Assignments'),
      operations: parents.includes('Methods') ? this.#operations(symbol) : [],
    }
    if (kind === 'function') {
      const type = this.#checker.getTypeOfSymbol(symbol)
      const signatures = type.getCallSignatures().map((call) => this.#call(exported.name, call))
      return { ...entry, signatures: [...new Set(signatures)], members: [] }
    }
    return {
      ...entry,
      signatures: [this.#declared(exported.name, kind, symbol, declaration)],
      members: kind === 'class' || kind === 'interface' ? this.#members(symbol, kind) : [],
    }
  }

  #kind(symbol: ts.Symbol, declaration: ts.Declaration): Kind {
    if (symbol.flags & ts.SymbolFlags.Class) return 'class'
    if (ts.isTypeAliasDeclaration(declaration)) return 'type'
    if (ts.isInterfaceDeclaration(declaration)) return 'interface'
    const calls = this.#checker.getTypeOfSymbol(symbol).getCallSignatures()
    return calls.length > 0 ? 'function' : 'value'
  }

  #call(name: string, signature: ts.Signature): string {
    const text = this.#checker.signatureToString(signature, undefined, format)
    // What may be left out may be undefined: said by its question mark.
    return `${name}${text.replaceAll(/(\w\?: [^,;]*?|\}) \| undefined(?=[,);])/g, '$1')}`
  }

  #declared(name: string, kind: Kind, symbol: ts.Symbol, declaration: ts.Declaration): string {
    if (kind === 'class') {
      const calls = this.#checker.getTypeOfSymbol(symbol).getConstructSignatures()
      const [first] = calls
      return first === undefined
        ? `class ${name}`
        : calls.map((call) => this.#call(`new ${name}`, call)).join('\n')
    }
    if (kind === 'value')
      return `const ${name}: ${this.#checker.typeToString(this.#checker.getTypeOfSymbol(symbol), undefined, format)}`
    const text = declaration
      .getText()
      .replaceAll(/^ *\/\*\*.*?\*\/\n/gms, '')
      .replace(/^export (?:declare )?/, '')
      .replace(/;$/, '')
    return kind === 'interface' ? text.replace(/\{.*$/s, '{ … }') : text
  }

  /** The methods that stand for operations: those that `Methods` declares. */
  #operations(symbol: ts.Symbol): string[] {
    const isOperation = (property: ts.Symbol): boolean =>
      property.declarations?.[0]?.getSourceFile().fileName.endsWith('method-types.d.ts') ?? false
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol)
    return type
      .getProperties()
      .filter(isOperation)
      .map(({ name }) => name)
  }

  #parents(symbol: ts.Symbol): string[] {
    return (symbol.declarations ?? []).flatMap((declaration) =>
      ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration)
        ? (declaration.heritageClauses ?? []).flatMap(({ types }) =>
            types.map((type) => type.getText()),
          )
        : [],
    )
  }

  /** The public members that a class or an interface declares itself, those of a class before the static ones. */
  #members(symbol: ts.Symbol, kind: Kind): Member[] {
    const declared = [...(symbol.members?.values() ?? [])]
    const statics = kind === 'class' ? [...(symbol.exports?.values() ?? [])] : []
    const member = (prefix: string) => (property: ts.Symbol) => {
      const [declaration] = property.declarations ?? []
      if (declaration === undefined || !isPublic(property, declaration)) return []
      const type = this.#checker.getTypeOfSymbol(property)
      const calls = property.flags & ts.SymbolFlags.Method ? type.getCallSignatures() : []
      const optional = property.flags & ts.SymbolFlags.Optional ? '?' : ''
      const text = this.#checker.typeToString(type, declaration, format)
      const name = `${prefix}${property.name}`
      const signatures =
        calls.length > 0
          ? calls.map((call) => this.#call(name, call))
          : [`${name}${optional}: ${optional ? text.replace(/ \| undefined$/, '') : text}`]
      return [
        {
          name: property.name,
          signatures: [...new Set(signatures)],
          comment: commentOf(property, this.#checker),
        },
      ]
    }
    return [...declared.flatMap(member('')), ...statics.flatMap(member(`${symbol.name}.`))]
  }
}

function isPublic(property: ts.Symbol, declaration: ts.Declaration): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected
  return (
    !property.name.startsWith('__') &&
    property.name !== 'prototype' &&
    !ts.isTypeParameterDeclaration(declaration) &&
    !(ts.getCombinedModifierFlags(declaration) & hidden) &&
    !('name' in declaration && ts.isPrivateIdentifier(declaration.name as ts.Node))
  )
}
