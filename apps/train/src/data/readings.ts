import type { DataConfig } from '../config/config.ts'
import { flow, listed, quoted } from '../config/show.ts'
import { type Fault, InputError } from '../errors.ts'
import { inputColumns, markColumns } from './fit-preprocessing.ts'
import { hasOtherUse, methodColumnFaults, methodReading } from './method-columns.ts'
import { type Preprocessing, readTarget } from './preprocessing.ts'
import { fileColumnOf, type Reading, readingsLike } from './reading.ts'
import { readWeight, weightReading } from './row-weights.ts'
import {
  fitSequence,
  readingsOfSequence,
  sequenceColumns,
  sequenceFaults,
} from './sequence-columns.ts'
import { columnOf, requireColumns, type Table } from './table.ts'

/** How to read each column of the training file; columns left out are not kept. */
export function readingsOf(
  columns: readonly string[],
  place: string,
  data: DataConfig,
): Map<string, Reading> {
  const { target, weight, exclude, task } = data
  const marks = markColumns(data)
  requireColumns(
    columns,
    [
      { name: target, key: 'data.target' },
      ...weightsAsked(data),
      ...exclude.map((name) => ({ name, key: 'data.exclude' })),
      ...Object.keys(data.columns).map((name) => ({ name, key: 'data.columns' })),
      ...marks.map(({ name, key }) => ({ name, key: `${key}.column` })),
      ...sequenceColumns(data),
      ...data.methodColumns,
    ],
    place,
  )
  checkSettings(place, data)
  const excluded = new Set(exclude)
  const ofMethods = readingsOfMethods(data)
  const readings = new Map<string, Reading>()
  for (const name of columns) {
    const settings = Object.hasOwn(data.columns, name) ? data.columns[name] : undefined
    const ofTask = { classification: 'categorical', regression: 'numeric' } as const
    const isTarget = name === target
    const type = isTarget && task !== null ? ofTask[task] : (settings?.type ?? null)
    if (name === data.sequence?.id) readings.set(name, 'id')
    else if (marks.some((mark) => mark.name === name)) readings.set(name, 'text')
    else if (name === weight) readings.set(name, weightReading(name, data))
    else if (ofMethods.has(name)) readings.set(name, ofMethods.get(name) ?? 'categorical')
    else if (type === 'categorical') readings.set(name, 'categorical')
    else if (!excluded.has(name)) {
      const purpose =
        name === data.sequence?.time
          ? 'time'
          : type === 'numeric'
            ? 'number'
            : isTarget
              ? 'target'
              : 'input'
      const isInput = !isTarget && purpose !== 'time'
      readings.set(name, {
        kind: 'infer',
        purpose,
        decimal: settings?.decimal ?? data.decimal,
        thousands: settings?.thousands ?? data.thousands,
        dates: settings?.dates ?? (isInput ? data.dates : null) ?? [],
      })
    }
  }
  return readings
}

/** The columns of a second file, to be read as those of the first were. */
export function sameReadings(
  columns: readonly string[],
  place: string,
  table: Table,
  data: DataConfig,
): Map<string, Reading> {
  const weights = data.weight === null ? [] : [columnOf(table, data.weight)]
  const readings = readingsLike([
    columnOf(table, data.target),
    ...weights,
    ...inputColumns(table, data),
  ])
  if (data.sequence !== null) {
    const ofSequence = readingsOfSequence(fitSequence(table, data.sequence, 1))
    for (const [name, reading] of ofSequence) readings.set(name, reading)
  }
  const key = `the columns of ${table.place} must be here too`
  const wanted = [...readings.keys()].map((name) => ({ name, key }))
  requireColumns(columns, wanted, place)
  return readings
}

/**
 * The columns that a model was trained on, to be read as they were then, with those that weigh the rows and mark the
 * parts.
 */
export function fittedReadings(
  columns: readonly string[],
  place: string,
  preprocessing: Preprocessing,
  data: DataConfig,
): Map<string, Reading> {
  const marks = markColumns(data)
  const weights = weightsAsked(data)
  const { weight: _, ...asked } = preprocessing
  const readings = trainedReadings(asked, true)
  const key = 'the columns the model was trained on must be here'
  const wanted = [...readings.keys()].map((name) => ({ name, key }))
  requireColumns(columns, [...wanted, ...weights, ...marks, ...data.methodColumns], place)
  for (const { name } of weights) readings.set(name, weightReading(name, data))
  for (const { name } of marks) {
    if (name !== preprocessing.sequence?.id) readings.set(name, 'text')
  }
  for (const [name, reading] of readingsOfMethods(data)) readings.set(name, reading)
  return readings
}

/** How to read the inputs that a model was trained on, what makes sequences of them, and target and weights if they are asked for. */
export function trainedReadings(
  { inputs, target, weight, sequence }: Preprocessing,
  withTarget: boolean,
): Map<string, Reading> {
  const measured = [readTarget(target), ...(weight === undefined ? [] : [readWeight(weight)])]
  const readings = readingsLike(withTarget ? [...inputs, ...measured] : inputs)
  if (sequence === undefined) return readings
  return new Map([...readings, ...readingsOfSequence(sequence)])
}

/** Throws `InputError` for columns that a model was not trained on, and for one that it needs but is left out. */
export function refuseOtherInputs(
  columns: readonly string[],
  place: string,
  { inputs, target }: Preprocessing,
  data: DataConfig,
): void {
  // Called for its checks: names of unknown columns and settings without effect are faults here too.
  readingsOf(columns, place, data)
  const trainedOn = new Set([target.name, ...inputs.map(fileColumnOf)])
  const marks = markColumns(data).map(({ name }) => name)
  const ofSequence = sequenceColumns(data).map(({ name }) => name)
  const faults: Fault[] = []
  const ofMethods = data.methodColumns.map(({ name }) => name)
  const noInputs = new Set([...data.exclude, ...marks, ...ofSequence, ...ofMethods, data.weight])
  const others = columns.filter((name) => !trainedOn.has(name) && !noInputs.has(name))
  if (others.length > 0) {
    const message = `the checkpoint was not trained on ${listed(others.map(quoted))}; leave out what it does not know: data.exclude: ${flow(others)}`
    faults.push({ place, message })
  }
  for (const name of [...data.exclude, ...marks]) {
    if (!trainedOn.has(name)) continue
    const key = marks.includes(name) ? 'data.validation and data.test' : 'data.exclude'
    faults.push({
      place,
      message: `${key}: must not name ${quoted(name)}, which the checkpoint was trained on`,
    })
  }
  if (faults.length > 0) throw new InputError(faults)
}

/** How to read the columns that methods alone use. */
const readingsOfMethods = (data: DataConfig): Map<string, Reading> =>
  new Map(
    data.methodColumns
      .filter((column) => !hasOtherUse(column, data))
      .map((column) => [column.name, methodReading(column, data)]),
  )

/** The column of weights, with the key that names it. */
const weightsAsked = ({ weight }: DataConfig): { name: string; key: string }[] =>
  weight === null ? [] : [{ name: weight, key: 'data.weight' }]

/** What an error about text in a numeric column suggests. */
export function textHint(
  column: string,
  { target, weight, sequence, methodColumns }: DataConfig,
): string {
  const ofMethod = methodColumns.find(({ name }) => name === column)
  if (ofMethod) return `fix the cell, or name another column in ${ofMethod.key}`
  if (column === weight) return 'fix the cell, or name another column in data.weight'
  if (column === sequence?.time) {
    return 'fix the cell, or leave data.sequence.time out if the rows are in order'
  }
  const other =
    column === target ? 'data.task: classification' : `data.columns.${column}.type: categorical`
  return `fix the cell, add its text to data.missingValues, or set ${other}`
}

/** Refuses a target that is left out, and settings of columns that are no inputs, which would do nothing. */
function checkSettings(place: string, data: DataConfig): void {
  const { target, task, exclude } = data
  const marks = markColumns(data)
  const ofMethods = readingsOfMethods(data)
  const ofSequence = new Set(sequenceColumns(data).map(({ name }) => name))
  const faults = Object.entries(data.columns).flatMap(
    ([name, { type, missing, scale, encoding, dates }]): Fault[] => {
      if (ofSequence.has(name) || ofMethods.has(name)) return []
      const fault = (message: string): Fault[] => [
        { place, message: `data.columns.${name}: ${message}` },
      ]
      if (name === target) {
        const wanted = task === 'regression' ? 'numeric' : 'categorical'
        if (task !== null && type !== null && type !== wanted) {
          return fault(`type: must be ${wanted}, as data.task is ${task}, got ${type}`)
        }
        if (missing === null && scale === null && encoding === null && dates === null) return []
        return fault(
          'must hold only type, decimal and thousands, as this is the target; see data.missingTarget, data.scaleTarget',
        )
      }
      if (name === data.weight) {
        const isPlain = missing === null && scale === null && encoding === null && dates === null
        if (isPlain && type !== 'categorical') return []
        return fault('must hold only decimal and thousands, as data.weight uses this column')
      }
      if (exclude.includes(name))
        return fault('must be left out, as data.exclude or data.inputs leaves this column out')
      const mark = marks.find((each) => each.name === name)
      return mark === undefined ? [] : fault(`must be left out, as ${mark.key} uses this column`)
    },
  )
  faults.push(...sequenceFaults(place, data), ...methodColumnFaults(place, data))
  if (exclude.includes(target)) {
    const message = `data.exclude: must not name ${quoted(target)}, which is data.target; take one of the two back`
    faults.push({ place, message })
  }
  const uses = [
    { names: [target], what: 'data.target' },
    { names: exclude, what: 'data.exclude' },
    { names: marks.map(({ name }) => name), what: 'data.validation or data.test' },
  ]
  for (const { names, what } of uses) {
    if (data.weight === null || !names.includes(data.weight)) continue
    const message = `data.weight: must not be ${quoted(data.weight)}, which ${what} names; name the column that says how much each row counts`
    faults.push({ place, message })
  }
  for (const { name, key } of marks) {
    if (name !== target) continue
    const message = `${key}.column: must not be ${quoted(name)}, which is data.target; name the column that marks the parts`
    faults.push({ place, message })
  }
  if (faults.length > 0) throw new InputError(faults)
}
