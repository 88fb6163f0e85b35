// Every platform has these; the language's own type library does not declare them.
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> }
declare const TextDecoder: new (
  encoding: 'utf-8',
  options: { fatal: true },
) => { decode(bytes: Uint8Array): string }

export const encodeUtf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** @throws TypeError for bytes that are no UTF-8 */
export const decodeUtf8 = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true }).decode(bytes)
