import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { RtspServerRequest } from '../rtsp/message.ts'
import { RtspParser } from '../rtsp/parser.ts'
import { fragments, h264Pps, h264Sps, rtp, slice } from './rtp-maker.ts'

export interface Exchange {
  readonly method: string
  readonly uri: string
  header(name: string): string | null
  /** Requests of that method before this one, on any connection. */
  readonly count: number
  reply(status: number, headers?: Record<string, string>, body?: string): void
  readonly socket: Socket
}

/** Answers a request and returns true, or leaves it to the usual camera. */
export type Script = (exchange: Exchange) => boolean | undefined

const sprop = [h264Sps, h264Pps].map(set => Buffer.from(set).toString('base64')).join(',')

export const usualSdp = [
  'v=0',
  'a=control:*',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sprop}`,
  'a=control:track1',
  '',
].join('\r\n')

/** A camera on a real socket that follows a script: the usual answers, but where the script knows better. */
export class ScriptedCamera {
  readonly requests: string[] = []
  connections = 0
  /** Sockets that are open now. */
  open = 0
  readonly #server
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #sockets = new Set<Socket>()
  readonly #script: Script
  port = 0

  constructor(script: Script = () => false, tls: { key: string; cert: string } | null = null) {
    this.#script = script
    const accept = (socket: Socket) => this.#accept(socket)
    this.#server = tls === null ? createServer(accept) : createTlsServer(tls, accept)
    this.#server.on('tlsClientError', () => {})
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as { port: number }).port
    return this
  }

  url(path = '/live', userinfo = '', scheme = 'rtsp'): string {
    return `${scheme}://${userinfo}127.0.0.1:${this.port}${path}`
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #accept(socket: Socket): void {
    this.connections++
    this.open++
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      this.open--
      this.#sockets.delete(socket)
    })
    const parser = new RtspParser({
      message: message => message.kind === 'request' && this.#serve(message, socket),
      frame: () => {},
    })
    socket.on('data', chunk => parser.push(chunk))
  }

  #serve(request: RtspServerRequest, socket: Socket): void {
    const cseq = request.headers.get('cseq') ?? '0'
    const count = this.requests.filter(method => method === request.method).length
    this.requests.push(request.method)
    const exchange: Exchange = {
      method: request.method,
      uri: request.uri,
      header: name => request.headers.get(name),
      count,
      socket,
      reply: (status, headers = {}, body = '') => {
        const fields = {
          CSeq: cseq,
          ...headers,
          ...(body ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}),
        }
        const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
        socket.write(`RTSP/1.0 ${status} X\r\n${lines.join('')}\r\n${body}`)
      },
    }
    if (this.#script(exchange)) return
    this.#usual(exchange)
  }

  #usual({ method, reply, socket }: Exchange): void {
    if (method === 'OPTIONS') reply(200, { Public: 'OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER' })
    else if (method === 'DESCRIBE') reply(200, { 'Content-Type': 'application/sdp' }, usualSdp)
    else if (method === 'SETUP') {
      reply(200, { Session: '1234;timeout=60', Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' })
    } else {
      reply(200, { Session: '1234' })
      if (method === 'PLAY') this.play(socket)
    }
  }

  /** Fifty pictures a second, every tenth a keyframe in fragments, on channel 0. @returns what ends them. */
  play(socket: Socket): () => void {
    return this.stream(
      packet => socket.write(Buffer.concat([Buffer.from([0x24, 0, packet.length >> 8, packet.length & 255]), packet])),
      socket,
    )
  }

  /** The same pictures as RTP packets, to wherever they are sent, until the socket closes. */
  stream(send: (packet: Uint8Array) => void, socket: Socket): () => void {
    let picture = 0
    let sequence = 65_500
    const timer = setInterval(() => {
      const payloads = picture % 10 === 0 ? fragments(slice(5, 4000), 1200) : [slice(1, 300)]
      for (const [i, payload] of payloads.entries()) {
        const marker = i === payloads.length - 1
        const packet = rtp({ sequence: sequence++, timestamp: 4_294_960_000 + picture * 1800, payload, marker })
        send(packet)
      }
      picture++
    }, 20)
    this.#timers.add(timer)
    const stop = () => clearInterval(timer)
    socket.on('close', stop)
    return stop
  }
}
