import { Redis } from 'ioredis'

/** A queue that cannot be used as it was asked to: a wrong address, a server that does not answer, a damaged file. */
export class QueueError extends Error {
  override readonly name: string = 'QueueError'
}

/** Milliseconds that a server has for its first answer. */
const patience = 5_000

/**
 * Connects to the Redis server of a URL such as `redis://user:password@host:6379/0`, or `rediss://` for TLS. A
 * connection that breaks later is made again, however long that takes.
 *
 * @throws QueueError if the URL is none of Redis, or no server answers there; it names the URL without its password
 */
export async function connect(url: string): Promise<Redis> {
  checkUrl(url)
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(1000, 50 * times),
  })
  // Each loss of the connection is one; what matters of them is what `connect` throws below.
  let complaint = 'no answer'
  redis.on('error', (error: Error) => {
    complaint = error.message === '' ? String('code' in error ? error.code : error) : error.message
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint)), patience)
  })
  try {
    // Not `connect` alone, which gives up at the first refusal, as that of a server that is starting.
    redis.connect().catch(() => {})
    await Promise.race([redis.ping(), late])
    return redis
  } catch (error) {
    redis.disconnect()
    const reason = error instanceof Error ? error.message : String(error)
    throw new QueueError(`${shownUrl(url)}: must be a Redis server that answers, got ${reason}`)
  } finally {
    clearTimeout(timer)
  }
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed !== null && /^rediss?:$/.test(parsed.protocol) && parsed.hostname !== '') return
  throw new QueueError(
    `must be the URL of a Redis server, such as redis://host:6379, got ${JSON.stringify(shownUrl(url))}`,
  )
}

/** A URL as it may be shown and stored: with `***` in place of a password. */
export function shownUrl(url: string): string {
  // Also of one that no parser takes, such as one with a # in its password.
  return url.replace(/^([a-z]+:\/\/[^:/@]*):.*@/i, '$1:***@')
}

/** The words of a command line as they may be stored. */
export function withoutPasswords(words: readonly string[]): string[] {
  return words.map((word) => word.replace(/rediss?:\/\/.*/i, shownUrl))
}
