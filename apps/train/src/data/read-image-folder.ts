import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { quoted } from '../config/show.ts'
import { InputError } from '../errors.ts'
import { explainFileError } from '../file-error.ts'
import { compareText } from '../run/compare-text.ts'
import { displayPath } from './display-path.ts'
import { decodePng, type PngPixels } from './png-pixels.ts'
import type { IdxFile } from './read-idx.ts'

/** What desktops leave in folders. */
const isHidden = (name: string): boolean => /^\.|^(?:thumbs\.db|desktop\.ini)$/i.test(name)

/** Whether data lie in a folder of images. */
export function isImageFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/**
 * Reads a folder of PNG images as an IDX file is read: those of each class in a folder that is named for it, or
 * without classes.
 *
 * @throws InputError for a folder without images, for other files in it, and for an image of another size than the first
 */
export async function openImageFolder(
  path: string,
  onProgress: (fraction: number) => void = () => {},
): Promise<IdxFile> {
  const place = displayPath(path)
  const { names, classes } = listed(path, place)
  const hash = createHash('sha256')
  const images: PngPixels[] = []
  let bytes = 0
  for (const [index, name] of names.entries()) {
    const file = join(path, name)
    const content = read(file, () => readFileSync(file))
    hash.update(`${JSON.stringify([name, content.length])}\n`).update(content)
    bytes += content.length
    const image = decodePng(content, displayPath(file))
    refuseOther(image, images[0], { place: displayPath(file), first: names[0] ?? '' })
    images.push(image)
    onProgress((index + 1) / names.length)
    // Lets signals and the progress bar have their turn.
    if (index % 64 === 0) await setImmediate()
  }
  const { channels, height, width } = images[0] ?? { channels: 0, height: 0, width: 0 }
  const size = channels * height * width
  const source = { path, rows: names.length, bytes, sha256: hash.digest('hex') }
  return {
    images: {
      lengths: [names.length, channels, height, width],
      isInteger: images.every(({ values }) => values instanceof Uint8Array),
      textAt: (position) =>
        String(images[Math.floor(position / size)]?.values[position % size] ?? Number.NaN),
    },
    source,
    names,
    labels: classes && {
      array: { lengths: [names.length], isInteger: true, textAt: (row) => classes[row] ?? '' },
      source: null,
    },
  }
}

/** The images of a folder, from it, and the class of each; null without folders in it. */
function listed(
  path: string,
  place: string,
): { readonly names: readonly string[]; readonly classes: readonly string[] | null } {
  const entries = entriesOf(path)
  const folders = entries.filter(({ isFolder }) => isFolder).map(({ name }) => name)
  const files = entries.filter(({ isFolder }) => !isFolder).map(({ name }) => name)
  if (folders.length > 0 && files.length > 0) {
    const message = `must hold images or a folder of images for each class, got both, such as ${files[0]} and ${folders[0]}; move one of them away`
    throw new InputError({ place, message })
  }
  const found = folders.flatMap((folder) =>
    imagesOfClass(path, folder).map((name) => [folder, name] as const),
  )
  const names = folders.length > 0 ? found.map((parts) => parts.join('/')) : files
  const other = names.find((name) => !/\.png$/i.test(name))
  if (other !== undefined) {
    const message = `must be a PNG image, for other formats are not unpacked to the same numbers everywhere; convert it, or move it away`
    throw new InputError({ place: displayPath(join(path, other)), message })
  }
  if (names.length === 0) {
    const message = 'must hold PNG images, or a folder of them for each class, got none'
    throw new InputError({ place, message })
  }
  return { names, classes: folders.length > 0 ? found.map(([folder]) => folder) : null }
}

/** The names in the folder of a class, none of which is a folder. */
function imagesOfClass(path: string, folder: string): string[] {
  const entries = entriesOf(join(path, folder))
  const inner = entries.find(({ isFolder }) => isFolder)
  if (inner !== undefined) {
    const message = `must hold images, as the folder of the class ${quoted(folder)}, got the folder ${inner.name}; name the folder whose folders are the classes, or move it away`
    throw new InputError({ place: displayPath(join(path, folder)), message })
  }
  if (entries.length === 0) {
    const message = `must hold images, as the folder of the class ${quoted(folder)}, got none; fill it, or remove it`
    throw new InputError({ place: displayPath(join(path, folder)), message })
  }
  return entries.map(({ name }) => name)
}

/** What stands in a folder; a link is what it leads to. */
function entriesOf(path: string): { readonly name: string; readonly isFolder: boolean }[] {
  return read(path, () =>
    readdirSync(path)
      .filter((name) => !isHidden(name))
      .sort(compareText)
      .map((name) => ({ name, isFolder: isImageFolder(join(path, name)) })),
  )
}

function read<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    const message = explainFileError(error, 'PNG image')
    throw new InputError({ place: displayPath(path), message }, { cause: error })
  }
}

/** All images are of one size. */
function refuseOther(
  image: PngPixels,
  wanted: PngPixels | undefined,
  { place, first }: { readonly place: string; readonly first: string },
): void {
  if (wanted === undefined || shown(image) === shown(wanted)) return
  const message = `must be ${shown(wanted)} as ${first} is, got ${shown(image)}; bring all images to one size`
  throw new InputError({ place, message })
}

const shown = ({ width, height, channels }: PngPixels): string =>
  `${width} × ${height} pixels of ${channels === 1 ? 'one channel' : `${channels} channels`}`
