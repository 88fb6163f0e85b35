import { catalogue, type MetricFacts } from '@sobolev/nn'
import { valueAt } from '../config/differences.ts'
import { didYouMean } from '../config/suggest.ts'
import { InputError } from '../errors.ts'
import type { ComparedRun, FigurePart } from './compared-run.ts'

/** A figure that runs have. */
export interface FigureName {
  readonly part: FigurePart
  readonly name: string
  /** Which way it is better; `neither` also where nothing is known of it. */
  readonly better: MetricFacts['better'] | 'neither'
}

const parts: readonly FigurePart[] = ['validation', 'test']

/** A figure's name as one gives it: of the test part with `test.` in front. */
export const fullName = ({ part, name }: Pick<FigureName, 'part' | 'name'>): string =>
  part === 'test' ? `test.${name}` : name

/**
 * The figures of runs, in the order of the runs' own, those of the validation part first.
 *
 * @param wanted only these; all for an empty list
 * @throws InputError for one that no run has
 */
export function figureNames(
  runs: readonly ComparedRun[],
  wanted: readonly string[],
): readonly FigureName[] {
  const known = parts.flatMap((part) => {
    const names = new Set(runs.flatMap(({ figures }) => Object.keys(figures[part])))
    return [...names].map((name) => ({ part, name, better: directionOf(name, runs) }))
  })
  const names = known.map(fullName)
  for (const name of wanted) {
    if (names.includes(name)) continue
    const hint = didYouMean(name, names) || `; there are ${names.join(', ') || 'none'}`
    throw new InputError({ place: `--figure ${name}`, message: `no run has this figure${hint}` })
  }
  return wanted.length === 0 ? known : known.filter((name) => wanted.includes(fullName(name)))
}

/** Which way a figure is better: that of its metric, which a config may have given a name of its own. */
function directionOf(figure: string, runs: readonly ComparedRun[]): FigureName['better'] {
  const name = figure.replace(/^trained\./, '')
  if (name === 'loss') return 'smaller'
  const metrics = catalogue.of('metric')
  const known = metrics.get(name)
  if (known !== undefined) return known.better
  for (const { config } of runs) {
    const method = Object.keys(Object(valueAt(config.metrics, name)))[0]
    const found = method === undefined ? undefined : metrics.get(method)
    if (found !== undefined) return found.better
  }
  return 'neither'
}
