import { cut } from './show.ts'

/** A place in a config: the keys and list positions that lead to it. */
export type Path = readonly (string | number)[]

/** Where each value of a config was written, so that a fault can name its line or override. */
export class Places {
  readonly #values = new Map<string, string>()
  readonly #keys = new Map<string, string>()
  readonly #overridden = new Map<string, string>()

  /** Notes where the value at `path` starts. */
  setValue(path: Path, place: string): void {
    this.#values.set(identify(path), place)
  }

  /** Notes where the key that leads to `path` starts. */
  setKey(path: Path, place: string): void {
    this.#keys.set(identify(path), place)
  }

  /** Notes that everything at and below `path` came from an override. */
  setOverride(path: Path, place: string): void {
    this.#overridden.set(identify(path), place)
  }

  /** The place of the value at `path`, or of its nearest ancestor that was written. */
  ofValue(path: Path): string {
    return this.#nearest(path, this.#values)
  }

  /** The place of the key at the end of `path`, or of its nearest ancestor that was written. */
  ofKey(path: Path): string {
    return this.#keys.get(identify(path)) === undefined || this.isOverridden(path)
      ? this.ofValue(path)
      : (this.#keys.get(identify(path)) ?? '')
  }

  /** Whether the value at `path` came from an override. */
  isOverridden(path: Path): boolean {
    return this.#override(path) !== undefined
  }

  #override(path: Path): string | undefined {
    for (let length = path.length; length > 0; length--) {
      const place = this.#overridden.get(identify(path.slice(0, length)))
      if (place !== undefined) return place
    }
    return undefined
  }

  #nearest(path: Path, places: ReadonlyMap<string, string>): string {
    const override = this.#override(path)
    if (override !== undefined) return override
    for (let length = path.length; length >= 0; length--) {
      const place = places.get(identify(path.slice(0, length)))
      if (place !== undefined) return place
    }
    return ''
  }
}

/** A path as the user reads it: `model.layers.0.dense`; long keys are cut. */
export function formatPath(path: Path): string {
  return path.map((key) => cut(String(key))).join('.')
}

function identify(path: Path): string {
  return JSON.stringify(path.map(String))
}
