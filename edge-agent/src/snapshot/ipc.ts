export interface SnapshotJob {
  readonly codec: 'h264' | 'h265'
  /** avcC or hvcC body. */
  readonly decoderConfig: Uint8Array
  /** One keyframe as MP4 stores it; a recovery point with the access units behind it until all of the picture is right. */
  readonly picture: Uint8Array
  /** Of each access unit in it, in order of decoding, bytes. */
  readonly lengths: readonly number[]
}

/** JPEG, or null with the reason for the log. */
export type SnapshotAnswer = { readonly jpeg: Uint8Array } | { readonly jpeg: null; readonly detail: string }

/**
 * Between the recorder and its short-lived snapshot process. One picture goes in and one comes out, then the process is
 * over: there is no stream here that could run away from its reader, so the bytes may travel as messages.
 */
export interface SnapshotProtocol {
  readonly order: never
  readonly report: never
  readonly requests: { readonly 'make-jpeg': { readonly ask: SnapshotJob; readonly answer: SnapshotAnswer } }
}

/** Pixels; a wider picture is scaled down. */
export const snapshotMaxWidth = 1280
