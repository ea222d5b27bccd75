import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { connect as connectTls } from 'node:tls'
import type { PresentedCertificate } from '@nightjar/shared/domain/certificate.ts'
import { readCertificate } from './read-certificate.ts'

/** What a connected socket tells its owner. `closed` is called exactly once, and nothing after it. */
export interface SocketHandlers {
  /** The view is overwritten after the call returns: copy what must live longer. */
  data(view: Uint8Array): void
  closed(error: Error | null): void
}

export interface StreamSocket {
  readonly localAddress: string
  readonly remoteAddress: string
  /** Bytes accepted by `write` that the kernel has not taken yet. */
  readonly pendingBytes: number
  /** What the peer showed in the handshake; null without TLS. */
  readonly certificate: PresentedCertificate | null
  write(bytes: Uint8Array | string): void
  destroy(): void
}

export interface TlsTrust {
  /** Base64 SHA-256 of the peer's SubjectPublicKeyInfo; null means the system's certificate authorities decide. */
  readonly spkiSha256: string | null
  /** Name for SNI and for the certificate check without a pin. */
  readonly serverName: string
}

export interface ConnectOptions {
  /** A literal IP address: names are resolved and checked before. */
  readonly address: string
  readonly port: number
  readonly signal: AbortSignal
  readonly tls: TlsTrust | null
}

/** The peer's key is not the pinned one, or no authority vouches for it. Nothing was sent to it. */
export class PeerNotTrusted extends Error {
  readonly certificate: PresentedCertificate | null
  constructor(message: string, certificate: PresentedCertificate | null) {
    super(message)
    this.name = 'PeerNotTrusted'
    this.certificate = certificate
  }
}

/** Somebody took the connection, and hung up during the TLS handshake or had not done it when the signal came. */
export class HandshakeUnfinished extends Error {}

export interface UdpHandlers {
  /** The buffer belongs to the receiver. */
  rtp(datagram: Uint8Array, address: string, port: number): void
  rtcp(datagram: Uint8Array, address: string, port: number): void
}

/** An even port and the odd one above it (RFC 3550 11). */
export interface UdpPair {
  readonly rtpPort: number
  sendRtp(bytes: Uint8Array, address: string, port: number): void
  sendRtcp(bytes: Uint8Array, address: string, port: number): void
  close(): void
}

/** All network traffic of capture goes through this interface, so that a simulation can own it. */
export interface Network {
  /** Every address of the name, in the resolver's order; rejects when there is none. */
  resolve(host: string): Promise<readonly string[]>
  /** Addresses of this machine's own interfaces. */
  ownAddresses(): readonly string[]
  connect(options: ConnectOptions, handlers: SocketHandlers): Promise<StreamSocket>
  bindUdpPair(localAddress: string, handlers: UdpHandlers): Promise<UdpPair>
}

/** Shared by all plain sockets: what a read leaves here is consumed before the next read of any socket. */
const readBuffer = Buffer.allocUnsafeSlow(256 * 1024)

function connectPlain(options: ConnectOptions, handlers: SocketHandlers): Promise<StreamSocket> {
  return new Promise((resolve, reject) => {
    let failure: Error | null = null
    let connected = false
    const socket = connect({
      host: options.address,
      port: options.port,
      noDelay: true,
      signal: options.signal,
      onread: {
        buffer: readBuffer,
        callback: length => {
          handlers.data(readBuffer.subarray(0, length))
          return true
        },
      },
    })
    socket.on('error', error => {
      failure = error
    })
    socket.once('close', () => (connected ? handlers.closed(failure) : reject(failure ?? new Error('closed'))))
    socket.on('end', () => socket.destroy())
    socket.once('connect', () => {
      connected = true
      resolve({
        localAddress: socket.localAddress ?? '',
        remoteAddress: socket.remoteAddress ?? '',
        certificate: null,
        get pendingBytes() {
          return socket.writableLength
        },
        write: bytes => void socket.write(bytes),
        destroy: () => void socket.destroy(),
      })
    })
  })
}

const isHangUp = (failure: Error | null) => failure === null || (failure as NodeJS.ErrnoException).code === 'ECONNRESET'

function connectSecure(options: ConnectOptions, trust: TlsTrust, handlers: SocketHandlers): Promise<StreamSocket> {
  return new Promise((resolve, reject) => {
    let failure: Error | null = null
    let connected = false
    const socket = connectTls({
      host: options.address,
      port: options.port,
      servername: /^[\d.]+$|:/.test(trust.serverName) ? '' : trust.serverName,
      // The check is ours, below, and comes before the first byte is written: with a pin the authorities do not matter.
      rejectUnauthorized: false,
    })
    let answered = false
    socket.once('connect', () => {
      answered = true
    })
    const onAbort = () =>
      socket.destroy(answered ? new HandshakeUnfinished('no TLS handshake in time') : new Error('aborted'))
    options.signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', error => {
      failure = error
    })
    socket.once('close', () => {
      options.signal.removeEventListener('abort', onAbort)
      if (connected) handlers.closed(failure)
      else if (answered && isHangUp(failure)) reject(new HandshakeUnfinished('closed during the TLS handshake'))
      else reject(failure)
    })
    socket.on('end', () => socket.destroy())
    socket.once('secureConnect', () => {
      const shown = readCertificate(socket.getPeerX509Certificate())
      const trusted = trust.spkiSha256 === null ? socket.authorized : shown?.spkiSha256 === trust.spkiSha256
      if (!trusted) {
        const why =
          trust.spkiSha256 === null ? String(socket.authorizationError) : 'the key differs from the pinned one'
        socket.destroy(new PeerNotTrusted(why, shown))
        return
      }
      connected = true
      socket.on('data', chunk => handlers.data(chunk))
      resolve({
        localAddress: socket.localAddress ?? '',
        remoteAddress: socket.remoteAddress ?? '',
        certificate: shown,
        get pendingBytes() {
          return socket.writableLength
        },
        write: bytes => void socket.write(bytes),
        destroy: () => void socket.destroy(),
      })
    })
  })
}

function bindOne(address: string, port: number): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 2 * 1024 * 1024 })
    socket.once('error', error => {
      socket.close()
      reject(error)
    })
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      // ICMP unreachable surfaces here; the watchdog notices a camera that is gone.
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

async function bindUdpPair(localAddress: string, handlers: UdpHandlers): Promise<UdpPair> {
  // The kernel hands out single ports; a pair needs luck, and 50 tries fail only on a machine that is out of ports.
  for (let attempt = 0; attempt < 50; attempt++) {
    const first = await bindOne(localAddress, 0)
    const port = first.address().port
    const isEven = port % 2 === 0
    const second = await bindOne(localAddress, isEven ? port + 1 : port - 1).catch(() => null)
    if (second === null) {
      first.close()
      continue
    }
    const [rtp, rtcp] = isEven ? [first, second] : [second, first]
    rtp.on('message', (datagram, from) => handlers.rtp(datagram, from.address, from.port))
    rtcp.on('message', (datagram, from) => handlers.rtcp(datagram, from.address, from.port))
    return {
      rtpPort: rtp.address().port,
      sendRtp: (bytes, address, to) => rtp.send(bytes, to, address, () => {}),
      sendRtcp: (bytes, address, to) => rtcp.send(bytes, to, address, () => {}),
      close: () => {
        rtp.close()
        rtcp.close()
      },
    }
  }
  throw new Error('no free pair of UDP ports')
}

export const systemNetwork: Network = {
  resolve: async host => (await lookup(host, { all: true, order: 'verbatim' })).map(entry => entry.address),
  ownAddresses: () =>
    Object.values(networkInterfaces()).flatMap(entries => (entries ?? []).map(entry => entry.address)),
  connect: (options, handlers) =>
    options.tls === null ? connectPlain(options, handlers) : connectSecure(options, options.tls, handlers),
  bindUdpPair,
}
