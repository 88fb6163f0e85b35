/** A process that ended by itself while it ran a trial: killed, or out of memory. */
export class ProcessDied extends Error {
  override readonly name: string = 'ProcessDied'
}
