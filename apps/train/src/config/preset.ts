import { packageFile } from '#platform'
import type { Task } from './config.ts'
import { readText } from './read-text.ts'
import { type ConfigSource, readSources } from './sources.ts'

/** The recipes that a config may name; the small one is for tables of some hundred rows. */
export const presetNames = ['tabular', 'tabularSmall'] as const

export type PresetName = (typeof presetNames)[number]

/** The file of a preset for a task. */
export const presetFile = (preset: PresetName, task: Task): string =>
  packageFile(`presets/${preset}-${task}.yaml`)

/** A config over the preset of a task: that lies below all that the config and what it extends say. */
export async function overPreset(
  source: ConfigSource,
  preset: PresetName,
  task: Task,
): Promise<ConfigSource> {
  const file = presetFile(preset, task)
  return { ...source, bases: [await readSources(await readText(file), file), ...source.bases] }
}

/** The preset that a config names; null where it names none, or what is none. */
export function presetOf(config: unknown): PresetName | null {
  const named: unknown = Object(config).preset
  return presetNames.find((name) => name === named) ?? null
}

/** Whether a config, or one that it extends, says anything of a preset. */
export const mentionsPreset = ({ value, bases }: ConfigSource): boolean =>
  Object.hasOwn(Object(value), 'preset') || bases.some(mentionsPreset)
