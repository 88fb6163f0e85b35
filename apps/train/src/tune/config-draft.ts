import { setting } from '../sweep/trials.ts'
import { isMap } from './written-method.ts'

/** A config as it is written, in which some values are being changed. */
export class ConfigDraft {
  #config: unknown
  readonly #changes = new Map<string, unknown>()

  constructor(written: unknown) {
    this.#config = written
  }

  /** The value at a path of keys; undefined for none, and for null. */
  get(...path: readonly string[]): unknown {
    return (
      path.reduce<unknown>(
        (within, key) => (isMap(within) && Object.hasOwn(within, key) ? within[key] : undefined),
        this.#config,
      ) ?? undefined
    )
  }

  /** Sets the value at a path of keys without dots; null takes it away. */
  set(path: readonly string[], value: unknown): void {
    this.#config = withValue(this.#config, path, value)
    const key = path.join('.')
    this.#changes.delete(key)
    this.#changes.set(key, value)
  }

  /** What was changed, as `--set` takes it. */
  get settings(): readonly string[] {
    return [...this.#changes].map(([path, value]) => setting(path, value))
  }
}

function withValue(config: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...below] = path
  if (key === undefined) return value
  const { [key]: before, ...others } = isMap(config) ? config : {}
  const after = withValue(before, below, value)
  return after === null ? others : { ...others, [key]: after }
}
