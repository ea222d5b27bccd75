import { randomBytes } from 'node:crypto'
import type { LiveStream } from '../media/live-stream.ts'
import type { MediaUnit } from '../media/media-unit.ts'
import type { Sink } from './sink.ts'

/** Seconds without a request or receiver report after which a session over UDP ends. */
export const sessionTimeoutSeconds = 60
const reportEveryMs = 5_000

export interface Session {
  readonly id: string
  readonly stream: LiveStream
  readonly trackCount: number
  addTrack(index: number, sink: Sink): void
  play(): void
  close(): void
}

export function createSession(stream: LiveStream): Session {
  const sinks = new Map<number, Sink>()
  let end: (() => void) | null = null

  function start(): () => void {
    let begun = false
    const send = (unit: MediaUnit): void => {
      // Sound before the first picture would make a recorder begin with nothing to show.
      begun ||= unit.keyframe && (unit.track === 0 || !sinks.has(0))
      if (begun) sinks.get(unit.track)?.send(unit)
    }
    const reports = () => {
      if (!stream.stalled) for (const [index, sink] of sinks) sink.report(stream.report(index))
    }
    reports()
    const timer = setInterval(reports, reportEveryMs)
    const unsubscribe = stream.subscribe(send)
    return () => {
      clearInterval(timer)
      unsubscribe()
    }
  }

  return {
    id: randomBytes(8).toString('hex'),
    stream,
    get trackCount() {
      return sinks.size
    },
    addTrack(index, sink) {
      sinks.get(index)?.close()
      sinks.set(index, sink)
    },
    play() {
      end ??= start()
    },
    close() {
      end?.()
      for (const sink of sinks.values()) sink.close()
      sinks.clear()
    },
  }
}
