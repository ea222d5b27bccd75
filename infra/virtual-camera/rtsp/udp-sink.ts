import { createSocket, type Socket } from 'node:dgram'
import type { Sink } from './sink.ts'
import { hex } from './tcp-sink.ts'

export interface UdpTarget {
  /** The client's address, and our own that it reached: datagrams leave from where the answers are expected. */
  readonly remoteAddress: string
  readonly localAddress: string
  readonly rtpPort: number
  readonly rtcpPort: number
  readonly ssrc: number
  /** A receiver report arrived: the client lives. */
  readonly onAlive: () => void
}

/** @throws Error when no pair of ports can be bound. */
export async function createUdpSink(target: UdpTarget): Promise<Sink> {
  const { rtp, rtcp, port } = await bindPair(target.localAddress)
  rtcp.on('message', target.onAlive)
  // A port that nobody listens on comes back as an error of the socket; the RTSP connection says when to end.
  for (const socket of [rtp, rtcp]) socket.on('error', () => {})
  return {
    transport: `RTP/AVP;unicast;client_port=${target.rtpPort}-${target.rtcpPort};server_port=${port}-${port + 1};ssrc=${hex(target.ssrc)}`,
    send(unit) {
      for (const packet of unit.packets) rtp.send(packet, target.rtpPort, target.remoteAddress)
    },
    report: packet => rtcp.send(packet, target.rtcpPort, target.remoteAddress),
    close() {
      rtp.close()
      rtcp.close()
    },
  }
}

const attempts = 20

/** RTP on an even port, RTCP on the next (RFC 3550, 11). */
async function bindPair(address: string): Promise<{ rtp: Socket; rtcp: Socket; port: number }> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const rtp = await bind(address, 0)
    const port = rtp.address().port
    const rtcp = port % 2 === 0 ? await bind(address, port + 1).catch(() => null) : null
    if (rtcp) return { rtp, rtcp, port }
    rtp.close()
  }
  throw new Error('no free pair of UDP ports')
}

function bind(address: string, port: number): Promise<Socket> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, address, () => {
      socket.removeListener('error', reject)
      resolve(socket)
    })
  })
}
