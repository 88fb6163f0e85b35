import { basename, dirname, kindOfFile, namesIn, resolve } from '#platform'
import { type Fault, InputError } from '../errors.ts'
import { extendsSchema } from './composition-schema.ts'
import type { Written } from './extend.ts'
import { readText } from './read-text.ts'
import { readYaml } from './read-yaml.ts'
import { show } from './show.ts'
import { nearest } from './suggest.ts'

/** A config file as it is written, and those that it extends, the first of them lowest. */
export interface ConfigSource extends Written {
  readonly fileName: string
  readonly bases: readonly ConfigSource[]
  /** What is wrong in its text. */
  readonly faults: readonly Fault[]
}

const MAX_DEPTH = 16
const MAX_FILES = 100

/** The text of a config that must extend no other. Throws `InputError` where it does, or is no YAML. */
export function sourceAlone(text: string, fileName: string): ConfigSource {
  const source = sourceOf(text, fileName)
  const [first] = filesExtended(source)
  if (first === undefined) return source
  throw new InputError({
    place: first.place,
    message: 'extends: must be left out here; sobolev config show prints a config without',
  })
}

function sourceOf(text: string, fileName: string): ConfigSource {
  const { value, places, faults, broken } = readYaml(text, fileName)
  if (broken) throw new InputError(faults)
  return { fileName, value, places, faults, bases: [] }
}

/** Reads the files that a config extends, and those that they extend. Throws `InputError` where one cannot be read. */
export async function readSources(text: string, fileName: string): Promise<ConfigSource> {
  const read = new Map<string, ConfigSource>()
  return follow(sourceOf(text, fileName), [resolve(fileName)])

  async function follow(source: ConfigSource, above: readonly string[]): Promise<ConfigSource> {
    const bases: ConfigSource[] = []
    for (const { file, place } of filesExtended(source)) {
      const fault = (message: string): InputError =>
        new InputError({ place, message: `extends: ${message}` })
      if (above.includes(file)) {
        const circle = [...above.slice(above.indexOf(file)), file].map((path) => basename(path))
        throw fault(`a config must not extend itself, got ${circle.join(' → ')}`)
      }
      if (above.length >= MAX_DEPTH)
        throw fault(`configs may extend each other ${MAX_DEPTH} deep at most; make it flatter`)
      if (read.size >= MAX_FILES)
        throw fault(`a config may extend ${MAX_FILES} files at most, got more`)
      const base = read.get(file) ?? (await follow(await readBase(file, fault), [...above, file]))
      read.set(file, base)
      bases.push(base)
    }
    return { ...source, bases }
  }
}

/** Reads one config file, and none that it extends. Throws `InputError` where it is no YAML. */
const readSource = async (file: string): Promise<ConfigSource> =>
  sourceOf(await readText(file), file)

async function readBase(file: string, fault: (message: string) => InputError) {
  const kind = kindOfFile(file)
  if (kind === null) throw fault(`there is no ${file}${hintFor(file)}`)
  if (kind === 'folder') throw fault(`must be a config, got the folder ${file}`)
  const source = await readSource(file)
  const isMap = typeof source.value === 'object' && !Array.isArray(source.value)
  if (!isMap) {
    const message = `must be a map as a config is, got ${show(source.value)}`
    throw new InputError({ place: source.places.ofValue([]), message })
  }
  return source
}

/** The files that a config names under `extends`. */
function filesExtended({ value, places, fileName }: ConfigSource) {
  const written: unknown = Object.hasOwn(Object(value), 'extends') ? Object(value).extends : []
  const checked = extendsSchema.safeParse(written ?? [])
  if (!checked.success) {
    const faults = checked.error.issues.map(({ message, path }) => ({
      place: places.ofValue(['extends', ...path.map(String)]),
      message: `extends: ${message}`,
    }))
    throw new InputError(faults)
  }
  const { data } = checked
  const paths = typeof data === 'string' ? [data] : data
  return paths.map((path, index) => ({
    file: resolve(dirname(resolve(fileName)), path),
    place: places.ofValue(typeof data === 'string' ? ['extends'] : ['extends', index]),
  }))
}

/** The file that may be meant, of those beside the one that is not there. */
function hintFor(file: string): string {
  const folder = dirname(file)
  if (kindOfFile(folder) === null)
    return `, nor its folder; the path starts at the file that names it`
  const near = nearest(basename(file), namesIn(folder))
  return near === null
    ? '; the path starts at the folder of the file that names it'
    : `; did you mean "${near}"?`
}
