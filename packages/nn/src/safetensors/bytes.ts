/**
 * The bytes of a file, a Uint8Array with an ArrayBuffer of its own, as `Blob`, `Response` and `writeFile` take it. Said so
 * that TypeScript before 5.7, whose Uint8Array has no type parameter, can read it too.
 */
export type Bytes = ReturnType<Uint8ArrayConstructor['of']>
