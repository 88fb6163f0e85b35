import type { ActivationFunction } from '../activations/activation-function.ts'
import type { ColumnReference } from '../evaluation/example-layout.ts'
import type { Initializer } from '../initializers/initializer.ts'
import type { LayerPlan } from '../layers/layer.ts'
import type { GradientTransform } from '../optimizers/transform.ts'
import type { ParameterSelection } from '../parameter-selection.ts'
import type { Schedule } from '../schedules/schedule.ts'

/** A number within a range, or one of a few words. */
export interface NumberOption extends Described {
  readonly type: 'number'
  readonly default?: number | string
  /** Whether only whole numbers will do. */
  readonly integer?: boolean
  readonly minimum?: number
  /** A minimum that is itself too small. */
  readonly above?: number
  readonly maximum?: number
  /** A maximum that is itself too large. */
  readonly below?: number
  /** Words that may stand in place of the number, such as `all`. */
  readonly or?: readonly string[]
  /** Of a schedule: one of its values, which must be what the option may be that it stands for. */
  readonly isValue?: boolean
  /** Of a schedule: what its value is multiplied with again and again; at most 1 where the values have an upper end. */
  readonly isFactor?: boolean
}

/** A number, or a list of numbers that rise. */
export interface NumbersOption extends Described {
  readonly type: 'numbers'
  readonly default?: number
  readonly minimum?: number
  /** A minimum that is itself too small. */
  readonly above?: number
  readonly maximum?: number
  /** A maximum that is itself too large. */
  readonly below?: number
}

/** A list of numbers, or of lengths of time that rise, at least one. */
export interface ListOption extends Described {
  readonly type: 'list'
  readonly of: NumberOption | DurationOption
  /** One of the words that may stand in place of the list. */
  readonly default?: string
  readonly or?: readonly string[]
}

/** True or false. */
export interface FlagOption extends Described {
  readonly type: 'flag'
  readonly default?: boolean
}

/** One of a few values. */
export interface ChoiceOption extends Described {
  readonly type: 'choice'
  readonly values: readonly (string | number)[]
  readonly default?: string | number
}

/**
 * A number that may change from step to step; its range is that of all its values. The library checks a plain number
 * alone, for the values of a schedule are known in their step; a config checks the numbers of schedules too.
 */
export interface ScheduleOption extends Described {
  readonly type: 'schedule'
  readonly minimum?: number
  /** A minimum that is itself too small. */
  readonly above?: number
  readonly maximum?: number
  /** A maximum that is itself too large. */
  readonly below?: number
  readonly default?: number
  /** Whether a weighting may stand in its place, by which the weight of a penalty finds itself. */
  readonly orWeighting?: true
}

/** A length of time: optimizer steps in the library, epochs in a config. */
export interface DurationOption extends Described {
  readonly type: 'duration'
  /** The least there may be; 1 unless given. */
  readonly minimum?: number
  readonly default?: number
  /** In a config, the rest of training unless given. */
  readonly restOfTraining?: boolean
}

/** A whole number for each axis of a space, or one for all of them: the sizes of a window, its strides. */
export interface SizesOption extends Described {
  readonly type: 'sizes'
  /** The least each may be; 1 unless given. */
  readonly minimum?: number
  readonly default?: number | string
  /** Words that may stand in place of the sizes. */
  readonly or?: readonly string[]
}

/** Some of a model's variables, by role or by path. */
export interface ParametersOption extends Described {
  readonly type: 'parameters'
  readonly default?: string
}

/** A module within the model by its dotted path, such as `layers.0`, one of a few words, or the number of an output. */
export interface PathOption extends Described {
  readonly type: 'path'
  readonly default?: string | number
  /** Words that may stand in place of a path, such as `loss`. */
  readonly or?: readonly string[]
  /** Whether the number of an output, counted from 0, may stand in place of a path. */
  readonly orOutput?: boolean
}

/** A text of its own form, such as an equation. */
export interface TextOption extends Described {
  readonly type: 'text'
  /** What it must be, in words that follow "must be". */
  readonly form: string
  /** Such a text. */
  readonly sample: string
  /** None unless given. */
  readonly default?: string | null
}

/** Another method of the catalogue: its function in the library, its name or a map in a config. */
export interface MethodOption extends Described {
  readonly type: 'method'
  readonly kind: keyof MethodValues
  /** A method of the catalogue, or null for none. */
  readonly default?: object | null
}

/** Any number of things with the same options each, by names of the user's own. */
export interface NamedOption extends Described {
  readonly type: 'named'
  readonly of: OptionTable
  /** They must be given. */
  readonly default?: undefined
}

/** Layers that a layer holds, one after the other: plans in the library, a list as under `model.layers` in a config. */
export interface LayersOption extends Described {
  readonly type: 'layers'
  /** They must be given. */
  readonly default?: undefined
}

/**
 * What a column of a table is to a method: one of the model's inputs, or one beside them, of numbers or of groups.
 */
export type ColumnUse = 'inputs' | 'numbers' | 'groups'

/** A column of a table by its name; an input may in the library be a position within an example too. */
export interface ColumnOption extends Described {
  readonly type: 'column'
  readonly of: ColumnUse
  /** Of inputs: whether a column must be one number of an example, and no category, part of a date or step. */
  readonly isSingle?: true
  /** None unless given. */
  readonly default?: null
}

/** Columns of a table by their names, one or a list. */
export interface ColumnsOption extends Described {
  readonly type: 'columns'
  readonly of: ColumnUse
  readonly isSingle?: true
  /** What leaving them out means in words, such as `all inputs`. */
  readonly otherwise?: string
  readonly default?: null
}

/** A value for some columns each, by their names. */
export interface ColumnMapOption extends Described {
  readonly type: 'columnMap'
  readonly of: ColumnUse
  readonly isSingle?: true
  readonly value: NumberOption | ChoiceOption | ColumnOption | ColumnsOption
  readonly default?: null
}

interface Described {
  /** What it does, for someone who chooses a value; no sentence of its own. */
  readonly words: string
}

interface MethodValues {
  readonly activation: ActivationFunction
  readonly initializer: Initializer
  readonly optimizer: GradientTransform
}

/** What a user may choose of a method: what it may be, its default, and what it means. */
export type Option =
  | NumberOption
  | NumbersOption
  | ListOption
  | FlagOption
  | ChoiceOption
  | ScheduleOption
  | DurationOption
  | SizesOption
  | ParametersOption
  | PathOption
  | TextOption
  | MethodOption
  | LayersOption
  | NamedOption
  | ColumnOption
  | ColumnsOption
  | ColumnMapOption

/** The options of a method by name. */
export type OptionTable = Readonly<Record<string, Option>>

type Without<O extends Option> = Omit<O, 'type'>

/** Each makes an option's descriptor; one without a default must be given. */
export const option = {
  number: <const O extends Without<NumberOption>>(of: O) => ({ ...of, type: 'number' }) as const,
  integer: <const O extends Without<NumberOption>>(of: O) =>
    ({ ...of, type: 'number', integer: true }) as const,
  numbers: <const O extends Without<NumbersOption>>(of: O) => ({ ...of, type: 'numbers' }) as const,
  list: <const O extends Without<ListOption>>(of: O) => ({ ...of, type: 'list' }) as const,
  flag: <const O extends Without<FlagOption>>(of: O) => ({ ...of, type: 'flag' }) as const,
  choice: <const O extends Without<ChoiceOption>>(of: O) => ({ ...of, type: 'choice' }) as const,
  schedule: <const O extends Without<ScheduleOption>>(of: O) =>
    ({ ...of, type: 'schedule' }) as const,
  duration: <const O extends Without<DurationOption>>(of: O) =>
    ({ ...of, type: 'duration' }) as const,
  sizes: <const O extends Without<SizesOption>>(of: O) => ({ ...of, type: 'sizes' }) as const,
  parameters: <const O extends Without<ParametersOption>>(of: O) =>
    ({ ...of, type: 'parameters' }) as const,
  text: <const O extends Without<TextOption>>(of: O) => ({ ...of, type: 'text' }) as const,
  path: <const O extends Without<PathOption>>(of: O) => ({ ...of, type: 'path' }) as const,
  method: <const O extends Without<MethodOption>>(of: O) => ({ ...of, type: 'method' }) as const,
  layers: <const O extends Without<LayersOption>>(of: O) => ({ ...of, type: 'layers' }) as const,
  named: <const O extends Without<NamedOption>>(of: O) => ({ ...of, type: 'named' }) as const,
  column: <const O extends Without<ColumnOption>>(of: O) => ({ ...of, type: 'column' }) as const,
  columns: <const O extends Without<ColumnsOption>>(of: O) => ({ ...of, type: 'columns' }) as const,
  columnMap: <const O extends Without<ColumnMapOption>>(of: O) =>
    ({ ...of, type: 'columnMap' }) as const,
}

/** What a value is in the library, for the types of options of which that is always the same. */
interface Values {
  readonly numbers: number | readonly number[]
  readonly list: readonly number[]
  readonly flag: boolean
  readonly schedule: Schedule
  readonly duration: number
  readonly sizes: number | readonly number[]
  readonly parameters: ParameterSelection
  readonly layers: readonly LayerPlan[]
}

/** How columns are named: inputs also by positions. */
type NameOf<Use extends ColumnUse> = Use extends 'inputs' ? ColumnReference : string

type Absent<O> = O extends { readonly default: null } ? null : never

/** What a value of an option of columns is. */
type ColumnValueOf<O> = O extends {
  readonly type: 'column'
  readonly of: infer Use extends ColumnUse
}
  ? NameOf<Use> | Absent<O>
  : O extends { readonly type: 'columns'; readonly of: infer Use extends ColumnUse }
    ? NameOf<Use> | readonly NameOf<Use>[] | Absent<O>
    : O extends { readonly type: 'columnMap'; readonly value: infer Value }
      ? Readonly<Record<string, ValueOf<Value>>> | Absent<O>
      : never

/** What a value of an option is in the library. */
export type ValueOf<O> = O extends { readonly type: 'column' | 'columns' | 'columnMap' }
  ? ColumnValueOf<O>
  : O extends { readonly type: 'text' }
    ? string | Absent<O>
    : OtherValueOf<O>

type OtherValueOf<O> = O extends {
  readonly type: infer Type extends 'sizes' | 'list'
  readonly or: readonly (infer Word)[]
}
  ? Values[Type] | Word
  : O extends { readonly type: 'path' }
    ? string | (O extends { readonly orOutput: true } ? number : never)
    : O extends { readonly type: 'named'; readonly of: infer T extends OptionTable }
      ? Readonly<Record<string, GivenOptions<T>>>
      : O extends { readonly type: infer Type extends keyof Values }
        ? Values[Type]
        : O extends { readonly type: 'number'; readonly or: readonly (infer Word)[] }
          ? number | Word
          : O extends { readonly type: 'number' }
            ? number
            : O extends { readonly type: 'choice'; readonly values: readonly (infer Value)[] }
              ? Value
              : O extends {
                    readonly type: 'method'
                    readonly kind: infer K extends keyof MethodValues
                  }
                ? MethodValues[K] | (O extends { readonly default: null } ? null : never)
                : never

type Required<T> = {
  [Name in keyof T]: T[Name] extends { readonly default: unknown } ? never : Name
}[keyof T]

/** The options as a user gives them: those with a default may be left out. */
export type GivenOptions<T extends OptionTable> = [Required<T>] extends [never]
  ? Optional<T>
  : { readonly [Name in keyof T as Name & Required<T>]: ValueOf<T[Name]> } & Optional<T>

// By itself where nothing is required: of an intersection TypeScript does not see that a number has none of its names.
// Names are those of the table, and so editors show the comments that stand there.
type Optional<T extends OptionTable> = {
  readonly [Name in keyof T as Exclude<Name, Required<T>>]?: ValueOf<T[Name]>
}

/** The options with every default filled in. */
export type FilledOptions<T extends OptionTable> = { readonly [Name in keyof T]: ValueOf<T[Name]> }

/** The arguments of a function that takes these options, and may leave them out if each has a default. */
export type OptionArguments<T extends OptionTable, Short = never> =
  Required<T> extends never
    ? [options?: GivenOptions<T> | Short]
    : [options: GivenOptions<T> | Short]
