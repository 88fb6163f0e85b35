import { writeConfig } from '../config/write.ts'
import { writeTextAtomic } from '../run/atomic-write.ts'
import { describeEnvironment, type Invocation } from '../run/environment.ts'
import { createRunFolder, type RunFolder, removeRunFolder } from '../run/run-folder.ts'
import type { Prepared } from './prepare.ts'

/**
 * Makes a run's folder, with the resolved config and the environment in it. It comes last before
 * training, so that nothing is left behind where the input was at fault.
 *
 * @param output the folder of all runs
 * @param invocation how the program was called
 * @throws InputError if the folder cannot be made
 */
export function startRun(
  { config, dataset }: Prepared,
  output: string,
  invocation: Invocation,
): RunFolder {
  const folder = createRunFolder(output, config.name)
  try {
    const environment = describeEnvironment(invocation, dataset.sources, config.methodFiles)
    writeTextAtomic(folder.environment, `${JSON.stringify(environment, null, 2)}\n`)
    // The last: a folder with a config is one of a run, which can be resumed.
    writeTextAtomic(folder.config, writeConfig(config))
  } catch (error) {
    removeRunFolder(folder)
    throw error
  }
  return folder
}
