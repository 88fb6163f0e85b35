/** Writes the picture that the playground begins with, which is there before its worker is. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './pages.ts'
import type { WrittenPicture } from './playground/first-picture.ts'
import type { About, Answer, Picture, Plane } from './playground/messages.ts'
import { Session } from './playground/session.ts'

/** Opens the experiment of a name as the worker does, and writes what it tells. */
export async function writeFirstPicture(name: string): Promise<void> {
  const told: { about?: About; plane?: Plane | null; picture?: Picture } = {}
  const hear = (answer: Answer): void => {
    if (answer.kind === 'about') told.about = answer.about
    if (answer.kind === 'plane') told.plane = answer.plane
    if (answer.kind === 'picture') told.picture = answer.picture
  }
  const view = { across: null, up: null, arrows: false }
  await Session.open(join(root, `configs/${name}.yaml`), 0, view, hear)
  const { about, plane, picture } = told
  if (!about || !plane || !picture) throw new Error(`${name}: must have a picture, got none`)
  const { x, y, values, validation } = plane.points
  const { field: _, ...drawn } = picture
  const written: WrittenPicture = {
    about,
    plane: { ...plane, points: { x: list(x), y: list(y), values: list(values), validation } },
    picture: { ...drawn, values: list(drawn.values) },
  }
  const file = join(import.meta.dirname, 'playground/first-picture.generated.ts')
  const text = `import type { WrittenPicture } from './first-picture.ts'\n\nexport const written: WrittenPicture = `
  writeFileSync(file, `${text}${JSON.stringify(written)}\n`)
}

/** Numbers with as many digits as a picture needs. */
const list = (numbers: ArrayLike<number>): number[] =>
  Array.from(numbers, (value) => Number(value.toPrecision(4)))
