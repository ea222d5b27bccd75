import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { type AddressPolicy, resolveCameraAddress } from '../camera-access/address-policy.ts'
import { type Network, PeerNotTrusted, type StreamSocket } from '../platform/network.ts'
import type { Random } from '../platform/random.ts'
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

function notTrusted(error: PeerNotTrusted, isPinned: boolean): AppError {
  const key = error.spkiSha256 === null ? '' : ` Its key is sha256/${error.spkiSha256}.`
  const message = isPinned
    ? `The camera shows another key than the one that was adopted; nothing was sent to it.${key}`
    : `No known authority vouches for the camera's certificate; adopt its key first.${key}`
  return new AppError('camera.untrusted', { message, detail: error.message })
}

function connectError(error: unknown, isPinned: boolean): AppError {
  if (error instanceof AppError) return error
  if (error instanceof PeerNotTrusted) return notTrusted(error, isPinned)
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
  const isTls = code.startsWith('ERR_SSL') || code === 'EPROTO'
  const message = isTls ? 'The camera does not speak TLS at this port; check the port, or use rtsp://.' : undefined
  return new AppError('camera.unreachable', { message, detail: `connect: ${code}`, cause: error })
}

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

/**
 * Opens a connection to the first address of the camera that answers, each one checked before.
 * @param pin base64 SHA-256 of the camera's public key for rtsps; null leaves the judgement to the authorities.
 * @throws AppError `camera.source-refused`, `camera.unreachable`, `camera.timeout`, `camera.untrusted`; the signal's
 * reason when aborted.
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
      const message = 'The camera does not answer at this address.'
      failure = deadline.signal.aborted
        ? new AppError('camera.unreachable', { message, detail: 'connect: timeout' })
        : null
      failure ??= connectError(error, pin !== null)
      if (failure.code === 'camera.untrusted') break
    } finally {
      timer.abort()
      signal.removeEventListener('abort', onAbort)
    }
  }
  throw failure!
}
