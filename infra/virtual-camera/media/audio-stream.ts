import type { Subscriber } from './media-unit.ts'
import type { Track } from './track.ts'

export type AudioCodec = 'pcmu' | 'pcma' | 'aac'

export interface AudioStream {
  readonly track: Track
  /** Publishes as time passes. Returns what ends it. */
  start(publish: Subscriber): () => void
  close(): void
}
