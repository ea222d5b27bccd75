import type { Socket } from 'node:net'
import type { LiveStream } from '../media/live-stream.ts'
import { type Credentials, createAuthentication } from './authentication.ts'
import { describeSession } from './describe.ts'
import { createRequestReader, type Request } from './request.ts'
import { formatResponse, type Response } from './response.ts'
import { createSession, type Session, sessionTimeoutSeconds } from './session.ts'
import { createTcpSink } from './tcp-sink.ts'
import { parseTransport } from './transport.ts'
import { createUdpSink } from './udp-sink.ts'

export interface ConnectionContext {
  readonly streams: ReadonlyMap<string, LiveStream>
  readonly credentials: () => Credentials | null
}

const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN'

/** Serves one RTSP connection until it closes; its sessions end with it. */
export function serveConnection(socket: Socket, context: ConnectionContext): void {
  const authentication = createAuthentication(context.credentials)
  const sessions = new Map<string, Session>()
  let lastAlive = performance.now()
  const alive = (): void => {
    lastAlive = performance.now()
  }
  const reader = createRequestReader(alive)
  let queue = Promise.resolve()
  let hasUdp = false

  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.on('data', bytes => {
    alive()
    try {
      // In order, although SETUP waits for ports.
      for (const request of reader.push(bytes)) queue = queue.then(() => reply(request))
    } catch {
      socket.destroy()
    }
  })
  const watch = setInterval(() => {
    if (hasUdp && performance.now() - lastAlive > (sessionTimeoutSeconds + 5) * 1000) socket.destroy()
  }, 5_000)
  socket.on('close', () => {
    clearInterval(watch)
    for (const session of sessions.values()) session.close()
    sessions.clear()
  })

  async function reply(request: Request): Promise<void> {
    const response = await answer(request).catch((): Response => ({ status: 500 }))
    if (socket.destroyed) return
    socket.write(formatResponse(request, response))
    // After the answer: some clients take media before it for garbage.
    if (request.method === 'PLAY' && response.status === 200) sessionOf(request)?.play()
  }

  const sessionOf = (request: Request): Session | undefined =>
    sessions.get((request.headers.get('session') ?? '').split(';')[0]?.trim() ?? '')

  async function answer(request: Request): Promise<Response> {
    if (request.headers.has('require'))
      return { status: 551, headers: [['Unsupported', request.headers.get('require')!]] }
    if (request.method === 'OPTIONS') return { status: 200, headers: [['Public', methods]] }
    if (!authentication.allows(request)) {
      return { status: 401, headers: authentication.challenges().map(value => ['WWW-Authenticate', value] as const) }
    }
    switch (request.method) {
      case 'DESCRIBE':
        return describe(request)
      case 'SETUP':
        return await setUp(request)
      case 'PLAY':
        return play(request)
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
        return keepAlive(request)
      case 'TEARDOWN':
        return tearDown(request)
      default:
        return { status: 405, headers: [['Allow', methods]] }
    }
  }

  function describe(request: Request): Response {
    const { stream } = locate(request.url)
    if (!stream) return { status: 404 }
    return {
      status: 200,
      headers: [
        ['Content-Base', `${request.url.replace(/\/+$/, '')}/`],
        ['Content-Type', 'application/sdp'],
      ],
      body: describeSession(stream),
    }
  }

  async function setUp(request: Request): Promise<Response> {
    const { stream, track } = locate(request.url)
    if (!stream) return { status: 404 }
    if (track === null) return { status: 459 }
    const media = stream.tracks[track]
    if (!media) return { status: 404 }
    const wanted = parseTransport(request.headers.get('transport') ?? '', 2 * track)
    if (!wanted) return { status: 461 }
    const known = request.headers.has('session')
    const session = known ? sessionOf(request) : createSession(stream)
    if (!session || session.stream !== stream) return { status: 454 }
    const { ssrc } = media.rtp
    const sink =
      wanted.kind === 'tcp'
        ? createTcpSink(socket, wanted.rtpChannel, wanted.rtcpChannel, ssrc)
        : await createUdpSink({
            remoteAddress: socket.remoteAddress ?? '127.0.0.1',
            localAddress: socket.localAddress ?? '127.0.0.1',
            rtpPort: wanted.rtpPort,
            rtcpPort: wanted.rtcpPort,
            ssrc,
            onAlive: alive,
          })
    if (socket.destroyed) {
      sink.close()
      return { status: 500 }
    }
    hasUdp ||= wanted.kind === 'udp'
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

  function play(request: Request): Response {
    const session = sessionOf(request)
    if (!session) return { status: 454 }
    return {
      status: 200,
      headers: [
        ['Session', session.id],
        ['Range', 'npt=now-'],
      ],
    }
  }

  function keepAlive(request: Request): Response {
    const session = sessionOf(request)
    if (request.headers.has('session') && !session) return { status: 454 }
    return { status: 200, headers: session ? [['Session', session.id]] : [] }
  }

  function tearDown(request: Request): Response {
    const session = sessionOf(request)
    if (!session) return { status: 454 }
    session.close()
    sessions.delete(session.id)
    return { status: 200 }
  }

  /** `/camera/role`, with or without `trackID=n` behind it. */
  function locate(url: string): { stream: LiveStream | undefined; track: number | null } {
    const path = /^rtsp:\/\/[^/]*\/([^?]*)/i.exec(url)?.[1] ?? ''
    const [, base = path, track] = /^(.*?)\/trackID=(\d+)\/?$/.exec(path) ?? []
    return { stream: context.streams.get(base.replace(/\/+$/, '')), track: track === undefined ? null : Number(track) }
  }
}
