import type { MediaUnit } from '../media/media-unit.ts'

/** Where one track of one client goes. */
export interface Sink {
  /** The Transport header that answers SETUP. */
  readonly transport: string
  send(unit: MediaUnit): void
  report(rtcp: Buffer): void
  close(): void
}
