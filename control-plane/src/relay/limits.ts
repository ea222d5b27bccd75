/** Every bound of the relay in one place. */
export const limits = {
  /** A socket that has not said its ticket by then is closed, ms. */
  helloMs: 3_000,
  /** Sockets that have not said their ticket yet, for each of the two paths by itself. */
  pending: { total: 512, perAddress: 128 },
  /** Connections that have not got as far as an upgrade. */
  connections: { waiting: { total: 1_000, perAddress: 128 }, perAddress: 256 },
  /** Words about crowds stand in the log no more often than this, ms. */
  crowdedEveryMs: 60_000,
  /** Bytes on the wire of a socket that has not been admitted: one hello and its framing. */
  helloBytes: 8_192,
  viewers: 5_000,
  /** A message from a viewer, bytes. */
  inboundBytes: 4_096,
  /** Messages and pings from one viewer in {@link inboundWindowMs}. */
  inboundMessages: 30,
  inboundWindowMs: 10_000,
  /** One access unit from an agent, bytes. */
  publishedBytes: 8 * 1024 * 1024,
  /** Current group of pictures of one stream, bytes; a longer one is passed on but not kept for newcomers. */
  groupBytes: 24 * 1024 * 1024,
  /** No more is handed to a viewer's socket while this much waits in it, bytes. */
  viewerHighWater: 1024 * 1024,
  /** The most that ever waits in a viewer's socket, one access unit larger than this excepted, bytes. */
  viewerBuffer: 2 * 1024 * 1024,
  /** A skipping viewer gets the next keyframe only when its socket holds less than this, bytes. */
  viewerResume: 256 * 1024,
  /** A viewer that is behind for this long is too slow for its stream, ms. */
  viewerBehindMs: 6_000,
  /** So many skips within {@link viewerSkipWindowMs} say the same. */
  viewerSkips: 3,
  viewerSkipWindowMs: 20_000,
  /** A close frame may sit behind unsent pictures; after this the socket is cut, ms. */
  closeGraceMs: 1_000,
  /** An upstream is closed this long after its last viewer left, ms. */
  lingerMs: 10_000,
  /** The agent must dial in within this after it was asked, ms. */
  publisherMs: 15_000,
  /** A stream without a picture for this long is shown as stalled, ms. */
  stalledMs: 5_000,
  /**
   * How long viewers may go on after the last word of the api about rights, ms. Less than the minute for which the api
   * repeats a revocation to a feed that comes back, so that none is missed in between.
   */
  uncheckedMs: 50_000,
  /** The api says `alive` every 5 s; a feed that is silent for this long is broken, ms. */
  changesSilenceMs: 15_000,
  /** How often the relay says that it is there, ms. */
  announceMs: 3_000,
  /** A drain does not wait longer for the api to know of it, ms. */
  announceDrainMs: 500,
  /** Viewers who leave are told to the api together, after this, ms. */
  departuresMs: 250,
  departuresBatch: 1_000,
  transfers: 64,
  /** A transfer that moves no byte for this long is cut, ms. */
  transferIdleMs: 30_000,
  /** How long a drain waits for sockets to close, ms. */
  drainMs: 2_000,
} as const
