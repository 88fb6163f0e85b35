/** What the page shows until its worker has read anything: the first experiment before training. */
import { written } from './first-picture.generated.ts'
import type { About, Picture, Plane } from './messages.ts'

/** The picture as `npm run site` writes it, with lists in place of arrays of numbers. */
export interface WrittenPicture {
  readonly about: About
  readonly plane: Omit<Plane, 'points'> & {
    readonly points: Record<'x' | 'y' | 'values', readonly number[]> & {
      readonly validation: number
    }
  }
  readonly picture: Omit<Picture, 'values' | 'field'> & { readonly values: readonly number[] }
}

export function firstPicture(): { about: About; plane: Plane; picture: Picture } {
  const { about, plane, picture } = written
  const { x, y, values, validation } = plane.points
  const [across, up, numbers] = [x, y, values].map((list) => Float64Array.from(list))
  const none = new Float64Array()
  return {
    about,
    plane: {
      ...plane,
      points: { x: across ?? none, y: up ?? none, values: numbers ?? none, validation },
    },
    picture: { ...picture, values: Float32Array.from(picture.values), field: null },
  }
}
