import { DTypeError, describeValue, Rng, ShapeError, Tensor } from '@sobolev/core'

/**
 * How a module is called. Training needs a source of random numbers: the same source gives the same
 * dropout masks, so two calls with one mode are two calls of one function.
 */
export type Mode = PredictionMode | TrainingMode

interface WithMask {
  /**
   * Which steps of the sequences [n, steps, ...] are there, bool [n, steps]; false where one is padding, whose numbers
   * change nothing. All are there without it. `maskOfLengths` makes one.
   */
  readonly mask?: Tensor | undefined
}

interface PredictionMode extends WithMask {
  readonly training: false
}

interface TrainingMode extends WithMask {
  readonly training: true
  readonly rng: Rng
  /**
   * Whether layers such as BatchNorm take this batch into their running statistics. A step does so once, in its
   * first pass: the passes that penalties ask for change nothing.
   *
   * @default true
   */
  readonly updatesStatistics?: boolean
  /**
   * Whether layers such as BatchNorm go by their running statistics, as when not training: for predictions with dropout.
   *
   * @default false
   */
  readonly usesRunningStatistics?: boolean
  /**
   * The share that this batch has in running statistics, a scalar, in place of the `momentum` of layers: with 1, ½, ⅓, …
   * over batches these become the means over them, as an average of weights needs (Izmailov et al. 2018).
   */
  readonly statisticsShare?: Tensor | undefined
  /** The number of the step, int32 scalar, for rates on a schedule; `objective` gives its own. */
  readonly step?: Tensor | undefined
}

/** How a module is called where nothing is said: not in training. */
export const prediction: PredictionMode = { training: false }

/** The same mode, in which no running statistics change. */
export const withFixedStatistics = (mode: Mode): Mode =>
  mode.training
    ? {
        training: true,
        rng: mode.rng,
        updatesStatistics: false,
        mask: mode.mask,
        step: mode.step,
        usesRunningStatistics: mode.usesRunningStatistics === true,
        statisticsShare: mode.statisticsShare,
      }
    : mode

/** The same mode with another source of random numbers, if it is one of training. */
export const withSource = (mode: Mode, rng: Rng): Mode => (mode.training ? { ...mode, rng } : mode)

/** The same mode, in a step. */
export const withStep = (mode: Mode, step: Tensor): Mode =>
  mode.training ? { ...mode, step } : mode

/** The same mode behind a layer that took the steps together. */
export function withoutMask(mode: Mode): Mode {
  if (mode.mask === undefined) return mode
  if (!mode.training) return { training: false }
  const { updatesStatistics = true, usesRunningStatistics = false, statisticsShare, step } = mode
  return {
    training: true,
    updatesStatistics,
    usesRunningStatistics,
    statisticsShare,
    step,
    get rng() {
      return mode.rng
    },
  }
}

/**
 * The mode in which a module calls its child: its source of random numbers is an independent one,
 * split off by `name`. Without a mode: that of predictions.
 */
export function childMode(mode: Mode = prediction, name: string | number): Mode {
  checkMode(mode)
  if (!mode.training) return mode
  const {
    updatesStatistics = true,
    usesRunningStatistics = false,
    statisticsShare,
    mask,
    step,
  } = mode
  return {
    training: true,
    updatesStatistics,
    usesRunningStatistics,
    statisticsShare,
    mask,
    step,
    // Split off when it is read: most layers draw nothing.
    get rng() {
      return mode.rng.split(name)
    },
  }
}

/** The mode of one of several equal parts of a batch that are called one after the other. */
export function modeOfPart(mode: Mode, part: number, parts: number): Mode {
  if (!mode.training || mode.statisticsShare === undefined) return mode
  const { statisticsShare: share } = mode
  // What came before weighs 1 − share, and the parts up to this one (part + 1) / parts of the share.
  const upToThis = share.mul((part + 1) / parts)
  return {
    ...mode,
    statisticsShare: share.div(parts).div(upToThis.sub(share).add(1)),
  }
}

/** Throws a TypeError for what is no mode, as JavaScript may forget it; a DTypeError or ShapeError for what is no mask. */
export function checkMode(mode: Mode): void {
  const isObject = typeof mode === 'object' && mode !== null
  if (!isObject || typeof mode.training !== 'boolean')
    throw new TypeError(
      `mode: a model is called with { training: false } or { training: true, rng }, got ${describeValue(mode)}; model.call(x) predicts`,
    )
  if (mode.mask !== undefined) checkMask(mode.mask)
  if (!mode.training) return
  // The accessor of childMode would split: its parent was checked.
  const isSplitLater = Object.getOwnPropertyDescriptor(mode, 'rng')?.get
  if (!isSplitLater && !(mode.rng instanceof Rng))
    throw new TypeError(
      `mode: training needs a source of random numbers, { training: true, rng: new Rng(0).split(step) }, got ${describeValue(mode.rng)} for rng`,
    )
}

function checkMask(mask: Tensor): void {
  if (!(mask instanceof Tensor))
    throw new TypeError(
      `mode: mask must be a tensor, got ${describeValue(mask)}; maskOfLengths(lengths, steps) makes one`,
    )
  if (mask.dtype !== 'bool')
    throw new DTypeError(
      `mode: mask must be bool, true where a step is there, got ${mask.dtype}; maskOfLengths(lengths, steps) makes one`,
    )
  if (mask.rank !== 2)
    throw new ShapeError(`mode: mask must be [n, steps], got [${mask.shape.join(', ')}]`)
}
