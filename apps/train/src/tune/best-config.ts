import { dirname, relative, sep } from 'node:path'
import type { Catalogue } from '@sobolev/nn'
import { type Document, isScalar, isMap as isYamlMap, Document as YamlDocument } from 'yaml'
import { loadConfigText, loadWithPlaces } from '../config/load.ts'
import { escapeReferences, writeConfig, writtenConfig } from '../config/write.ts'
import { identityOf } from '../sweep/identity.ts'
import { setting } from '../sweep/trials.ts'
import { ConfigDraft } from './config-draft.ts'
import { doseText, take } from './ingredient.ts'
import type { TuneStart } from './start-tuning.ts'
import { isMap } from './written-method.ts'

/** What a config is written of. */
export interface BestParts {
  readonly start: TuneStart
  /** The path of the config that was tuned, and what was set for it. */
  readonly path: string
  readonly set: readonly string[]
  /** The point that is written. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** Sentences for its head. */
  readonly remarks: readonly string[]
  /** Where it is written. */
  readonly file: string
}

/**
 * The config of a point: what differs from the config that was tuned, which it extends; or, where that cannot be said
 * so, all of it.
 */
export async function bestConfig(parts: BestParts): Promise<string> {
  const { start, path, set, parameters, remarks, file } = parts
  const { config, settingsBase, ingredients } = start
  const draft = new ConfigDraft(start.written)
  for (const ingredient of ingredients)
    take(ingredient, parameters[ingredient.name], draft, config.training.epochs)
  const reading = (overrides: readonly string[]) => ({
    ...{ overrides, overridesBase: settingsBase, env: process.env },
  })
  const name = setting('name', `${config.name.slice(0, 90)}-tuned`)
  const before = await loadWithPlaces(path, reading([]))
  const after = await loadWithPlaces(path, reading([...set, ...draft.settings, name]))
  const head = remarks.map((text) => `# ${text}\n`).join('')
  const extended = relative(dirname(file), path).split(sep).join('/')
  const different = { extends: extended, ...differences(before.written, after.written) }
  const text = head + commented(different, commentsOf(start, parameters))
  const wanted = identityOf(writtenConfig(after.config), settingsBase)
  try {
    const config = await loadConfigText(text, file, reading([]))
    if (identityOf(writtenConfig(config), settingsBase) === wanted) return text
  } catch {
    // A change that a config which extends another cannot say.
  }
  return head + writeConfig(after.config)
}

/** What stands in one value and not in another, as a config that extends the other says it. */
function differences(before: unknown, after: unknown): Record<string, unknown> {
  const [old, changed] = [isMap(before) ? before : {}, isMap(after) ? after : {}]
  const result: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(changed)) {
    const known = Object.hasOwn(old, key) ? old[key] : undefined
    if (JSON.stringify(known) === JSON.stringify(value)) continue
    result[key] =
      isMap(known) && isMap(value) && !isOtherMethod(known, value)
        ? differences(known, value)
        : value
  }
  for (const key of Object.keys(old)) if (!Object.hasOwn(changed, key)) result[key] = null
  return result
}

/** Whether two maps of one key are of different ones: a method took the place of another. */
function isOtherMethod(before: object, after: object): boolean {
  const [a, b] = [Object.keys(before), Object.keys(after)]
  return a.length === 1 && b.length === 1 && a[0] !== b[0]
}

/** What was done, by the key of the config that it changes. */
function commentsOf(
  { ingredients, written, config }: TuneStart,
  parameters: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, readonly string[]> {
  const comments = new Map<string, readonly string[]>()
  for (const ingredient of ingredients) {
    const dose = parameters[ingredient.name]
    const text = doseText(ingredient.name, dose)
    if (text === null) continue
    const draft = new ConfigDraft(written)
    take(ingredient, dose, draft, config.training.epochs)
    const [key = ''] = draft.settings.map((set) => set.split(/[.=]/)[0] ?? '')
    comments.set(key, [
      ...(comments.get(key) ?? []),
      ` ${text}${summaryOf(config.catalogue, dose)}`,
    ])
  }
  return comments
}

/** What the method of a dose does, as the catalogue says it. */
function summaryOf(catalogue: Catalogue, dose: unknown): string {
  const [name = ''] = isMap(dose) ? Object.keys(dose) : []
  const definition = catalogue.definitions.find((one) => one.name === name && one.tuning)
  return definition === undefined ? '' : `: ${definition.summary}`
}

function commented(config: object, comments: ReadonlyMap<string, readonly string[]>): string {
  const document: Document = new YamlDocument(config, escapeReferences)
  if (isYamlMap(document.contents))
    for (const pair of document.contents.items) {
      const { key } = pair
      if (!isScalar(key)) continue
      const lines = comments.get(String(key.value))
      if (lines !== undefined) key.commentBefore = lines.join('\n')
    }
  return String(document)
}
