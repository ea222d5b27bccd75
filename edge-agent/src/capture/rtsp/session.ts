import type { Transport } from '@nightjar/shared/domain/camera.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Network, UdpPair } from '../../platform/network.ts'
import type { RtpReceiver } from '../rtp/receiver.ts'
import type { RtspConnection } from './connection.ts'
import { joinControl } from './control-url.ts'
import type { Presentation } from './describe.ts'
import type { RtspResponse } from './message.ts'
import type { SdpMedia } from './sdp.ts'
import { parseSessionHeader } from './session-header.ts'
import { statusError } from './status-error.ts'
import { parseTransportHeader } from './transport-header.ts'
import { mayOfferAnother, transportRefusal } from './transport-refusal.ts'

export interface SessionDeps {
  readonly clock: Clock
  readonly network: Network
  readonly connection: RtspConnection
  readonly localAddress: string
  /** The checked address: UDP from anywhere else is not the camera. */
  readonly remoteAddress: string
}

interface Flow {
  readonly receiver: RtpReceiver
  /** First interleaved channel, or -1 over UDP. */
  channel: number
  readonly udp: UdpPair | null
  readonly serverPort: number | null
}

const reportIntervalMs = 5000
const udpTickMs = 40
const teardownMs = 500
/** An RTP header without payload opens the way through a NAT and tells some servers where we are. */
const holePunch = new Uint8Array([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])

/** SETUP, PLAY, keep-alive, reports and TEARDOWN of one presentation on one connection. */
export class RtspSession {
  readonly #deps: SessionDeps
  readonly #presentation: Presentation
  readonly #flows: Flow[] = []
  readonly #stops: (() => void)[] = []
  #sessionId: string | null = null
  #timeoutSeconds = 60
  #channelOwners: (Flow | undefined)[] = []
  #sharedChannels = false
  transport: Transport | null = null

  constructor(deps: SessionDeps, presentation: Presentation) {
    this.#deps = deps
    this.#presentation = presentation
    deps.connection.onFrame = (channel, payload) => this.#frame(channel, payload)
  }

  /**
   * @param order transports to ask for; the tracks after the first take what that one got.
   * @throws AppError when the camera refuses the track over all of them.
   */
  async setup(
    media: SdpMedia,
    receiverFor: (transport: Transport) => RtpReceiver,
    order: readonly Transport[],
  ): Promise<void> {
    const uri = joinControl(this.#presentation.base, media.control)
    const transports = this.transport === null ? order : [this.transport]
    const tried: Transport[] = []
    const profile = media.hasFeedbackProfile ? 'RTP/AVPF' : 'RTP/AVP'
    let refusal: RtspResponse | null = null
    for (const transport of transports) {
      const receiver = receiverFor(transport)
      const setup =
        transport === 'tcp' ? this.#setupTcp(uri, profile, receiver) : this.#setupUdp(uri, profile, receiver)
      const response = await setup
      if (response.status < 300) {
        this.transport = transport
        this.#remember(response)
        return
      }
      tried.push(transport)
      refusal = response
      if (!mayOfferAnother(response)) break
    }
    throw transportRefusal(tried, refusal!)
  }

  async play(): Promise<void> {
    const uri = joinControl(this.#presentation.base, this.#presentation.sdp.control)
    const session = this.#sessionHeaders()
    let response = await this.#deps.connection.request('PLAY', uri, [...session, ['Range', 'npt=0.000-']])
    // Live sources have no beginning, and some take the usual way of saying "from now on" amiss.
    if (response.status === 457) response = await this.#deps.connection.request('PLAY', uri, session)
    if (response.status >= 300) throw statusError('PLAY', response)
    this.#remember(response)
    this.#deps.connection.playing()
    this.#punch()
    const { clock } = this.#deps
    this.#stops.push(clock.every(reportIntervalMs, () => this.#report()))
    if (this.transport === 'udp') this.#stops.push(clock.every(udpTickMs, () => this.#tick()))
  }

  /** Keeps the session alive at half its timeout until {@link close}. */
  keepAlive(hasGetParameter: boolean): void {
    const uri = joinControl(this.#presentation.base, this.#presentation.sdp.control)
    let method: 'GET_PARAMETER' | 'OPTIONS' = hasGetParameter ? 'GET_PARAMETER' : 'OPTIONS'
    const everyMs = Math.max(2000, (this.#timeoutSeconds * 1000) / 2)
    let isBusy = false
    const beat = async () => {
      if (isBusy) return
      isBusy = true
      try {
        const response = await this.#deps.connection.request(method, uri, this.#sessionHeaders())
        // Advertised and then refused: the other method does the same job.
        if (response.status === 405 || response.status === 501 || response.status === 551) method = 'OPTIONS'
      } catch {
        // The connection has failed and says so itself.
      }
      isBusy = false
    }
    this.#stops.push(this.#deps.clock.every(everyMs, beat))
  }

  /** Stops receiving, then tells the camera, which gets half a second to answer: many count open sessions. */
  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    for (const flow of this.#flows.splice(0)) {
      flow.receiver.sendRtcp = null
      flow.udp?.close()
    }
    this.#channelOwners = []
    if (this.#sessionId === null || this.#deps.connection.isClosed) return
    const uri = joinControl(this.#presentation.base, this.#presentation.sdp.control)
    const patience = new AbortController()
    const answered = this.#deps.connection.request('TEARDOWN', uri, this.#sessionHeaders()).catch(() => {})
    await Promise.race([answered, this.#deps.clock.sleep(teardownMs, patience.signal).catch(() => {})])
    patience.abort()
  }

  #sessionHeaders(): [string, string][] {
    return this.#sessionId === null ? [] : [['Session', this.#sessionId]]
  }

  #remember(response: RtspResponse): void {
    const session = parseSessionHeader(response.headers.get('session'))
    if (session === null) return
    // One real recorder answers the second SETUP with another id and goes on to use the first.
    this.#sessionId ??= session.id
    this.#timeoutSeconds = Math.min(this.#timeoutSeconds, session.timeoutSeconds)
  }

  async #setupTcp(uri: string, profile: string, receiver: RtpReceiver): Promise<RtspResponse> {
    const channel = this.#flows.length * 2
    const flow: Flow = { receiver, channel, udp: null, serverPort: null }
    // Packets can overtake the answer, so the channel has its owner before the question.
    this.#own(channel, flow)
    const transport = `${profile}/TCP;unicast;interleaved=${channel}-${channel + 1}`
    const response = await this.#request(uri, transport)
    this.#channelOwners[channel] = undefined
    if (response.status >= 300) return response
    flow.channel = parseTransportHeader(response.headers.get('transport')).channel ?? channel
    this.#own(flow.channel, flow)
    this.#join(flow)
    return response
  }

  #join(flow: Flow): void {
    this.#flows.push(flow)
    flow.receiver.sendRtcp = packet => this.#sendRtcp(flow, packet)
  }

  #own(channel: number, flow: Flow): void {
    if (this.#channelOwners[channel] !== undefined && this.#channelOwners[channel] !== flow) this.#sharedChannels = true
    this.#channelOwners[channel] = flow
  }

  async #setupUdp(uri: string, profile: string, receiver: RtpReceiver): Promise<RtspResponse> {
    const { network, localAddress, remoteAddress, clock } = this.#deps
    const udp = await network.bindUdpPair(localAddress, {
      rtp: (datagram, address) => {
        if (address === remoteAddress) receiver.packet(datagram, clock.monotonicMs())
      },
      rtcp: (datagram, address) => {
        if (address === remoteAddress) receiver.rtcp(datagram, clock.monotonicMs())
      },
    })
    try {
      const transport = `${profile};unicast;client_port=${udp.rtpPort}-${udp.rtpPort + 1}`
      const response = await this.#request(uri, transport)
      if (response.status >= 300) udp.close()
      else {
        const { serverPort } = parseTransportHeader(response.headers.get('transport'))
        this.#join({ receiver, channel: -1, udp, serverPort })
      }
      return response
    } catch (error) {
      udp.close()
      throw error
    }
  }

  #request(uri: string, transport: string): Promise<RtspResponse> {
    return this.#deps.connection.request('SETUP', uri, [['Transport', transport], ...this.#sessionHeaders()])
  }

  #frame(channel: number, payload: Uint8Array): void {
    const nowMs = this.#deps.clock.monotonicMs()
    const flow = this.#channelOwners[channel]
    if (flow !== undefined) {
      const owner = this.#sharedChannels ? this.#byPayloadType(payload, flow) : flow
      owner.receiver.packet(payload, nowMs)
      return
    }
    // The odd channel above carries RTCP (RFC 2326 10.12).
    this.#channelOwners[channel - 1]?.receiver.rtcp(payload, nowMs)
  }

  /** Some servers put every track on one channel, whatever was asked. */
  #byPayloadType(payload: Uint8Array, fallback: Flow): Flow {
    const payloadType = (payload[1] ?? 0) & 0x7f
    return this.#flows.find(flow => flow.receiver.payloadType === payloadType) ?? fallback
  }

  #punch(): void {
    for (const flow of this.#flows) {
      if (flow.udp === null || flow.serverPort === null) continue
      flow.udp.sendRtp(holePunch, this.#deps.remoteAddress, flow.serverPort)
    }
  }

  #report(): void {
    const nowMs = this.#deps.clock.monotonicMs()
    for (const flow of this.#flows) {
      const report = flow.receiver.receiverReport(nowMs)
      if (report !== null) this.#sendRtcp(flow, report)
    }
  }

  #sendRtcp(flow: Flow, packet: Uint8Array): void {
    if (flow.udp === null) this.#deps.connection.sendFrame(flow.channel + 1, packet)
    else if (flow.serverPort !== null) flow.udp.sendRtcp(packet, this.#deps.remoteAddress, flow.serverPort + 1)
  }

  #tick(): void {
    const nowMs = this.#deps.clock.monotonicMs()
    for (const flow of this.#flows) flow.receiver.tick(nowMs)
  }
}
