/**
 * Writes `src/operations/method-types.ts`, the methods of tensors with their documentation, from the operations
 * that `src/operations/fluent.ts` names. With `--check` it only compares.
 *
 *     npm run methods
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const operations = join(import.meta.dirname, '../src/operations')
const target = join(operations, 'method-types.ts')

/** An operation that is a method: its name there, its own name, the file that defines it. */
interface Named {
  readonly method: string
  readonly operation: string
  readonly file: string
}

const read = (file: string): string => readFileSync(join(operations, file), 'utf8')

/** What `fluent.ts` exports, in its order. */
export function namedOperations(): Named[] {
  const lists = read('fluent.ts').matchAll(/export \{([^}]*)\} from '\.\/([^']+)'/g)
  return [...lists].flatMap(([, names = '', file = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => {
        const [operation = '', method = operation] = name.split(' as ')
        return { method, operation, file }
      }),
  )
}

/** The doc comment of an operation, as it stands before it. Throws where there is none. */
export function documentation({ operation, file }: Named): string {
  const comment = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[^])*\\*/)\\nexport (?:function|const) ${operation}\\b`,
  ).exec(read(file))?.[1]
  if (!comment) throw new Error(`${file}: ${operation} must have a doc comment, as it is a method`)
  return comment
}

/** The text of `method-types.ts`. */
export function methodTypes(): string {
  const methods = namedOperations().map(
    (named) =>
      `  ${documentation(named).replaceAll('\n', '\n  ')}\n  readonly ${named.method}: Method<typeof operations.${named.method}>\n`,
  )
  return `// Written by \`npm run methods\` from the documentation of the operations: change it there.
import type { TensorLike } from '../tensor/convert.ts'
import type * as operations from './fluent.ts'

type Method<F> = F extends (x: TensorLike, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never

/** The operations as methods: \`x.mul(2)\` is \`mul(x, 2)\`. */
export interface Methods {
${methods.join('\n')}}
`
}

if (process.argv[1] === import.meta.filename) {
  const text = methodTypes()
  if (!process.argv.includes('--check')) writeFileSync(target, text)
  else if (text !== read('method-types.ts')) {
    process.stderr.write(
      'packages/core/src/operations/method-types.ts: must say what the operations say; npm run methods writes it anew\n',
    )
    process.exitCode = 1
  }
}
