import { wireType } from '@nightjar/shared/live/wire.ts'
import { WebSocket } from 'ws'
import { tailOf } from '../integration/live/marker-proxy.ts'

/** Viewers of a bench in a process of their own, told over IPC; what they see must not be measured by who shows it. */
export interface ViewersOrder {
  readonly url: string
  readonly origin: string
  readonly tickets: readonly string[]
}

/** Pictures by their tails, each with when it came to each viewer, ms since the epoch. */
export type ViewersReport = readonly (readonly [tail: string, cameMs: number])[]

/** Each time a few pictures have come. */
const reportEvery = 64

process.once('message', order => {
  const { url, origin, tickets } = order as ViewersOrder
  let seen: [string, number][] = []
  for (const ticket of tickets) {
    const socket = new WebSocket(url, { origin })
    socket.on('error', () => {})
    socket.on('open', () => socket.send(JSON.stringify({ ticket })))
    socket.on('message', data => {
      const bytes = data as Buffer
      if (bytes[0] !== wireType.video) return
      seen.push([tailOf(bytes), performance.timeOrigin + performance.now()])
      if (seen.length < reportEvery) return
      process.send?.(seen satisfies ViewersReport)
      seen = []
    })
  }
})
process.once('disconnect', () => process.exit())
