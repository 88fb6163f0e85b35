/** A model as it is trained, asked for what it says of the plane. */
import { compile, grad, log, type Tensor, tensor } from '@sobolev/core'
import { evaluateWith } from '@sobolev/nn'
import {
  assignStored,
  ensembleOf,
  type Head,
  layerOfIndices,
  memberCount,
  modelOnRows,
  type Prepared,
  predictorOf,
} from '../../apps/train/src/in-browser.ts'
import type { Picture } from './messages.ts'
import type { InputPlane, Places } from './plane.ts'

/** Cells of the picture along a side, and those that have an arrow. */
const CELLS = 64
const LINE = 240
const ARROWS = 18

type Weights = Parameters<typeof assignStored>[1]

/** What is asked of a model: its predictions, and how these change with its inputs. */
interface Questions {
  readonly guess: ReturnType<typeof modelOnRows>['guess']
  /** ∂/∂inputs of how sure it is; `null` where inputs are no numbers. */
  readonly gradients: ((places: Places) => Float32Array) | null
  /** The probability above which the second of two classes is predicted; `null`: the likeliest class is. */
  readonly threshold: number | null
}

/** Asks the model of a run for pictures of a plane, while it is trained and at its end. */
export class AskedModel {
  readonly #prepared: Prepared
  readonly #training: Questions
  #final: Questions | null = null

  constructor(prepared: Prepared) {
    this.#prepared = prepared
    const { trainer, config } = prepared
    // The model that is trained holds members that share weights; others join at the end, as what is fitted then.
    const isShared = ensembleOf(config, 1)?.way === 'sharedWeights'
    const ensemble = isShared ? config.ensemble : null
    const trained = { ...config, ensemble, calibration: null, threshold: null }
    // One that is fitted is not known before the end.
    const threshold = typeof config.threshold === 'number' ? config.threshold : null
    this.#training = questionsTo(prepared, predictorOf(trained, trainer.learner, 1), threshold)
  }

  /** From here on pictures are of these weights, those that a run ends with. */
  finish(weights: Weights): void {
    const { config, trainer } = this.#prepared
    const predictor = predictorOf(config, trainer.learner, memberCount(weights.keys()))
    assignStored(predictor.variables, weights, 'the run')
    const threshold = weights.get('calibration.threshold')?.data[0]
    this.#final = questionsTo(
      this.#prepared,
      predictor,
      threshold === undefined ? null : Number(threshold),
    )
  }

  /** From here on pictures are of the weights that are trained. */
  goOn(): void {
    this.#final = null
  }

  /** What the model says of a plane now. */
  picture(plane: InputPlane, withArrows: boolean): Omit<Picture, 'epoch' | 'step'> {
    const { trainer } = this.#prepared
    const draw = () => this.#draw(this.#final ?? this.#training, plane, withArrows)
    if (this.#final !== null) return draw()
    return evaluateWith(trainer.learner.variables, trainer.weights(), draw)
  }

  #draw({ guess, gradients, threshold }: Questions, plane: InputPlane, withArrows: boolean) {
    const isLine = plane.shown.up === null
    const size = isLine ? { across: LINE, up: 1 } : { across: CELLS, up: CELLS }
    const { values, probabilities, scores } = guess(plane.places(size.across, size.up).part)
    const numbers = Float32Array.from(values ?? probabilities ?? scores ?? [])
    const width = values === null ? this.#prepared.dataset.classes.length : 1
    const field =
      withArrows && !isLine && gradients !== null
        ? fieldOf(plane.places(ARROWS, ARROWS), gradients)
        : null
    return { size, values: numbers, width, threshold, field }
  }
}

function questionsTo(
  { config, dataset: { preprocessing } }: Prepared,
  learner: ReturnType<typeof predictorOf>,
  threshold: Questions['threshold'],
): Questions {
  const { model, head, inputShape } = learner
  const { guess } = modelOnRows({ config, learner, preprocessing })
  const ask = compile(
    grad((inputs: Tensor) => sureness(head, model.call(inputs, { training: false })).sum()),
  )
  const gradients = ({ part }: Places): Float32Array =>
    Float32Array.from(ask(tensor(part.inputs, { shape: [part.rows, ...inputShape] })).data)
  return { guess, gradients: layerOfIndices(config) === null ? gradients : null, threshold }
}

/** The log-odds of the second of two classes, log p of the likeliest of more, or what is predicted. */
function sureness(head: Head, outputs: Tensor): Tensor {
  if (head.logOdds) return head.logOdds(outputs)
  if (head.probabilities) return log(head.probabilities(outputs).max(1))
  if (head.scores) return head.scores(outputs).max(1)
  return head.columns?.[0]?.of(outputs) ?? outputs
}

/** How what is predicted changes across and up the plane, whose sides are 1 long. */
function fieldOf(places: Places, gradients: (places: Places) => Float32Array): Picture['field'] {
  const found = gradients(places)
  const changes = new Float32Array(2 * places.part.rows)
  places.axes.forEach(({ feature, slopes }, axis) => {
    for (let row = 0; row < places.part.rows; row++) {
      const position = axis === 0 ? row % ARROWS : Math.floor(row / ARROWS)
      changes[2 * row + axis] = (found[row * places.width + feature] ?? 0) * (slopes[position] ?? 0)
    }
  })
  return { across: ARROWS, up: ARROWS, changes }
}
