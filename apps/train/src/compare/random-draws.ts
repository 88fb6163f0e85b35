import { Rng } from '@sobolev/core'

/** Numbers from 0 to below 1 in `rows` rows of `columns`, the same ones for the same name and size every time. */
export class RandomDraws {
  readonly #rng: Rng
  readonly #known = new Map<string, ArrayLike<number>>()

  constructor(seed: number) {
    this.#rng = new Rng(seed).split('compare')
  }

  /** @param name what they are for: draws of two names are independent */
  uniform(name: string, rows: number, columns: number): ArrayLike<number> {
    const key = `${name} ${rows} ${columns}`
    const draws =
      this.#known.get(key) ??
      this.#rng.split(name).split(columns).uniform([rows, columns], { dtype: 'float64' }).data
    this.#known.set(key, draws)
    return draws
  }
}
