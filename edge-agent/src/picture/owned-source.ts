import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { CameraConfig } from '@nightjar/shared/protocol/config/document.ts'
import type { StreamConfig } from '@nightjar/shared/protocol/config/streams.ts'
import type { AddressPolicy } from '../camera-access/address-policy.ts'
import type { LockoutRegistry } from '../camera-access/lockout.ts'
import type { ConnectionState } from '../media/connection-state.ts'
import type { PicturePacket } from '../media/packet.ts'
import type { PictureSource } from '../media/picture-source.ts'
import type { RunStart } from '../media/track.ts'
import type { WayfaringCamera } from '../media/way-to.ts'
import type { Log } from '../platform/log.ts'
import type { Network } from '../platform/network.ts'
import type { Random } from '../platform/random.ts'

/** What of a camera's configuration decides which source it gets. */
export interface SourceCamera extends WayfaringCamera {
  readonly mask: { readonly version: number; readonly geometryHash: string } | null
  /** Left out by a control plane that does not know it. */
  readonly loss?: CameraConfig['loss']
}

/** A picture source in the hands of who opened it; readers are given the {@link PictureSource} alone. */
export interface OwnedSource extends PictureSource {
  /**
   * Takes the configuration anew. The sinks stay; the camera is connected to again only where address, transport,
   * credentials or adopted key are others.
   * @throws AppError `camera.masked-unsupported`; the source must then be closed.
   */
  recapture(camera: SourceCamera, stream: StreamConfig): void
  /** Ends everything at once. Resolves when the connection is gone. @param reason an error code, for the sinks. */
  close(reason: string): Promise<void>
}

/** Sees what the sinks see, and the state of the connection; for status and figures. Must not throw. */
export interface SourceObserver {
  state(state: ConnectionState | { readonly state: 'stopped' }): void
  run(run: RunStart): void
  packet(packet: PicturePacket): void
  /** See the status's `lostPercent`; told on change. */
  loss(percent: number | null): void
}

export interface SourceDeps {
  readonly clock: Clock
  readonly network: Network
  readonly random: Random
  readonly policy: AddressPolicy
  readonly lockouts: LockoutRegistry
  readonly log: Log
}
