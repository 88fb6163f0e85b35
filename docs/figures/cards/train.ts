import { asYaml, type Definitions, type Kind } from '@sobolev/nn'
import { Project } from '../../../apps/train/src/cli/project.fixture.ts'
import {
  unsuited,
  type Written,
  withMethod,
  withoutMethod,
} from '../../../scripts/method-in-config.ts'
import { pictureOfPair, pointsOf } from './draw.ts'
import { type PicturedProblem, problems } from './problems.ts'

/** A method's picture, and what it shows. */
export interface CardPicture {
  readonly svg: string
  readonly caption: string
}

interface Trained {
  readonly validation: Readonly<Record<string, number>>
  /** What is predicted at the points of the picture. */
  readonly predicted: readonly number[]
}

/** Trains small models with methods and draws them, through the command line, as a user would do it. */
export class CardPictures {
  readonly #project = new Project()
  readonly #without = new Map<string, Trained>()

  constructor() {
    for (const { name, table, config } of problems) {
      this.#project.write(String(Reflect.get(Object(config.data), 'file')), table)
      const points = problems.find((problem) => problem.name === name)
      if (points) this.#project.write(`${slug(name)}-points.csv`, pointsOf(points))
    }
  }

  /** The picture of a method; a reason, in words, where there is none. */
  async of(definition: Definitions[Kind]): Promise<CardPicture | string> {
    let reason = ''
    for (const problem of problems) {
      // What is fitted after training changes what is predicted all the same.
      const refusal = definition.kind === 'calibration' ? null : unsuited(definition, problem)
      if (refusal !== null) {
        reason ||= refusal
        continue
      }
      const given = definition.kind === 'penalty' ? { weight: { lossShare: 0.3 } } : {}
      for (const config of withMethod(problem, definition, given)) {
        const trained = await this.#train(problem, config)
        if (typeof trained === 'string') reason = trained
        else return this.#draw(problem, definition, config, trained)
      }
    }
    return reason
  }

  /** Removes what the runs left. */
  remove(): void {
    this.#project.remove()
  }

  async #draw(
    problem: PicturedProblem,
    { kind, name }: Definitions[Kind],
    config: Written,
    trained: Trained,
  ): Promise<CardPicture> {
    const plain =
      this.#without.get(problem.name) ?? (await this.#train(problem, withoutMethod(problem)))
    if (typeof plain === 'string') throw new RangeError(`cards: ${problem.name}: ${plain}`)
    this.#without.set(problem.name, plain)
    const figures = problem.figures.map(
      (figure) => `${figure} ${shown(plain, figure)} without it, ${shown(trained, figure)} with it`,
    )
    const options = kind === 'layer' ? '' : optionsIn(config, name)
    return {
      svg: pictureOfPair(problem, name, [plain.predicted, trained.predicted]),
      caption: `Trained on ${problem.words}${options}; on others ${figures.join('; ')}.`,
    }
  }

  /** What a config comes to; the first line of what is wrong with it where it is refused. */
  async #train(problem: PicturedProblem, config: Written): Promise<Trained | string> {
    const file = this.#project.write('card.yaml', JSON.stringify(config))
    const { code, out, err } = await this.#project.run(['train', file, '--json', '--quiet'])
    if (code !== 0) return err.split('\n', 1)[0] ?? ''
    const { run, validation }: Trained & { readonly run: string } = JSON.parse(out)
    const points = this.#project.path(`${slug(problem.name)}-points.csv`)
    const asked = await this.#project.run(['predict', run, points])
    if (asked.code !== 0) return asked.err.split('\n', 1)[0] ?? ''
    const [head = '', ...lines] = asked.out.trim().split(/\r?\n/)
    const wanted = problem.shape === 'line' ? 'prediction' : 'probability_c1'
    const column = head.split(',').indexOf(wanted)
    return { validation, predicted: lines.map((line) => Number(line.split(',')[column])) }
  }
}

const slug = (name: string): string => name.replaceAll(' ', '-')

const shown = ({ validation }: Trained, figure: string): string =>
  (validation[figure] ?? Number.NaN).toFixed(3)

/** The options that a method was given, which stand under its name below a key of the config. */
function optionsIn(config: Written, name: string): string {
  const found = Object.values(config)
    .map((part): unknown => Reflect.get(Object(part), name))
    .find((options) => typeof options === 'object' && options !== null)
  const text = found === undefined ? '{}' : asYaml(found)
  return text === '{}' ? '' : `, with ${text}`
}
