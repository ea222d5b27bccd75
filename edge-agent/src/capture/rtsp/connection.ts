import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { StreamSocket } from '../../platform/network.ts'
import type { Authenticator } from './auth.ts'
import { formatRequest, formatResponse, type RtspMethod, type RtspResponse, type RtspServerRequest } from './message.ts'
import { RtspBodyTooLong, RtspParseError, RtspParser } from './parser.ts'

/** Shorter than an inspection, so that one request without an answer is what it ends with. */
const requestTimeoutMs = 8000
/** A camera that does not read what we send gets no more than this before we give up on it. */
const maxUnsentBytes = 256 * 1024
const userAgent = 'Nightjar'

interface Pending {
  readonly cseq: string
  resolve(response: RtspResponse): void
  reject(error: AppError): void
}

/** Requests, responses and interleaved frames over one socket. Knows the protocol's envelope, nothing of media. */
export class RtspConnection {
  readonly #clock: Clock
  readonly #authenticator: Authenticator
  readonly #parser: RtspParser
  readonly #pending: Pending[] = []
  readonly #closed = Promise.withResolvers<AppError>()
  #socket: StreamSocket | null = null
  #failure: AppError | null = null
  #cseq = 0
  #heard: 'nothing' | 'noise' | 'rtsp' = 'nothing'
  #isPlaying = false
  /** Where interleaved frames go; views are only valid during the call. */
  onFrame: (channel: number, payload: Uint8Array) => void = () => {}

  constructor(clock: Clock, authenticator: Authenticator) {
    this.#clock = clock
    this.#authenticator = authenticator
    this.#parser = new RtspParser({
      message: message => {
        this.#heard = 'rtsp'
        if (message.kind === 'response') this.#respond(message)
        else this.#serve(message)
      },
      frame: (channel, payload) => this.onFrame(channel, payload),
    })
  }

  attach(socket: StreamSocket): void {
    this.#socket = socket
  }

  /** Resolves with the reason once the connection is over. */
  get closed(): Promise<AppError> {
    return this.#closed.promise
  }

  get isClosed(): boolean {
    return this.#failure !== null
  }

  receive(view: Uint8Array): void {
    if (this.#failure !== null) return
    if (this.#heard === 'nothing') {
      this.#heard = 'noise'
      if (isTlsAlert(view)) this.fail(new AppError('camera.wants-tls', { detail: 'answered with a TLS alert' }))
    }
    try {
      this.#parser.push(view)
    } catch (error) {
      this.fail(new AppError(parseCode(error), { detail: String(error), cause: error }))
    }
  }

  /** Not one byte has come. */
  get isMute(): boolean {
    return this.#heard === 'nothing'
  }

  /** The stream plays: when the connection ends now it is the end of the stream, whatever is being asked. */
  playing(): void {
    this.#isPlaying = true
  }

  /** The camera hung up, or the network did. */
  hungUp(code: string): void {
    const isAsked = this.#pending.length > 0 && !this.#isPlaying
    const found = this.#heard === 'noise' ? 'camera.protocol' : isAsked ? 'camera.hung-up' : 'camera.unreachable'
    this.fail(new AppError(found, { detail: `connection closed: ${code}` }))
  }

  /** Ends the connection; the first reason counts. Safe to call at any time. */
  fail(error: AppError): void {
    if (this.#failure !== null) return
    this.#failure = error
    this.#socket?.destroy()
    for (const pending of this.#pending.splice(0)) pending.reject(error)
    this.#closed.resolve(error)
  }

  /**
   * One request with its response, whatever the status; a challenge is answered here, once.
   * @throws AppError `camera.silent` after 8 s, or the reason for which the connection ended.
   */
  async request(
    method: RtspMethod,
    uri: string,
    headers: readonly (readonly [string, string])[] = [],
  ): Promise<RtspResponse> {
    for (let attempt = 0; ; attempt++) {
      const authorization = this.#authenticator.header(method, uri)
      const credentials = authorization === null ? [] : ([['Authorization', authorization]] as const)
      const response = await this.#exchange(method, uri, [...headers, ...credentials])
      if (response.status !== 401) {
        if (response.status < 400) this.#authenticator.accepted()
        return response
      }
      // Two repeats: the first challenge, and one nonce that went stale in between.
      if (attempt >= 2 || !this.#authenticator.challenged(response.headers.all('www-authenticate'))) return response
    }
  }

  /** One interleaved frame out, such as a receiver report. */
  sendFrame(channel: number, payload: Uint8Array): void {
    const frame = new Uint8Array(4 + payload.length)
    frame.set([0x24, channel, payload.length >> 8, payload.length & 0xff])
    frame.set(payload, 4)
    this.#write(frame)
  }

  #write(bytes: Uint8Array | string): void {
    if (this.#failure !== null || this.#socket === null) return
    if (this.#socket.pendingBytes > maxUnsentBytes) {
      this.fail(new AppError('camera.stalled', { detail: 'the camera does not read what is sent to it' }))
      return
    }
    this.#socket.write(bytes)
  }

  #format(method: RtspMethod, uri: string, headers: readonly (readonly [string, string])[]) {
    const cseq = String(++this.#cseq)
    return { cseq, text: formatRequest(method, uri, [['CSeq', cseq], ['User-Agent', userAgent], ...headers]) }
  }

  async #exchange(method: RtspMethod, uri: string, headers: readonly (readonly [string, string])[]) {
    if (this.#failure !== null) throw this.#failure
    const { cseq, text } = this.#format(method, uri, headers)
    const { promise, resolve, reject } = Promise.withResolvers<RtspResponse>()
    this.#pending.push({ cseq, resolve, reject })
    this.#write(text)
    const timer = new AbortController()
    this.#clock.sleep(requestTimeoutMs, timer.signal).then(
      () => {
        const code = this.#heard === 'noise' ? 'camera.protocol' : 'camera.silent'
        this.fail(new AppError(code, { detail: `no answer to ${method}` }))
      },
      () => {},
    )
    try {
      return await promise
    } finally {
      timer.abort()
    }
  }

  #respond(response: RtspResponse): void {
    const cseq = response.headers.get('cseq')?.trim() ?? null
    // Firmware that forgets or miscounts CSeq still answers in order.
    const index = Math.max(
      0,
      this.#pending.findIndex(pending => pending.cseq === cseq),
    )
    this.#pending.splice(index, 1)[0]?.resolve(response)
  }

  #serve(request: RtspServerRequest): void {
    const isKnown = ['OPTIONS', 'GET_PARAMETER', 'SET_PARAMETER'].includes(request.method)
    this.#write(formatResponse(isKnown ? 200 : 501, isKnown ? 'OK' : 'Not Implemented', request.headers.get('cseq')))
  }
}

/** What a TLS server says to a request in plain text, if anything (RFC 8446 5.1, 6). */
const isTlsAlert = (view: Uint8Array) => view[0] === 21 && view[1] === 3

function parseCode(error: unknown): ErrorCode {
  if (error instanceof RtspBodyTooLong) return 'camera.description-too-long'
  return error instanceof RtspParseError ? 'camera.protocol' : 'service.internal'
}
