/** Between the recorder and its short-lived snapshot process. */
export interface SnapshotJob {
  readonly codec: 'h264' | 'h265'
  /** avcC or hvcC body. */
  readonly decoderConfig: Uint8Array
  /** One keyframe as MP4 stores it. */
  readonly picture: Uint8Array
}

/** JPEG, or null with the reason for the log. */
export type SnapshotAnswer = { readonly jpeg: Uint8Array } | { readonly jpeg: null; readonly detail: string }

/** Pixels; a wider picture is scaled down. */
export const snapshotMaxWidth = 1280
