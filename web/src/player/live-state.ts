import { closeCodes } from '@nightjar/shared/live/stream-head.ts'

/** What a tile is doing; every one of them can be said in words. */
export type LiveState =
  | { readonly kind: 'paused' }
  | { readonly kind: 'connecting'; readonly step: 'ticket' | 'relay' | 'stream' | 'reconnect' | 'picture' | 'start' }
  | { readonly kind: 'playing' }
  /** Connected, but the camera sends nothing. `reason` is an error code. */
  | { readonly kind: 'stalled'; readonly sinceMs: number; readonly reason: string | null }
  /** Not connected; tries again at `retryAtMs`. `sentence` is for the person where the server said one. */
  | {
      readonly kind: 'waiting'
      readonly reason: string | null
      readonly sentence: string | null
      readonly retryAtMs: number
    }
  /** This browser cannot show the stream; trying again would not help. */
  | { readonly kind: 'unsupported'; readonly sentence: string }

export type LiveEvent =
  | { readonly kind: 'start' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'ticket' }
  | { readonly kind: 'socket-open' }
  | {
      readonly kind: 'stream-state'
      readonly state: 'opening' | 'live' | 'stalled' | 'gone'
      readonly reason: string | null
    }
  | { readonly kind: 'head' }
  | { readonly kind: 'picture' }
  /** The camera's keyframe is none that this browser can begin with. */
  | { readonly kind: 'no-start' }
  | { readonly kind: 'silence' }
  | {
      readonly kind: 'lost'
      readonly reason: string | null
      readonly sentence: string | null
      readonly retryAtMs: number
    }
  | { readonly kind: 'unsupported'; readonly sentence: string }

export function nextLiveState(state: LiveState, event: LiveEvent, nowMs: number): LiveState {
  switch (event.kind) {
    case 'pause':
      return { kind: 'paused' }
    case 'start':
      return { kind: 'connecting', step: 'ticket' }
    case 'lost':
      return state.kind === 'paused' || state.kind === 'unsupported' ? state : { ...event, kind: 'waiting' }
    case 'unsupported':
      return { kind: 'unsupported', sentence: event.sentence }
  }
  // Whatever a connection still says after the tile was paused or given up changes nothing.
  if (state.kind === 'paused' || state.kind === 'unsupported' || state.kind === 'waiting') return state
  switch (event.kind) {
    case 'ticket':
      return { kind: 'connecting', step: 'relay' }
    case 'socket-open':
      return { kind: 'connecting', step: 'stream' }
    case 'head':
      return state.kind === 'connecting' ? { kind: 'connecting', step: 'picture' } : state
    case 'picture':
      return state.kind === 'playing' ? state : { kind: 'playing' }
    case 'no-start':
      return state.kind === 'connecting' ? { kind: 'connecting', step: 'start' } : state
    case 'silence':
      return state.kind === 'playing' ? { kind: 'stalled', sinceMs: nowMs, reason: null } : state
    case 'stream-state':
      return fromStream(state, event.state, event.reason, nowMs)
  }
}

function fromStream(
  state: LiveState,
  stream: 'opening' | 'live' | 'stalled' | 'gone',
  reason: string | null,
  nowMs: number,
): LiveState {
  if (stream === 'live') return state.kind === 'stalled' ? { kind: 'connecting', step: 'picture' } : state
  if (stream === 'opening') return { kind: 'connecting', step: reason === 'reconnecting' ? 'reconnect' : 'stream' }
  return { kind: 'stalled', sinceMs: state.kind === 'stalled' ? state.sinceMs : nowMs, reason }
}

/** What a close code asks of the viewer. */
export function afterClose(code: number): 'at-once' | 'later' | 'much-later' {
  if (code === closeCodes.goAway || code === closeCodes.badTicket) return 'at-once'
  if (code === closeCodes.rightsChanged || code === closeCodes.tooMany) return 'much-later'
  return 'later'
}
