import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { createBackoff } from '@nightjar/shared/retry/backoff.ts'
import { Client } from 'pg'
import type { Log } from '../platform/log.ts'
import type { Database, NotificationHandler } from './client.ts'

/** Identifiers cannot be parameters of LISTEN. */
const quoted = (channel: string): string => `"${channel.replaceAll('"', '""')}"`

interface Listener {
  readonly listen: Database['listen']
  close(): Promise<void>
}

/**
 * LISTEN on a connection of its own (a pool would lose it), reconnecting with a growing pause. After each reconnect
 * every handler hears `null`: notifications sent meanwhile are gone, the rows are not.
 */
export function makeListener(url: string, clock: Clock, log: Log): Listener {
  const handlers = new Map<string, Set<NotificationHandler>>()
  const stopped = new AbortController()
  let client: Client | null = null
  let running: Promise<void> | null = null

  const tell = (channel: string, payload: string | null) => {
    for (const handler of handlers.get(channel) ?? []) handler(payload)
  }

  async function connected(onReady: () => void): Promise<void> {
    const connection = new Client({ connectionString: url, application_name: 'nightjar-listen', keepAlive: true })
    const ended = new Promise<void>(resolve => {
      connection.once('end', resolve)
      connection.on('error', error => {
        log.warn({ err: error }, 'the database connection for notifications was lost')
        resolve()
      })
    })
    connection.on('notification', message => tell(message.channel, message.payload ?? ''))
    try {
      await connection.connect()
      for (const channel of handlers.keys()) await connection.query(`listen ${quoted(channel)}`)
      client = connection
      onReady()
      if (!stopped.signal.aborted) await ended
    } finally {
      client = null
      await connection.end().catch(() => undefined)
    }
  }

  async function run(firstReady: () => void): Promise<void> {
    const backoff = createBackoff({ firstMs: 100, maxMs: 5_000, jitter: null })
    let reconnecting = false
    while (!stopped.signal.aborted) {
      try {
        await connected(() => {
          backoff.reset()
          if (reconnecting) for (const channel of handlers.keys()) tell(channel, null)
          reconnecting = true
          firstReady()
        })
      } catch (error) {
        log.warn({ err: error }, 'cannot listen for database notifications')
      }
      if (stopped.signal.aborted) return
      await clock.sleep(backoff.next(), stopped.signal).catch(() => undefined)
    }
  }

  return {
    listen: async (channel, handler) => {
      const isNew = !handlers.has(channel)
      const ofChannel = handlers.get(channel) ?? new Set()
      handlers.set(channel, ofChannel.add(handler))
      if (running === null) await new Promise<void>(resolve => (running = run(resolve)))
      else if (isNew && client) await client.query(`listen ${quoted(channel)}`)
      return async () => {
        ofChannel.delete(handler)
        if (ofChannel.size > 0) return
        handlers.delete(channel)
        await client?.query(`unlisten ${quoted(channel)}`)
      }
    },
    close: async () => {
      stopped.abort()
      await client?.end().catch(() => undefined)
      await running
    },
  }
}
