import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the shipped configs. */
export const configs: string = join(import.meta.dirname, '../../configs')

const configsIn = (folder: string): string[] =>
  readdirSync(join(configs, folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name))

/** The files of those whose data are shipped too, in order. */
export const configNames: readonly string[] = configsIn('')

/** Published results, which take minutes, and those whose data others have to download first, if they are here. */
export const longConfigNames = (): readonly string[] =>
  [...configsIn('reproduce'), ...configsIn('downloads')].filter(
    (name) =>
      !readFileSync(join(configs, name), 'utf8').includes('datasets/downloads/') ||
      existsSync(join(configs, '../datasets/downloads')),
  )

/** What `sobolev train --json` prints, as far as figures are told of it. */
export interface Trained {
  readonly run: string
  readonly parameters: number
  readonly validation: Readonly<Record<string, number>>
}

const START = '# Held-out rows (npm run figures): '

/** The comment of a config that says what it reaches. */
export function heldOutLine({ validation }: Trained): string {
  const { accuracy, r2, inputGradientNorm = Number.NaN } = validation
  const score = accuracy === undefined ? `r2 ${r2?.toFixed(3)}` : `accuracy ${accuracy.toFixed(3)}`
  return `${START}${score}, inputGradientNorm ${inputGradientNorm.toPrecision(3)}.`
}

/** A config's text with `line` in place of the one that stands there. Throws a RangeError if there is none. */
export function withHeldOut(text: string, line: string): string {
  const lines = text.split('\n')
  const place = lines.findIndex((each) => each.startsWith(START))
  if (place < 0) throw new RangeError(`the config must have a comment that begins with "${START}"`)
  return lines.with(place, line).join('\n')
}

/** What stands above a decision surface. */
export function surfaceCaption({ validation }: Trained): string {
  const { accuracy = Number.NaN, loss = Number.NaN, inputGradientNorm = Number.NaN } = validation
  return `held out: accuracy ${accuracy.toFixed(3)}, loss ${loss.toFixed(3)}, input-gradient norm ${inputGradientNorm.toFixed(2)}`
}
