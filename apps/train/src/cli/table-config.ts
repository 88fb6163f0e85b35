import { type Command, Option } from 'commander'
import type { Task } from '../config/config.ts'
import { isTablePath } from '../config/load.ts'
import { overriddenValue } from '../config/overrides.ts'
import { InputError } from '../errors.ts'
import type { InitialConfig } from '../init/initial-config.ts'
import type { CommandIo } from './io.ts'
import { startProgress } from './progress.ts'

/** What a command is told of a table. */
export interface TableOptions {
  readonly target?: string
  readonly task?: Task
  readonly set?: readonly string[]
  readonly quiet?: boolean
}

const tasks: readonly Task[] = ['classification', 'regression']

/** `--target <column>` and `--task <task>`: what is predicted of a table, and as what. */
export function addTableOptions(command: Command): Command {
  return command
    .addOption(new Option('--target <column>', 'the column of the table to predict'))
    .addOption(
      new Option(
        '--task <task>',
        'what the target of the table is, where it does not look like it',
      ).choices(tasks),
    )
}

/**
 * Whether a path is that of a table, for which a config is to be made.
 *
 * @throws InputError where something is said of the table, and the path is that of a config
 */
export function isTable(path: string, { target, task }: TableOptions): boolean {
  const isConfig = /\.ya?ml$/i.test(path)
  if (!isConfig) return target !== undefined || task !== undefined || isTablePath(path)
  for (const [key, value] of Object.entries({ target, task }))
    if (value !== undefined) {
      const message = `goes with a table; of a config, --set data.${key}=… overrides the ${key}`
      throw new InputError({ place: `--${key} ${value}`, message })
    }
  return false
}

/** The config for a table that is to stand in a folder. The task is that of `--task`, else of `--set data.task=…`. */
export async function configOfTable(
  path: string,
  folder: string,
  { target, task, set = [], quiet = false }: TableOptions,
  io: CommandIo,
): Promise<InitialConfig> {
  const { initConfig } = await import('../init/init-config.ts')
  const progress = startProgress(io, 'looking through', quiet)
  const said = overriddenValue(set, 'data', 'task')
  const asked = task ?? tasks.find((one) => one === said) ?? null
  const request = {
    ...{ path, folder, target: target ?? null, task: asked },
    onProgress: progress.update,
  }
  return initConfig(request).finally(progress.stop)
}
