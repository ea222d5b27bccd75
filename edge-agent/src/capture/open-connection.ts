import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { type AddressPolicy, resolveCameraAddress } from '../camera-access/address-policy.ts'
import { type Network, PeerNotTrusted, type StreamSocket } from '../platform/network.ts'
import type { Random } from '../platform/random.ts'
import { connectError } from './connect-error.ts'
import type { Authenticator } from './rtsp/auth.ts'
import { RtspConnection } from './rtsp/connection.ts'
import type { CameraUrl } from './rtsp/url.ts'

export interface CaptureDeps {
  readonly clock: Clock
  readonly network: Network
  readonly random: Random
  readonly policy: AddressPolicy
}

export interface OpenedConnection {
  readonly connection: RtspConnection
  readonly socket: StreamSocket
  /** The checked address that we are connected to. */
  readonly address: string
}

const connectTimeoutMs = 5000

async function connectTo(
  address: string,
  connection: RtspConnection,
  url: CameraUrl,
  pin: string | null,
  deps: CaptureDeps,
  signal: AbortSignal,
) {
  const tls = url.scheme === 'rtsps' ? { spkiSha256: pin, serverName: url.host } : null
  const handlers = {
    data: (view: Uint8Array) => connection.receive(view),
    closed: (error: Error | null) => connection.hungUp((error as NodeJS.ErrnoException | null)?.code ?? 'end'),
  }
  const socket = await deps.network.connect({ address, port: url.port, signal, tls }, handlers)
  connection.attach(socket)
  return { connection, socket, address }
}

/** Whether the port speaks TLS: a handshake with whoever it is, in which nothing is sent. */
export async function speaksTls(
  { host, port }: CameraUrl,
  address: string,
  { clock, network }: CaptureDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const over = new AbortController()
  const timer = new AbortController()
  clock.sleep(connectTimeoutMs, timer.signal).then(
    () => over.abort(),
    () => {},
  )
  const tls = { spkiSha256: null, serverName: host }
  try {
    const either = AbortSignal.any([signal, over.signal])
    const socket = await network.connect({ address, port, signal: either, tls }, { data: () => {}, closed: () => {} })
    socket.destroy()
    return true
  } catch (error) {
    return error instanceof PeerNotTrusted
  } finally {
    timer.abort()
  }
}

/**
 * Opens a connection to the first address of the camera that answers, each one checked before.
 * @param pin base64 SHA-256 of the camera's public key for rtsps; null leaves the judgement to the authorities.
 * @throws AppError `camera.source-refused`, `camera.name-unknown`, or one of {@link connectError}; the signal's reason
 * when aborted.
 */
export async function openConnection(
  url: CameraUrl,
  pin: string | null,
  authenticator: Authenticator,
  deps: CaptureDeps,
  signal: AbortSignal,
): Promise<OpenedConnection> {
  const addresses = await resolveCameraAddress(url, deps.policy, deps.network)
  let failure: AppError | null = null
  for (const address of addresses) {
    signal.throwIfAborted()
    const deadline = new AbortController()
    const timer = new AbortController()
    // The signal must not reach the socket once it is connected: an open session is closed, not cut.
    const onAbort = () => deadline.abort()
    signal.addEventListener('abort', onAbort, { once: true })
    deps.clock.sleep(connectTimeoutMs, timer.signal).then(
      () => deadline.abort(),
      () => {},
    )
    try {
      return await connectTo(address, new RtspConnection(deps.clock, authenticator), url, pin, deps, deadline.signal)
    } catch (error) {
      signal.throwIfAborted()
      failure = connectError(error, pin !== null)
      // Who answered there is another machine, and may be anywhere: we do not go on to look for ours.
      if (failure.code === 'camera.untrusted' || failure.code === 'camera.identity-changed') break
    } finally {
      timer.abort()
      signal.removeEventListener('abort', onAbort)
    }
  }
  throw failure!
}
