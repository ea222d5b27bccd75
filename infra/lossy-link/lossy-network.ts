import type { Network } from '@nightjar/edge-agent/platform/network.ts'

export interface LossyNetwork {
  readonly network: Network
  /** Share of the RTP datagrams that are lost from now on, 0 to 1. */
  loss: number
  /** RTCP packets that were sent. */
  readonly sentRtcp: Uint8Array[]
}

/** Sockets of the system whose RTP datagrams get lost by chance. @param random seeded, uniform in [0, 1). */
export function lossyNetwork(system: Network, random: () => number): LossyNetwork {
  const sentRtcp: Uint8Array[] = []
  const lossy: LossyNetwork = {
    loss: 0,
    sentRtcp,
    network: {
      resolve: host => system.resolve(host),
      ownAddresses: () => system.ownAddresses(),
      connect: (options, handlers) => system.connect(options, handlers),
      bindUdpPair: async (localAddress, handlers) => {
        const pair = await system.bindUdpPair(localAddress, {
          ...handlers,
          rtp: (datagram, address, port) => {
            if (random() >= lossy.loss) handlers.rtp(datagram, address, port)
          },
        })
        return {
          ...pair,
          sendRtcp: (bytes, address, port) => {
            sentRtcp.push(bytes)
            pair.sendRtcp(bytes, address, port)
          },
        }
      },
    },
  }
  return lossy
}
