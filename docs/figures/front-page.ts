import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configs, type Trained } from './held-out.ts'
import { meanOf, type Pairs, pairsPicture } from './pairs-svg.ts'

/** A config whose penalty earns its place, and by what one sees it. */
export interface Showcase {
  /** Its file below `configs`. */
  readonly config: string
  readonly title: string
  /** The penalty, for a reader. */
  readonly penalty: string
  /** What is measured, by the name of a validation figure. */
  readonly figure: string
  readonly words: string
}

/** What the README shows. */
export const showcases: readonly Showcase[] = [
  {
    config: 'friedman-few-rows.yaml',
    title: '80 rows',
    penalty: 'smoothness',
    figure: 'r2',
    words: 'held-out R²',
  },
  {
    config: 'digits-attacked.yaml',
    title: 'Inputs moved against it',
    penalty: 'inputGradient',
    figure: 'attacked',
    words: 'accuracy under FGSM',
  },
  {
    config: 'two-clinics.yaml',
    title: 'A column that misleads',
    penalty: 'rightReasons',
    figure: 'accuracy',
    words: 'accuracy elsewhere',
  },
]

/** The figure of a showcase without and with its penalty, for seeds 1, 2, … */
interface ShowcaseFigures {
  readonly without: readonly number[]
  readonly with: readonly number[]
}

/** Figures by config. */
export type FrontPage = Readonly<Record<string, ShowcaseFigures>>

/** Trains through the command line; gives what `train --json` prints. */
export type TrainWith = (...words: string[]) => Trained

/** One run of a showcase. */
export function trainShowcase(
  { config, figure }: Showcase,
  { seed, isPenalised }: { readonly seed: number; readonly isPenalised: boolean },
  train: TrainWith,
): number {
  const output = mkdtempSync(join(tmpdir(), 'showcase-'))
  try {
    const changes = ['--set', `seed=${seed}`, ...(isPenalised ? [] : ['--set', 'penalties={}'])]
    const trained = train(join(configs, config), ...changes, '--output', output)
    return trained.validation[figure] ?? Number.NaN
  } finally {
    rmSync(output, { recursive: true })
  }
}

/** What the picture says, in words, with the means over the seeds. */
export const frontPageCaption = (figures: FrontPage): string =>
  showcases
    .map(({ config, words, penalty }) => {
      const { without, with: penalised } = figuresOf(figures, config)
      const means = [without, penalised].map((values) => meanOf(values).toFixed(3))
      return `[${config}](configs/${config}): ${words} ${means.join(' → ')} with \`${penalty}\``
    })
    .join('; ')

/** The README with the caption below its first picture. */
export const withCaption = (readme: string, caption: string): string =>
  readme.replace(
    /(front-page\.svg\)\n\n\*).*?\*\n/,
    (_, before: string) => `${before}${caption}; five seeds each. \`npm run figures\` draws it.*\n`,
  )

/** Where the figures and the picture stand. */
export const frontPageFigures: string = join(import.meta.dirname, 'front-page.json')
export const frontPageFile: string = join(import.meta.dirname, 'front-page.svg')

/** The picture of all showcases. */
export const frontPagePicture = (figures: FrontPage): string =>
  pairsPicture(
    showcases.map(({ config, title, penalty, words }): Pairs => {
      const { without, with: penalised } = figuresOf(figures, config)
      return { title, penalty, words, without, with: penalised }
    }),
  )

function figuresOf(figures: FrontPage, config: string): ShowcaseFigures {
  const found = figures[config]
  if (found === undefined) throw new RangeError(`figures: front-page.json has none of ${config}`)
  return found
}
