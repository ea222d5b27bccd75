import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { freePort } from '../../ports/free-port.ts'
import { type RunningServer, stopServer, systemPython } from '../../rtsp-servers/gst-camera.ts'
import { waitUntil } from '../../services/wait-until.ts'

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
    await stopServer(child)
    throw error
  })
  return { url, port, stop: () => stopServer(child) }
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
