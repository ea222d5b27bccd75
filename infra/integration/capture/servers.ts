import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { waitUntil } from '../../services/wait-until.ts'

const systemPython = '/usr/bin/python3'
const gstCamera = fileURLToPath(new URL('../../rtsp-servers/gst-camera.py', import.meta.url))

/** Where services must be there, a missing one is a failure; elsewhere the test is skipped and says why. */
const isRequired = Boolean(process.env.CI) || process.env.NIGHTJAR_REQUIRE_SERVICES === '1'

function skipReason(missing: string | null): string | false {
  return missing === null || isRequired ? false : `${missing} is not installed`
}

function hasGstServer(): boolean {
  const script = 'import gi; gi.require_version("GstRtspServer","1.0"); from gi.repository import GstRtspServer'
  return existsSync(systemPython) && spawnSync(systemPython, ['-c', script]).status === 0
}

const hasBinary = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0

export function gstSkip(): string | false {
  if (!hasBinary('ffmpeg')) return skipReason('ffmpeg')
  return skipReason(hasGstServer() ? null : 'gir1.2-gst-rtsp-server-1.0')
}

export function vlcSkip(): string | false {
  if (!hasBinary('ffmpeg')) return skipReason('ffmpeg')
  return skipReason(hasBinary('cvlc') ? null : 'vlc (cvlc)')
}

export interface RunningServer {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await Promise.race([exited, wait(3000)])
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await exited
  }
}

/** GStreamer's RTSP server with a test picture; options as gst-camera.py takes them. */
export async function startGst(...options: string[]): Promise<RunningServer> {
  const child = spawn(systemPython, [gstCamera, ...options], { stdio: ['pipe', 'pipe', 'ignore'] })
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    if (output.includes('\n')) break
  }
  const port = Number(/^ready (\d+)/.exec(output)?.[1])
  if (!port) throw new Error(`the GStreamer server did not start: ${output}`)
  return { url: `rtsp://127.0.0.1:${port}/main`, port, stop: () => stopChild(child) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** VLC serving a clip in a loop; as user nobody where we are root, which VLC refuses to be. */
export async function startVlc(clip: string, home: string): Promise<RunningServer> {
  const port = await freePort()
  const sout = `#rtp{sdp=rtsp://127.0.0.1:${port}/main}`
  const vlc = ['cvlc', '--no-dbus', '--loop', clip, '--sout', sout, '--sout-keep']
  const isRoot = process.getuid?.() === 0
  const line = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...vlc] : vlc
  const child = spawn(line[0]!, line.slice(1), { stdio: 'ignore', env: { ...process.env, HOME: home } })
  const url = `rtsp://127.0.0.1:${port}/main`
  // It listens before it has read the clip, and answers 500 until then.
  await waitUntil('VLC to describe its stream', 60_000, () => describes(port, url)).catch(async error => {
    await stopChild(child)
    throw error
  })
  return { url, port, stop: () => stopChild(child) }
}

async function describes(port: number, url: string): Promise<boolean> {
  const socket = connect(port, '127.0.0.1').setTimeout(5000, () => socket.destroy())
  socket.write(`DESCRIBE ${url} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n`)
  try {
    for await (const chunk of socket)
      return String(chunk).startsWith('RTSP/1.0 200') && String(chunk).includes('m=video')
    return false
  } finally {
    socket.destroy()
  }
}
