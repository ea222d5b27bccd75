import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js'
import { createLiveTicket, type LiveQuality } from '../../api/live.ts'
import { browserAbilities } from '../../player/ladder.ts'
import { LivePlayer, type LiveSnapshot } from '../../player/live-player.ts'
import { browserClock } from '../../player/player-clock.ts'

interface LiveOptions {
  readonly cameraId: string
  readonly quality: LiveQuality
  /** Off: the socket is closed and the last picture stays away. */
  readonly active: Accessor<boolean>
}

const idle: LiveSnapshot = {
  state: { kind: 'paused' },
  rung: null,
  head: null,
  frameRate: null,
  latencyMs: null,
  lastPictureMs: null,
  audible: false,
}

/** A live player in `container` that runs while `active` and ends with its owner. */
export function createLivePlayer(container: HTMLElement, options: LiveOptions) {
  const [snapshot, setSnapshot] = createSignal<LiveSnapshot>(idle)
  const player = new LivePlayer({
    container,
    clock: browserClock,
    random: Math.random,
    abilities: browserAbilities(),
    openSocket: url => new WebSocket(url),
    getTicket: signal => createLiveTicket(options.cameraId, options.quality, signal),
    onChange: setSnapshot,
  })
  createEffect(() => {
    if (options.active()) player.start()
    else player.pause()
  })
  onCleanup(() => player.close())
  return { snapshot, retryNow: () => player.retryNow(), setAudible: (audible: boolean) => player.setAudible(audible) }
}
