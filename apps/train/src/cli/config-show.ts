import { Document, isCollection, isScalar } from 'yaml'
import { loadWithPlaces } from '../config/load.ts'
import { formatPath, type Origin } from '../config/places.ts'
import { givenValues, type ValueOrigin, valueOrigins } from '../config/value-origins.ts'
import { escapeReferences, writtenConfig } from '../config/write.ts'
import { configFileOf } from './config-or-run.ts'
import { type CommandIo, styled } from './io.ts'
import { withRelativePaths } from './paths.ts'
import { padEnd, widthOf } from './text-width.ts'
import { unchanged, visible, visibleLine } from './visible.ts'

/** What `sobolev config show` takes. */
export interface ShowOptions {
  readonly set: readonly string[]
  readonly origins: 'all' | 'given' | 'none'
  readonly given?: boolean
  readonly json?: boolean
}

/** Where comments stand at most, unless a line is longer. */
const MAX_INDENT = 44
/** What no text of a config holds once it is printed: it is escaped there. */
const mark = '\u0000'

/** Prints a resolved config and where its values come from. */
export async function configShow(
  name: string,
  { set, origins, given, json }: ShowOptions,
  io: CommandIo,
): Promise<void> {
  const loaded = await loadWithPlaces(configFileOf(io, name), {
    overrides: set,
    overridesBase: io.cwd,
    env: io.env,
  })
  const values = given === true ? givenValues(loaded) : valueOrigins(loaded)
  if (json === true) {
    const config = writtenConfig(loaded.config)
    const described = values.map(({ path, value, origin }) => ({
      path: formatPath(path),
      value,
      from: kindOf(origin),
      ...(origin && { place: withRelativePaths(io, origin.place) }),
      ...(origin?.reference && {
        reference: {
          ...origin.reference,
          place: withRelativePaths(io, origin.reference.place),
        },
      }),
    }))
    io.stdout.write(`${JSON.stringify({ config, values: described }, null, 2)}\n`)
    return
  }
  const lines = linesOf(values)
  const widest = Math.max(...lines.map(({ text }) => widthOf(text)))
  const indent = Math.min(widest, MAX_INDENT)
  for (const { text, index } of lines) {
    const value = index === undefined ? undefined : values[index]
    const isTold = value && (origins === 'all' || (origins === 'given' && value.origin))
    const comment = isTold ? `  ${styled(io, io.stdout, 2, `# ${inWords(value.origin, io)}`)}` : ''
    const left = visible(text)
    unchanged(io.stdout).write(`${comment === '' ? left : padEnd(left, indent)}${comment}\n`)
  }
}

/** The lines of a config in YAML, each with the number of the value that it ends with. */
function linesOf(values: readonly ValueOrigin[]): { text: string; index: number | undefined }[] {
  const document = new Document({})
  for (const [index, { path, value }] of values.entries()) {
    const node = document.createNode(value, escapeReferences)
    if (isCollection(node)) node.flow = true
    if (isScalar(node) || isCollection(node)) node.comment = `${mark}${index}`
    document.setIn(path, node)
  }
  const text = document.toString({ lineWidth: 0 })
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [left = '', index] = line.split(` #${mark}`)
      return { text: left, index: index === undefined ? undefined : Number(index) }
    })
}

function inWords(origin: Origin | undefined, io: CommandIo): string {
  if (origin === undefined) return 'default'
  const lineOf = (place: string): string => withRelativePaths(io, place).replace(/:\d+$/, '')
  const { place, reference } = origin
  if (reference === undefined) return visibleLine(lineOf(place))
  const from = reference.place === place ? '' : `, from ${lineOf(place)}`
  return visibleLine(`${lineOf(reference.place)} ${reference.text}${from}`)
}

function kindOf(origin: Origin | undefined): string {
  if (origin === undefined) return 'default'
  const { reference } = origin
  if (reference !== undefined)
    return /\$\{\s*env:/.test(reference.text) ? 'environment' : 'reference'
  return origin.isOverride ? 'set' : 'file'
}
