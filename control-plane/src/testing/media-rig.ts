import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { createInternalApp } from '../http/internal-app.ts'
import { systemRandom } from '../platform/random.ts'
import { startRelay } from '../relay/relay.ts'
import { internalGroups } from '../routes/internal-groups.ts'
import { makeRunCommand } from '../services/command/run-command.ts'
import { loadRelays } from '../services/relay/load-relays.ts'
import { makeRelayLink } from '../services/relay/relay-link.ts'
import { makeSiteTransfers } from '../services/relay/send-from-site.ts'
import { type Harness, type HarnessOptions, openHarness } from './harness.ts'

const relayKey = 'k'.repeat(43)

/** Listens on any free port of this machine. */
async function listen(fetch: Harness['app']['fetch']): Promise<{ server: Server; url: string }> {
  const server = serve({ fetch: fetch as never, hostname: '127.0.0.1', port: 0 }) as Server
  if (!server.listening) await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** The api on real sockets with a real relay beside it, talking over the internal port as in production. */
export async function openMediaRig(options: HarnessOptions = {}) {
  const harness = await openHarness({
    ...options,
    parts: (base, usual) => ({
      transfers: makeSiteTransfers({
        relay: makeRelayLink(fetch, relayKey),
        run: makeRunCommand(usual.commandResults),
      }),
      ...options.parts?.(base, usual),
    }),
  })
  const settings = { keys: { relay: relayKey, local: undefined }, organisationId: '' }
  const internal = await listen(createInternalApp(harness.base, settings, internalGroups, harness.parts).fetch)
  const api = await listen(harness.app.fetch)
  const relay = await startRelay(
    {
      host: '127.0.0.1',
      port: 0,
      internalHost: '127.0.0.1',
      internalPort: 0,
      internalUrl: internal.url,
      relayKey,
      allowedOrigins: [api.url],
      relayAddress: '/publish',
      liveAddress: '/live',
      trustedProxies: [],
      ownInternalUrl: null,
    },
    {
      clock: harness.clock,
      randomBytes: length => systemRandom.bytes(length),
      fetch,
      log: pino({ level: 'silent' }),
    },
  )
  const relayIsThere = async () => {
    for (let tries = 1000; (await loadRelays(harness.base)).length === 0; tries--) {
      if (tries === 0) throw new Error('the relay is not known to the api')
      await harness.clock.sleep(20)
    }
  }
  await relayIsThere()
  return {
    harness,
    /** Of the public api. */
    url: api.url,
    internalUrl: internal.url,
    relayKey,
    relayUrl: `ws://127.0.0.1:${relay.port}`,
    /** Moves wall time on, and waits for the relay to be known again. */
    advance: async (ms: number) => {
      harness.clock.advance(ms)
      await relayIsThere()
    },
    close: async () => {
      await relay.stop()
      for (const { server } of [api, internal]) {
        server.closeAllConnections()
        server.close()
      }
      await harness.close()
    },
  }
}
export type MediaRig = Awaited<ReturnType<typeof openMediaRig>>
