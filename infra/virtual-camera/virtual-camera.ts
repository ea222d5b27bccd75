import { createAudioStream } from './media/audio-stream.ts'
import { createLiveStream, type LiveStream } from './media/live-stream.ts'
import { createVideoStream } from './media/video-stream.ts'
import { defaultOptions, type VirtualCameraOptions } from './options.ts'
import type { Credentials } from './rtsp/authentication.ts'
import { startRtspServer } from './rtsp/server.ts'
import { sceneFor } from './scene/scenes.ts'

export type Role = 'main' | 'sub'

export interface CameraUrls {
  readonly name: string
  readonly main: string
  readonly sub: string
}

export interface VirtualCamera {
  readonly port: number
  /** Without user and password. */
  readonly cameras: readonly CameraUrls[]
  readonly connections: number
  /** Counter of the picture that a stream made last. @throws Error for an unknown stream. */
  counter(camera: string, role: Role): number
  /** No packet leaves while on; connections stay open. All cameras unless one is named. */
  stall(on: boolean, camera?: string): void
  dropConnections(): void
  /** New connections meet a closed port while on. */
  refuseConnections(on: boolean): Promise<void>
  /** Null lets everyone in. Established streams go on, as with most cameras. */
  setCredentials(credentials: Credentials | null): void
  /** The next picture has this size (even numbers), with new parameter sets in the stream. */
  setResolution(camera: string, role: Role, width: number, height: number): void
  close(): Promise<void>
}

/** Cameras that run until `close`. @throws Error when the port is taken or an encoder does not open. */
export async function startVirtualCamera(given: Partial<VirtualCameraOptions> = {}): Promise<VirtualCamera> {
  const options = { ...defaultOptions, ...given }
  const streams = new Map<string, LiveStream>()
  let credentials = options.credentials
  // All are drawn before the first one runs: drawing takes long enough to make a running one late.
  const videos = options.cameras.flatMap((name, index) =>
    (['main', 'sub'] as const).map(role => {
      const settings = { ...options[role], codec: options.codec, gopSeconds: options.gopSeconds }
      return { path: `${name}/${role}`, video: createVideoStream(settings, sceneFor(name, index)) }
    }),
  )
  for (const { path, video } of videos) {
    const audio = options.audio === 'none' ? null : createAudioStream(options.audio)
    streams.set(path, createLiveStream(path, video, audio))
  }
  const closeStreams = (): void => {
    for (const stream of streams.values()) stream.close()
  }
  const server = await startRtspServer(options.host, options.port, { streams, credentials: () => credentials }).catch(
    error => {
      closeStreams()
      throw error
    },
  )
  const streamOf = (camera: string, role: Role): LiveStream => {
    const stream = streams.get(`${camera}/${role}`)
    if (!stream) throw new Error(`no stream ${camera}/${role}`)
    return stream
  }
  const url = (path: string) => `rtsp://${options.host}:${server.port}/${path}`

  return {
    port: server.port,
    cameras: options.cameras.map(name => ({ name, main: url(`${name}/main`), sub: url(`${name}/sub`) })),
    get connections() {
      return server.connections
    },
    counter: (camera, role) => streamOf(camera, role).video.counter,
    stall(on, camera) {
      for (const [path, stream] of streams) {
        if (!camera || path.startsWith(`${camera}/`)) stream.stalled = on
      }
    },
    dropConnections: () => server.dropConnections(),
    refuseConnections: on => (on ? server.refuse() : server.accept()),
    setCredentials(next) {
      credentials = next
    },
    setResolution: (camera, role, width, height) => streamOf(camera, role).video.resize(width, height),
    async close() {
      await server.close()
      closeStreams()
    },
  }
}
