/** An experiment in the worker: what `sobolev train` does with a config, in memory, and pictures of it as it goes. */
import {
  afterDivergence,
  type EpochRecord,
  InputError,
  loadConfig,
  MemoryStorage,
  NotFinite,
  type Prepared,
  prepare,
  type RunResult,
  trainRun,
} from '../../apps/train/src/in-browser.ts'
import { AskedModel } from './asked-model.ts'
import type { About, Answer, View } from './messages.ts'
import { axesOf, InputPlane } from './plane.ts'

/** Milliseconds between pictures, at least. */
const BETWEEN_PICTURES = 80
/** Pictures take at most one part in so many of the time. */
const SHARE = 4

type Tell = (answer: Answer) => void

/** One config with its table, prepared and trained as far as it was asked for. */
export class Session {
  readonly #id: number
  readonly #tell: Tell
  readonly #prepared: Prepared
  readonly #model: AskedModel
  readonly #storage: MemoryStorage
  #view: View
  #plane: InputPlane | null
  #stop = new AbortController()
  #training: Promise<void> | null = null
  #isOver = false
  #at = { epoch: 0, step: 0 }
  #taken = 0
  #drawnAt = Number.NEGATIVE_INFINITY
  #cost = 0

  private constructor(prepared: Prepared, id: number, view: View, tell: Tell) {
    this.#id = id
    this.#tell = tell
    this.#prepared = prepared
    this.#view = view
    this.#model = new AskedModel(prepared)
    this.#storage = new MemoryStorage(prepared.config.name)
    this.#plane = InputPlane.of(prepared, view)
    tell({ kind: 'about', id, about: aboutOf(prepared) })
    tell({ kind: 'plane', id, plane: this.#plane?.shown ?? null })
    this.#draw()
  }

  /**
   * Reads a config and its table, and tells what they are about.
   *
   * @throws InputError for what is wrong with them
   */
  static async open(config: string, id: number, view: View, tell: Tell): Promise<Session> {
    const signal = new AbortController().signal
    const prepared = await prepare(await loadConfig(config), { signal, onReading() {} })
    return new Session(prepared, id, view, tell)
  }

  /** Looks at the model in another way. */
  look(view: View): void {
    const isOther = view.across !== this.#view.across || view.up !== this.#view.up
    this.#view = view
    if (isOther) {
      this.#plane = InputPlane.of(this.#prepared, view)
      this.#tell({ kind: 'plane', id: this.#id, plane: this.#plane?.shown ?? null })
    }
    this.#draw()
  }

  /** Trains, or goes on with it, to the end or to a step. Resolves as it ends or is stopped. */
  async train(until: number | 'end'): Promise<void> {
    if (this.#training !== null || this.#isOver) return
    this.#training = this.#train(until)
    await this.#training
    this.#training = null
  }

  /** Stops after the step at hand. */
  async stop(): Promise<void> {
    this.#stop.abort('SIGINT')
    await this.#training
  }

  async #train(until: number | 'end'): Promise<void> {
    this.#stop = new AbortController()
    const listener = {
      signal: this.#stop.signal,
      onStep: (fraction: number) => {
        this.#taken++
        this.#at = { ...this.#at, step: this.#taken }
        if (until !== 'end' && this.#taken >= until) this.#stop.abort('SIGINT')
        this.#drawInTime(() => this.#tell({ kind: 'progress', id: this.#id, fraction }))
      },
      onEpoch: (record: EpochRecord) => {
        this.#at = { epoch: record.epoch, step: this.#taken }
        this.#tell({ kind: 'epoch', id: this.#id, figures: figuresOf(record) })
      },
    }
    try {
      const result = await trainRun(this.#prepared, this.#storage, listener, this.#storage.point)
      this.#end(result)
    } catch (error) {
      this.#isOver = true
      const message = error instanceof NotFinite ? `${error.message}. ${afterDivergence}` : null
      if (message === null && !(error instanceof InputError)) throw error
      const faults =
        error instanceof InputError ? error.faults : [{ place: '', message: message ?? '' }]
      this.#tell({ kind: 'faults', id: this.#id, faults })
    }
  }

  #end(result: RunResult): void {
    const { status, digest, epochs, steps, bestEpoch, seconds, validation, test } = result
    this.#isOver = status !== 'interrupted'
    const taken = this.#taken
    this.#at = { epoch: epochs, step: taken }
    const final = this.#storage.finalOf(result)
    if (this.#isOver && final) this.#model.finish(final.weights)
    this.#draw()
    const ended = { status, digest, epochs, steps, taken, bestEpoch, seconds, validation, test }
    this.#tell({ kind: 'ended', id: this.#id, ended })
  }

  #drawInTime(alsoTell: () => void): void {
    const wait = Math.max(BETWEEN_PICTURES, SHARE * this.#cost)
    if (performance.now() - this.#drawnAt < wait) return
    alsoTell()
    this.#draw()
  }

  #draw(): void {
    if (this.#plane === null) return
    const begin = performance.now()
    const drawn = this.#model.picture(this.#plane, this.#view.arrows)
    this.#tell({ kind: 'picture', id: this.#id, picture: { ...this.#at, ...drawn } })
    this.#drawnAt = performance.now()
    this.#cost = this.#drawnAt - begin
  }
}

function aboutOf(prepared: Prepared): About {
  const { config, dataset, trainer, evaluated } = prepared
  return {
    name: config.name,
    target: config.data.target,
    classes: dataset.classes,
    rows: {
      training: dataset.training.rows,
      validation: dataset.validation.rows,
      test: dataset.test?.rows ?? 0,
    },
    folds: dataset.validation.folds ? dataset.validation.folds.length - 1 : null,
    features: dataset.features.length,
    parameters: trainer.learner.parameters,
    epochs: config.training.epochs,
    trainings: evaluated.isTogether ? 1 : evaluated.trainings,
    notices: dataset.notices,
    columns: axesOf(prepared).map(({ name }) => name),
    penalties: [...config.penalties.byName.keys()],
  }
}

const figuresOf = ({ epoch, step, training, validation }: EpochRecord) => ({
  epoch,
  step,
  loss: training.loss,
  validation,
  shares: training.shares ?? {},
})
