import { readTracks, trackBoxes } from '@nightjar/shared/mp4/read-tracks.ts'

export interface VideoTrack {
  readonly id: number
  /** Ticks per second. */
  readonly timescale: number
}

/** The picture track of a moov box; null where there is none. */
export function videoTrack(moov: Uint8Array): VideoTrack | null {
  const track = readTracks(moov).find(({ handler }) => handler === 'vide')
  return track ? { id: track.id, timescale: track.timescale } : null
}

/**
 * Makes a player overlook every track but the pictures, in place: the boxes of the others become `free` boxes of the
 * same length, so that no offset moves. For sound that the browser cannot play (G.711 in MP4).
 */
export function keepOnlyVideo(bytes: Uint8Array, videoTrackId: number): void {
  for (const { trackId, box } of trackBoxes(bytes))
    if (trackId !== videoTrackId) bytes.set([0x66, 0x72, 0x65, 0x65], box.at + 4)
}
