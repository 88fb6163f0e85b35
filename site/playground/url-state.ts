/** The state of the playground in the fragment of its address: whoever opens it sees the same picture. */
import type { View } from './messages.ts'

/** What an address says. */
export interface UrlState {
  /** The shipped experiment that it began with; `null`: a table of one's own. */
  readonly example: string | null
  /** The YAML where it is not that of the example. */
  readonly config: string | null
  readonly table: { readonly name: string; readonly text: string } | null
  readonly view: View
  /** The step at which training was stopped; `end`: it was not. */
  readonly until: number | 'end'
}

/** Characters of an address that all browsers keep. */
export const longestAddress = 60_000

/** A state as a fragment, without `#`; `null` where its table is too large for one. */
export async function writeFragment(state: UrlState): Promise<string | null> {
  const { example, config, table, view, until } = state
  const entries: [string, string][] = []
  if (example !== null) entries.push(['example', example])
  if (config !== null) entries.push(['config', await packed(config)])
  if (table !== null) entries.push(['table', table.name], ['csv', await packed(table.text)])
  if (view.across !== null) entries.push(['across', view.across])
  if (view.up !== null) entries.push(['up', view.up])
  if (view.arrows) entries.push(['arrows', '1'])
  if (until !== 'end') entries.push(['step', String(until)])
  const fragment = new URLSearchParams(entries).toString()
  return fragment.length > longestAddress ? null : fragment
}

/** What a fragment says; what cannot be read of it is left out. */
export async function readFragment(fragment: string): Promise<UrlState> {
  const said = new URLSearchParams(fragment.replace(/^#/, ''))
  const [config, text] = await Promise.all([
    unpacked(said.get('config')),
    unpacked(said.get('csv')),
  ])
  const step = Number(said.get('step') ?? Number.NaN)
  return {
    example: said.get('example'),
    config,
    table: text === null ? null : { name: said.get('table') ?? 'table.csv', text },
    view: {
      across: said.get('across'),
      up: said.get('up'),
      arrows: said.get('arrows') === '1',
    },
    until: Number.isInteger(step) && step >= 0 ? step : 'end',
  }
}

/** A text as base64url of its deflated UTF-8. */
async function packed(text: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'))
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(characters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

async function unpacked(text: string | null): Promise<string | null> {
  if (text === null) return null
  try {
    const characters = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0))
    const unpackedBytes = await through(bytes, new DecompressionStream('deflate-raw'))
    return new TextDecoder('utf-8', { fatal: true }).decode(unpackedBytes)
  } catch {
    return null
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(transform)
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
