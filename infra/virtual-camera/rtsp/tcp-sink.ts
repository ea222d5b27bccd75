import type { Socket } from 'node:net'
import { interleaved, interleavedHeader, type MediaUnit } from '../media/media-unit.ts'
import type { Sink } from './sink.ts'

/** Bytes that may wait for a slow client, several seconds of a main stream; then it misses pictures, alone. */
const maxWaiting = 2 * 1024 * 1024

export function createTcpSink(socket: Socket, rtpChannel: number, rtcpChannel: number, ssrc: number): Sink {
  let waitForKeyframe = false
  return {
    transport: `RTP/AVP/TCP;unicast;interleaved=${rtpChannel}-${rtcpChannel};ssrc=${hex(ssrc)}`,
    send(unit: MediaUnit) {
      if (socket.writableLength > maxWaiting) waitForKeyframe = true
      if (waitForKeyframe && (!unit.keyframe || socket.writableLength > maxWaiting / 2)) return
      waitForKeyframe = false
      socket.write(interleaved(unit, rtpChannel))
    },
    report(rtcp) {
      if (socket.writableLength <= maxWaiting)
        socket.write(Buffer.concat([interleavedHeader(rtcpChannel, rtcp.length), rtcp]))
    },
    close() {},
  }
}

export const hex = (ssrc: number): string => (ssrc >>> 0).toString(16).padStart(8, '0').toUpperCase()
