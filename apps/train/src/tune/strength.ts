import type { Catalogue, Option, Strength } from '@sobolev/nn'
import { type AnyDefinition, optionsOf } from '../config/method-options.ts'
import type { Domain } from '../sweep/domain.ts'
import { isMap, readMethod, writeMethod } from './written-method.ts'

/** What a method's strength may be, as a domain of a sweep. */
export function strengthsOf(strength: Strength, definition: AnyDefinition): Domain {
  if ('values' in strength) return { kind: 'values', values: strength.values }
  const option = optionsOf(definition)[strength.option]
  const { from: low, to: high, scale } = strength
  return {
    ...{ kind: 'range', low, high, isLog: scale === 'log' },
    isInteger: option?.type === 'number' && option.integer === true,
    digits: 2,
  }
}

/**
 * The options of a method with another strength. A length of time is a share of the training; a schedule keeps its
 * form, and begins with the strength.
 */
export function withStrength(
  options: Readonly<Record<string, unknown>>,
  definition: AnyDefinition,
  strength: unknown,
  { epochs, catalogue }: { readonly epochs: number; readonly catalogue: Catalogue },
): Readonly<Record<string, unknown>> {
  const name = definition.tuning?.strength?.option
  if (name === undefined || typeof strength !== 'number') return options
  const option = optionsOf(definition)[name]
  const value =
    option?.type === 'duration'
      ? Math.max(option.minimum ?? 1, Math.round(strength * epochs))
      : scaled(options[name], strength, option, catalogue)
  return { ...options, [name]: value }
}

function scaled(
  before: unknown,
  strength: number,
  option: Option | undefined,
  catalogue: Catalogue,
): unknown {
  if (option?.type !== 'schedule' || !isMap(before)) return strength
  const find = (name: string): AnyDefinition | undefined => catalogue.of('schedule').get(name)
  const schedule = readMethod(before, find)
  const definition = schedule && find(schedule.name)
  if (!definition) return strength
  const values = Object.entries(schedule.options).filter(([name]) =>
    isValue(definition.options[name]),
  )
  const [first] = values.flatMap(([, value]) => value)
  if (typeof first !== 'number' || first === 0) return strength
  const times = (value: unknown): unknown =>
    typeof value === 'number' ? Number(((value / first) * strength).toPrecision(6)) : value
  const options = Object.fromEntries(
    values.map(([name, value]) => [name, Array.isArray(value) ? value.map(times) : times(value)]),
  )
  return writeMethod({ name: schedule.name, options: { ...schedule.options, ...options } }, find)
}

/** Whether an option of a schedule is one of its values, or a list of them. */
function isValue(option: Option | undefined): boolean {
  if (option?.type === 'list') return isValue(option.of)
  return option?.type === 'number' && option.isValue === true
}
