import type { Fault } from '../errors.ts'
import type { Config } from './config.ts'
import type { Places } from './places.ts'
import { listed, quoted } from './show.ts'
import { didYouMean } from './suggest.ts'

/** The keys of a config that name a metric to watch, with what they name. */
export function watchedBy({
  training,
  threshold,
}: Config): { readonly key: string; readonly name: string }[] {
  const { best, earlyStopping } = training
  return [
    { key: 'training.best', name: best },
    { key: 'training.earlyStopping.monitor', name: earlyStopping?.monitor ?? null },
    { key: 'threshold', name: typeof threshold === 'string' ? threshold : null },
  ].flatMap(({ key, name }) => (name === null ? [] : [{ key, name }]))
}

/** A fault for each metric to watch that there is not. */
export function watchedFaults(config: Config, places: Places): Fault[] {
  const { catalogue, metrics } = config
  const known = ['loss', ...metrics.byName.keys(), ...catalogue.of('metric').keys()]
  return watchedBy(config).flatMap(({ key, name }) => {
    if (known.includes(name)) return []
    const hint = didYouMean(name, known) || `; there are ${listed(known)}`
    const place = places.ofValue(key.split('.'))
    const message = `there is no metric ${quoted(name)}${hint}`
    return [{ place, message: place === `--set ${key}` ? message : `${key}: ${message}` }]
  })
}
