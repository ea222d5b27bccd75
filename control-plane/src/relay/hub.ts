import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import type { ApiClient } from './api-client.ts'
import { limits } from './limits.ts'
import type { RelayPorts } from './ports.ts'
import type { PublishTickets } from './publish-tickets.ts'
import { Upstream } from './upstream.ts'
import type { Viewer } from './viewer.ts'

/** A revocation may overtake the answer to the redeem that it is about; it is remembered this long, ms. */
const revokedMemoryMs = 60_000

/** All streams and viewers of this relay: one upstream per stream, however many watch it. */
export class Hub {
  readonly #ports: RelayPorts
  readonly #api: ApiClient
  readonly #tickets: PublishTickets
  readonly #upstreams = new Map<string, Upstream>()
  readonly #watching = new Map<Viewer, Upstream>()
  readonly #revoked = new Map<string, { readonly code: number; readonly atMs: number }>()
  readonly #stopTick: () => void

  constructor(ports: RelayPorts, api: ApiClient, tickets: PublishTickets) {
    this.#ports = ports
    this.#api = api
    this.#tickets = tickets
    this.#stopTick = ports.clock.every(1_000, () => this.#tick())
  }

  get counts(): { streams: number; viewers: number; queuedBytes: number } {
    let queuedBytes = 0
    for (const viewer of this.#watching.keys()) queuedBytes += viewer.queuedBytes
    return { streams: this.#upstreams.size, viewers: this.#watching.size, queuedBytes }
  }

  admit(viewer: Viewer): void {
    const revoked = this.#revoked.get(viewer.grant.viewerId)
    if (revoked) viewer.close(revoked.code, 'rights')
    else if (this.#watching.size >= limits.viewers) viewer.close(closeCodes.tooMany, 'viewers')
    else this.#watch(viewer, viewer.grant.streamId)
  }

  leave(viewer: Viewer): void {
    const upstream = this.#watching.get(viewer)
    this.#watching.delete(viewer)
    upstream?.remove(viewer)
  }

  closeViewers(viewerIds: readonly string[], code: number): void {
    const atMs = this.#ports.clock.monotonicMs()
    for (const id of viewerIds) this.#revoked.set(id, { code, atMs })
    const listed = new Set(viewerIds)
    this.#closeWhere(viewer => listed.has(viewer.grant.viewerId), code, 'rights')
  }

  closeAllViewers(code: number, reason: string): void {
    this.#closeWhere(() => true, code, reason)
  }

  closeStreams(streamIds: readonly string[]): void {
    for (const id of streamIds) this.#upstreams.get(id)?.end('resource.not-found')
  }

  drain(): void {
    this.#stopTick()
    this.#watching.clear()
    for (const upstream of [...this.#upstreams.values()]) upstream.drain()
  }

  #watch(viewer: Viewer, streamId: string): void {
    let upstream = this.#upstreams.get(streamId)
    if (!upstream) {
      upstream = new Upstream(viewer.grant.cameraId, streamId, {
        ports: this.#ports,
        api: this.#api,
        tickets: this.#tickets,
        ended: over => this.#ended(over),
      })
      this.#upstreams.set(streamId, upstream)
    }
    this.#watching.set(viewer, upstream)
    upstream.add(viewer)
  }

  #ended(upstream: Upstream): void {
    if (this.#upstreams.get(upstream.stream.streamId) === upstream) this.#upstreams.delete(upstream.stream.streamId)
    for (const [viewer, watched] of this.#watching) if (watched === upstream) this.#watching.delete(viewer)
  }

  #closeWhere(matches: (viewer: Viewer) => boolean, code: number, reason: string): void {
    for (const viewer of [...this.#watching.keys()]) {
      if (!matches(viewer)) continue
      this.leave(viewer)
      viewer.close(code, reason)
    }
  }

  #tick(): void {
    const forgetMs = this.#ports.clock.monotonicMs() - revokedMemoryMs
    for (const [id, revoked] of this.#revoked) if (revoked.atMs < forgetMs) this.#revoked.delete(id)
    for (const upstream of this.#upstreams.values()) upstream.stream.tick()
    for (const [viewer, upstream] of [...this.#watching]) {
      if (viewer.isTooSlow()) this.#relieve(viewer, upstream)
    }
  }

  /** The ladder below skipping: the smaller stream, then the door. */
  #relieve(viewer: Viewer, upstream: Upstream): void {
    const smaller = viewer.grant.smallerStreamId
    this.leave(viewer)
    if (smaller === null || smaller === upstream.stream.streamId) {
      viewer.close(closeCodes.tooSlow, 'too slow')
      return
    }
    viewer.control({ kind: 'switched', streamId: smaller })
    this.#watch(viewer, smaller)
  }
}
