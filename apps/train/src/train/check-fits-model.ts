import { Rng, ShapeError, tensor, type Variable, zeros } from '@sobolev/core'
import {
  isMinimizer,
  type Kind,
  kinds,
  libraryOnly,
  type OptionTable,
  selectParameters,
  type Things,
} from '@sobolev/nn'
import type { Config } from '../config/config.ts'
import {
  MethodConfig,
  namedOptions,
  type OptionValue,
  type Terms,
} from '../config/method-config.ts'
import { definitionOf } from '../config/method-reader.ts'
import { listed, show } from '../config/show.ts'
import { type Fault, InputError } from '../errors.ts'
import { indicesAmong } from './check-category-indices.ts'
import type { Head } from './head.ts'
import { layerOfIndices } from './layer-of-indices.ts'
import type { Learner } from './learner.ts'
import { orderFaults } from './loss-changes.ts'
import type { MethodBuilder } from './method-builder.ts'
import { mixedTargetsFaults } from './mixed-targets.ts'

type Variables = Readonly<Record<string, Variable>>

/**
 * Makes sure that a config's methods find in the model what they are for.
 *
 * @throws InputError with every loss transform and penalty that is not for this loss or number of outputs, every option that selects no variable or layer,
 * every penalty that must be taken in each step and is not,
 * every change of the loss that stands behind one that it must stand before, every change of the loss that is for another number of classes, every batch transform that is not for inputs of this shape, every two changes of the gradients that remember by one
 * name, and every constraint that cannot hold a variable that it selects
 */
export function checkFitsModel(
  config: Config,
  methods: MethodBuilder,
  {
    head,
    layers,
    variables,
    inputShape,
    layout,
  }: Pick<Learner, 'head' | 'layers' | 'variables' | 'inputShape' | 'layout'>,
): void {
  const faults = [
    ...lossFaults(config, head),
    ...orderFaults(config),
    ...everyFaults(config),
    ...outputFaults(config, { head, inputShape }),
    ...selectionFaults(config, methods, { layers, variables }),
    ...batchFaults(config, methods, { head, inputShape, layout }),
    ...mixedTargetsFaults(config),
  ]
  if (faults.length === 0)
    faults.push(
      ...transformFaults(config, methods, head),
      ...memoryFaults(config, methods, variables),
      ...constraintFaults(config, methods, variables),
    )
  if (faults.length > 0) throw new InputError(faults)
}

function lossFaults(config: Config, { outputKind, probabilities }: Head): Fault[] {
  const { catalogue, loss } = config
  const usual = probabilities === null ? 'the loss of regression' : 'the loss of classification'
  const chosenByKind = [
    ['lossTransform', config.lossTransforms],
    ['batchTransform', config.batchTransforms],
    ['penalty', config.penalties],
  ] as const
  return chosenByKind.flatMap(([kind, { byName }]) =>
    Array.from(byName).flatMap(([name, { method }]): Fault[] => {
      const { losses } = definitionOf(catalogue, kind, method)
      if (losses === undefined || losses.includes(outputKind)) return []
      const names = [...catalogue.of('loss').values()]
        .filter((definition) => losses.includes(definition.outputs) && !libraryOnly(definition))
        .map((definition) => definition.name)
      const message = `${kinds[kind].key}.${name}: ${method} is for ${listed(names)} alone, got ${loss?.method ?? usual}`
      return [{ place: '', message }]
    }),
  )
}

/** Penalties that are left out of steps that they must see. */
const everyFaults = ({ catalogue, penalties }: Config): Fault[] =>
  Array.from(penalties.byName).flatMap(([name, { method, options }]): Fault[] => {
    const { eachStep } = definitionOf(catalogue, 'penalty', method)
    if (!eachStep || Number(options.every ?? 1) === 1) return []
    const message = `penalties.${name}.every: must be 1 for ${method}, which remembers what happens in each step, got ${show(options.every)}; leave it out`
    return [{ place: '', message }]
  })

/** Penalties on models with another number of outputs. */
function outputFaults(
  { catalogue, penalties }: Config,
  { head, inputShape }: Pick<Learner, 'head' | 'inputShape'>,
): Fault[] {
  const inputs = inputShape.reduce((product, size) => product * size, 1)
  const wanted = {
    one: { count: 1, words: 'one output' },
    asInputs: { count: inputs, words: `as many outputs as inputs, ${inputs}` },
  }
  return Array.from(penalties.byName).flatMap(([name, { method }]): Fault[] => {
    const { outputs } = definitionOf(catalogue, 'penalty', method)
    if (outputs === undefined || wanted[outputs].count === head.outputs) return []
    const hint =
      outputs === 'one' && head.outputs === 2 && head.outputKind === 'classLogits'
        ? '; loss: binaryCrossEntropy has one for two classes'
        : ''
    const message = `penalties.${name}: ${method} is for models with ${wanted[outputs].words}, got ${head.outputs}${hint}`
    return [{ place: '', message }]
  })
}

/** Changes of the loss that are not for so many classes. */
function transformFaults(
  { lossTransforms }: Config,
  methods: MethodBuilder,
  { loss, outputs, probabilities }: Head,
): Fault[] {
  if (probabilities === null) return []
  const logits = zeros([1, outputs])
  const classCounts = Array.from({ length: outputs }, () => 1)
  const context = { step: tensor(0, { dtype: 'int32' }), classCounts }
  const built = methods.terms('lossTransform', lossTransforms)
  return Object.entries(built).flatMap(([name, transform]) =>
    faultOf(ShapeError, () => transform(loss, context)(logits, zeros([1], { dtype: 'int32' }))).map(
      ({ message }) => ({ place: '', message: `lossTransforms.${name}: ${message}` }),
    ),
  )
}

/** Selections of nothing, and optimizers within others that cannot stand there. */
function selectionFaults(
  config: Config,
  methods: MethodBuilder,
  { layers, variables }: Pick<Learner, 'layers' | 'variables'>,
): Fault[] {
  const paths = layers.map((_, index) => `layers.${index}`)
  const isPath = (value: string): boolean =>
    paths.some((path) => value === path || value.startsWith(`${path}.`))
  const trained = Object.fromEntries(
    Object.entries(variables).filter(([, { trainable }]) => trainable),
  )
  return chosenMethods(config).flatMap(({ kind, place, methodConfig }) => {
    const { options } = definitionOf(config.catalogue, kind, methodConfig.method)
    // These see what is trained alone.
    const isOfStep = kind === 'optimizer' || kind === 'gradientTransform'
    return faultsIn(options, methodConfig.options, place, isOfStep ? trained : variables)
  })

  function faultsIn(
    table: OptionTable,
    options: MethodConfig['options'],
    place: string,
    selectable: Variables,
  ): Fault[] {
    return Object.entries(table).flatMap(([name, option]) => {
      const value = options[name]
      const key = `${place}.${name}`
      if (option.type === 'parameters' && isSelection(value))
        return faultOf(TypeError, () =>
          // As of groups that a model may have no variables for.
          selectParameters(key, value, selectable, { mayBeNone: options.optional === true }),
        )
      if (
        option.type === 'path' &&
        typeof value === 'string' &&
        !isPath(value) &&
        !option.or?.includes(value)
      ) {
        const message = `${key}: must be the path of a layer of the model, ${listed(paths)}, got ${show(value)}`
        return [{ place: '', message }]
      }
      if (option.type === 'named')
        return namedOptions(value).flatMap(([inner, given]) =>
          faultsIn(option.of, given, `${key}.${inner}`, selectable),
        )
      if (option.type !== 'method' || !(value instanceof MethodConfig)) return []
      const { options: inner } = definitionOf(config.catalogue, option.kind, value.method)
      const faults = faultsIn(inner, value.options, `${key}.${value.method}`, selectable)
      if (faults.length > 0 || option.kind !== 'optimizer') return faults
      const { optimizer, faults: ofOptions } = optimizerOf(methods, value, key)
      if (optimizer === undefined || !isMinimizer(optimizer)) return ofOptions
      const message = `${key}: must be an optimizer that goes by the gradient of a batch, got ${value.method}`
      return [{ place: '', message }]
    })
  }
}

function batchFaults(
  { batchTransforms, catalogue, data, model }: Config,
  methods: MethodBuilder,
  { head, inputShape, layout }: Pick<Learner, 'head' | 'inputShape' | 'layout'>,
): Fault[] {
  const ofPlaces = Array.from(batchTransforms.byName).flatMap(([name, { method }]) => {
    const { inputs } = definitionOf(catalogue, 'batchTransform', method)
    if (data.sequence === null || inputs !== 'places') return []
    const message = `batchTransforms.${name}: ${method} is for images and series, and would take the steps of data.sequence for channels; leave it out`
    return [{ place: '', message }]
  })
  const layer = layerOfIndices({ catalogue, model })
  const ofIndices = Array.from(batchTransforms.byName).flatMap(([name, config]) => {
    const { method } = config
    const { movesInputs } = definitionOf(catalogue, 'batchTransform', method)
    const moves =
      typeof movesInputs === 'function'
        ? movesInputs(methods.options('batchTransform', config))
        : movesInputs
    const taker = layer === null ? null : `${layer} takes whole numbers`
    const reason = taker ?? indicesAmong(layout)
    if (reason === null || !moves) return []
    const message = `batchTransforms.${name}: ${method} changes inputs by parts, and ${reason}; leave it out`
    return [{ place: '', message }]
  })
  const unfit = [...ofPlaces, ...ofIndices]
  if (unfit.length > 0) return unfit
  const targets = zeros([1], { dtype: head.probabilities === null ? 'float32' : 'int32' })
  const example = { inputs: zeros([1, ...inputShape]), targets }
  const source = { rng: new Rng(0), step: tensor(0, { dtype: 'int32' }), layout }
  const built = methods.terms('batchTransform', batchTransforms)
  const suited = Object.entries(built).filter(([name]) => {
    const method = batchTransforms.byName.get(name)?.method ?? name
    const { losses } = definitionOf(catalogue, 'batchTransform', method)
    return losses?.includes(head.outputKind) ?? true
  })
  return suited.flatMap(([name, transform]) =>
    faultOf(ShapeError, () => transform(example, source)).map(({ message }) => ({
      place: '',
      message: `batchTransforms.${name}: ${message}`,
    })),
  )
}

/** Two momentums, such as one before sgd and its own, would share what they remember. */
function memoryFaults(config: Config, methods: MethodBuilder, variables: Variables): Fault[] {
  const before = methods.terms('gradientTransform', config.gradientTransforms)
  const place = `optimizer.${config.optimizer.method}`
  const { optimizer, faults } = optimizerOf(methods, config.optimizer, place)
  if (optimizer === undefined || isMinimizer(optimizer)) return faults
  const transforms = [
    ...Object.entries(before).map(([name, made]) => [`gradientTransforms.${name}`, made] as const),
    [place, optimizer] as const,
  ]
  // One variable tells the names, and takes little memory.
  const one = Object.fromEntries(
    Object.entries(variables)
      .slice(0, 1)
      .map(([path, variable]) => [path, variable.value]),
  )
  const owners = new Map<string, string>()
  return transforms.flatMap(([place, transform]) => {
    let names: string[] = []
    const faults = faultOf(TypeError, () => {
      names = Object.keys(transform.init(one, variables))
    }).map(({ message }) => ({ place: '', message: `${place}: ${message}` }))
    const shared = names.flatMap((name) => {
      const other = owners.get(name)
      owners.set(name, place)
      if (other === undefined) return []
      const message = `${place}: must remember by names of its own, got ${name} as ${other} has; leave one of them out`
      return [{ place: '', message }]
    })
    return [...faults, ...shared]
  })
}

function constraintFaults(
  { constraints }: Config,
  methods: MethodBuilder,
  variables: Variables,
): Fault[] {
  const built = methods.terms('constraint', constraints)
  const step = tensor(0, { dtype: 'int32' })
  return Object.entries(built).flatMap(([name, { parameters, project }]) => {
    const held = Object.values(selectParameters(name, parameters, variables))
    return faultOf(ShapeError, () => {
      for (const variable of held) project(variable.value, variable, { step })
    }).map(({ message }) => ({ place: '', message: `constraints.${name}: ${message}` }))
  })
}

/** The optimizer of a config, or why its options do not go together. */
function optimizerOf(
  methods: MethodBuilder,
  config: MethodConfig,
  place: string,
): { readonly optimizer?: Things['optimizer']; readonly faults: Fault[] } {
  let optimizer: Things['optimizer'] | undefined
  const faults = faultOf(RangeError, () => {
    optimizer = methods.method('optimizer', config)
  }).map(({ message }) => ({ place: '', message: `${place}: ${message}` }))
  return { ...(optimizer && { optimizer }), faults }
}

/** What is wrong where a check throws an error of this type. */
function faultOf(
  type: typeof RangeError | typeof TypeError | typeof ShapeError,
  check: () => unknown,
): Fault[] {
  try {
    check()
    return []
  } catch (error) {
    if (error instanceof type) return [{ place: '', message: error.message }]
    throw error
  }
}

const isSelection = (value: OptionValue | undefined): value is string | readonly string[] =>
  typeof value === 'string' || Array.isArray(value)

interface ChosenMethod {
  readonly kind: Kind
  /** Where its options stand in the config: `penalties.l2`. */
  readonly place: string
  readonly methodConfig: MethodConfig
}

/** The methods of a config that may ask for variables of the model. */
function chosenMethods(config: Config): ChosenMethod[] {
  const named: readonly (readonly [Kind, Terms])[] = [
    ['penalty', config.penalties],
    ['gradientTransform', config.gradientTransforms],
    ['constraint', config.constraints],
    ['metric', config.metrics],
  ]
  const terms = named.flatMap(([kind, { byName }]) =>
    Array.from(byName, ([name, methodConfig]): ChosenMethod => {
      const path = methodConfig.method === name ? name : `${name}.${methodConfig.method}`
      return { kind, place: `${kinds[kind].key}.${path}`, methodConfig }
    }),
  )
  const { optimizer } = config
  return [
    ...terms,
    { kind: 'optimizer', place: `optimizer.${optimizer.method}`, methodConfig: optimizer },
  ]
}
