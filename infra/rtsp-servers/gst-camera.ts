import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Debian's own, which has python3-gi; a Python of another origin has not. */
export const systemPython = '/usr/bin/python3'
const script = join(import.meta.dirname, 'gst-camera.py')

export interface RunningServer {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

/** GStreamer's RTSP server at `rtsp://127.0.0.1:<port>/main`; options as gst-camera.py takes them. @throws Error when it does not start. */
export async function startGstCamera(...options: string[]): Promise<RunningServer> {
  const child = spawn(systemPython, [script, ...options], { stdio: ['pipe', 'pipe', 'ignore'] })
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    if (output.includes('\n')) break
  }
  const port = Number(/^ready (\d+)/.exec(output)?.[1])
  if (!port) throw new Error(`the GStreamer server did not start: ${output}`)
  return { url: `rtsp://127.0.0.1:${port}/main`, port, stop: () => stopServer(child) }
}

/** Asks it to end, kills it after three seconds; resolves when it is gone. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await Promise.race([exited, wait(3000)])
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await exited
  }
}
