import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import { configHash } from '@nightjar/shared/protocol/config/config-hash.ts'
import type { SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import type { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import type { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import type { ConfigStore } from '../config/config-store.ts'
import type { Identity } from '../config/identity.ts'
import { verifyConfig } from '../config/verify-config.ts'
import type { Log } from '../platform/log.ts'
import type { ControlPlaneApi } from './control-plane-api.ts'
import type { TokenSource } from './token-source.ts'

export type AppliedReport = Omit<PayloadOf<typeof configApplied>, 'id'>

/** Takes a verified configuration over; answers camera by camera. Must not throw for one bad camera. */
export type ApplyConfig = (signed: SignedConfig) => Promise<AppliedReport['cameras']>

/**
 * Keeps the agent on the newest configuration that it can trust. The new one is on disk before it is applied; what is
 * refused changes nothing.
 */
export function createConfigFollower(deps: {
  api: ControlPlaneApi
  tokens: TokenSource
  identity: Identity
  store: ConfigStore
  apply: ApplyConfig
  report: (report: AppliedReport) => void
  log: Log
}) {
  let current: SignedConfig | null = null
  let running: Promise<void> | null = null
  let again = false

  async function fetchAndApply(): Promise<void> {
    const token = await deps.tokens.get()
    const etag = current ? `"${configHash(current.config)}"` : undefined
    const reply = await deps.api.fetchIfChanged({
      method: 'GET',
      path: '/api/v1/agents/config',
      token: token.accessToken,
      ...(etag ? { etag } : {}),
    })
    if (!reply) return
    let signed: SignedConfig
    try {
      signed = verifyConfig(reply.body, deps.identity, current?.config.version ?? 0)
    } catch (error) {
      const refusal = toAppError(error)
      deps.log.error({ err: refusal }, 'configuration refused')
      deps.report({ version: 0, hash: '0'.repeat(64), ok: false, error: refusal.publicMessage, cameras: [] })
      return
    }
    await deps.store.write(signed)
    await takeOver(signed)
  }

  async function takeOver(signed: SignedConfig): Promise<void> {
    current = signed
    const cameras = await deps.apply(signed)
    const ok = cameras.every(camera => camera.ok)
    deps.log.info({ version: signed.config.version, cameras: cameras.length, ok }, 'configuration applied')
    deps.report({ version: signed.config.version, hash: configHash(signed.config), ok, error: null, cameras })
  }

  /** Fetches and applies what is new; calls that come while it is at work are answered by one more round. */
  async function refresh(): Promise<void> {
    if (running) {
      again = true
      return running
    }
    running = (async () => {
      do {
        again = false
        await fetchAndApply()
      } while (again)
    })()
      .catch(error => deps.log.warn({ err: error }, 'configuration not fetched; tried again later'))
      .finally(() => {
        running = null
      })
    return running
  }

  return {
    version: (): number => current?.config.version ?? 0,
    config: () => current?.config ?? null,
    /** At start: the last good configuration, so that recording does not wait for the network. */
    async restore(): Promise<void> {
      const stored = await deps.store.read()
      if (!stored) return
      try {
        await takeOver(verifyConfig(stored, deps.identity, 0))
      } catch (error) {
        deps.log.error({ err: error }, 'stored configuration refused; it will be fetched again')
      }
    },
    refresh,
    /** The control plane says that there is this version. */
    hinted({ version }: PayloadOf<typeof configHint>): void {
      if (version > (current?.config.version ?? 0)) void refresh()
    },
  }
}
export type ConfigFollower = ReturnType<typeof createConfigFollower>
