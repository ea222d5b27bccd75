import { type Conversation, sessionOf } from './conversation.ts'
import { locate } from './locate.ts'
import type { Request } from './request.ts'
import type { Response } from './response.ts'
import { createSession, sessionTimeoutSeconds } from './session.ts'
import type { Sink } from './sink.ts'
import { createTcpSink } from './tcp-sink.ts'
import { parseTransport, type TransportRequest } from './transport.ts'
import { createUdpSink } from './udp-sink.ts'

export async function setUp(request: Request, conversation: Conversation): Promise<Response> {
  const { socket, sessions } = conversation
  const { stream, track } = locate(request.url, conversation.streams)
  if (!stream) return { status: 404 }
  if (track === null) return { status: 459 }
  const media = stream.tracks[track]
  if (!media) return { status: 404 }
  const wanted = parseTransport(request.headers.get('transport') ?? '', 2 * track)
  if (!wanted) return { status: 461 }
  const known = request.headers.has('session')
  const session = known ? sessionOf(request, conversation) : createSession(stream)
  if (!session || session.stream !== stream) return { status: 454 }
  const sink = await sinkOf(wanted, media.rtp.ssrc, conversation)
  if (socket.destroyed) {
    sink.close()
    return { status: 500 }
  }
  conversation.hasUdp ||= wanted.kind === 'udp'
  session.addTrack(track, sink)
  sessions.set(session.id, session)
  return {
    status: 200,
    headers: [
      ['Transport', sink.transport],
      ['Session', `${session.id};timeout=${sessionTimeoutSeconds}`],
    ],
  }
}

async function sinkOf(wanted: TransportRequest, ssrc: number, { socket, alive }: Conversation): Promise<Sink> {
  if (wanted.kind === 'tcp') return createTcpSink(socket, wanted.rtpChannel, wanted.rtcpChannel, ssrc)
  return await createUdpSink({
    remoteAddress: socket.remoteAddress ?? '127.0.0.1',
    localAddress: socket.localAddress ?? '127.0.0.1',
    rtpPort: wanted.rtpPort,
    rtcpPort: wanted.rtcpPort,
    ssrc,
    onAlive: alive,
  })
}
