import { cut } from './show.ts'

/** A place in a config: the keys and list positions that lead to it. */
export type Path = readonly (string | number)[]

/** Where a value of a config comes from. */
export interface Origin {
  /** `file:line:column`, or `--set a.b`. */
  readonly place: string
  /** Where relative paths in it start: the folder of the file, or where the command runs. */
  readonly folder: string
  /** Whether it came from `--set`. */
  readonly isOverride: boolean
  /** The text with `${…}` that stands for it, and the place of that text. */
  readonly reference?: { readonly text: string; readonly place: string }
}

/** A value's origin and those of what it holds. */
interface Node {
  origin: Origin | undefined
  /** Where the key before it starts. */
  key: string | undefined
  readonly below: Map<string, Node>
}

/** Where each value of a config was written, so that a fault can name its line or override. */
export class Places {
  readonly #root: Node = emptyNode()
  readonly #folder: string

  /** @param folder where relative paths of the file start whose places these are */
  constructor(folder: string = '') {
    this.#folder = folder
  }

  /** Notes where the value at `path` starts. */
  setValue(path: Path, place: string): void {
    this.#made(path).origin = { place, folder: this.#folder, isOverride: false }
  }

  /** Notes where the key that leads to `path` starts. */
  setKey(path: Path, place: string): void {
    this.#made(path).key = place
  }

  /** Notes that everything at and below `path` came from an override, whose relative paths start at `folder`. */
  setOverride(path: Path, place: string, folder: string): void {
    const node = this.#made(path)
    node.below.clear()
    node.key = undefined
    node.origin = { place, folder, isOverride: true }
  }

  /** Forgets what is at and below `path`. */
  remove(path: Path): void {
    const key = path.at(-1)
    if (key !== undefined) this.#exact(path.slice(0, -1))?.below.delete(String(key))
  }

  /**
   * Gives `path` the origins that `from` has at and below `source`, and its key where it has one.
   *
   * @param reference the text with `${…}` that stands for the value
   */
  take(path: Path, from: Places, source: Path = path, reference?: Origin['reference']): void {
    const copy = copyOf(from.#exact(source) ?? emptyNode(), reference)
    const origin = copy.origin ?? from.origin(source)
    const node = this.#made(path)
    node.origin = origin && (reference === undefined ? origin : { ...origin, reference })
    node.below.clear()
    for (const [key, below] of copy.below) node.below.set(key, below)
    if (reference === undefined) node.key = copy.key ?? node.key
  }

  /** Notes that the value at `path` alone, not what is below it, was written where `from` says. */
  takeValue(path: Path, from: Places): void {
    const node = this.#made(path)
    const other = from.#exact(path)
    node.origin = other?.origin ?? node.origin
    node.key = other?.key ?? node.key
  }

  /** Notes the text with `${…}` of which the value at `path` was made. */
  setReference(path: Path, text: string): void {
    const origin = this.origin(path)
    if (origin === undefined) return
    this.#made(path).origin = { ...origin, reference: { text, place: origin.place } }
  }

  /** The origin of the value at `path`, or of its nearest ancestor that was written. */
  origin(path: Path): Origin | undefined {
    let node: Node | undefined = this.#root
    let { origin } = node
    for (const key of path) {
      node = node?.below.get(String(key))
      origin = node?.origin ?? origin
    }
    return origin
  }

  /** The origin of exactly the value at `path`; undefined where it was not written itself. */
  exactOrigin(path: Path): Origin | undefined {
    return this.#exact(path)?.origin
  }

  /** The place of the value at `path`, or of its nearest ancestor that was written. */
  ofValue(path: Path): string {
    return this.origin(path)?.place ?? ''
  }

  /** The place of the key at the end of `path`, or of its nearest ancestor that was written. */
  ofKey(path: Path): string {
    return this.#exact(path)?.key ?? this.ofValue(path)
  }

  /** Where a relative path that is the value at `path` starts. */
  folderOf(path: Path): string {
    return this.origin(path)?.folder ?? this.#folder
  }

  #exact(path: Path): Node | undefined {
    return path.reduce<Node | undefined>((node, key) => node?.below.get(String(key)), this.#root)
  }

  #made(path: Path): Node {
    return path.reduce<Node>((node, key) => {
      const name = String(key)
      const below = node.below.get(name) ?? emptyNode()
      node.below.set(name, below)
      return below
    }, this.#root)
  }
}

const emptyNode = (): Node => ({ origin: undefined, key: undefined, below: new Map() })

/** A copy with all below; `reference`: what stands for it. */
function copyOf({ origin, key, below }: Node, reference: Origin['reference']): Node {
  return {
    origin: origin && (reference === undefined ? origin : { ...origin, reference }),
    key,
    below: new Map(Array.from(below, ([name, node]) => [name, copyOf(node, reference)])),
  }
}

/** A path as the user reads it: `model.layers.0.dense`; long keys are cut. */
export function formatPath(path: Path): string {
  return path.map((key) => cut(String(key))).join('.')
}
