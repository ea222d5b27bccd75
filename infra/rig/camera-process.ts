import { join } from 'node:path'
import { startProcess } from '../services/server-process.ts'
import { waitUntil } from '../services/wait-until.ts'
import type { CameraUrls } from '../virtual-camera/virtual-camera.ts'
import { killTree, signalProcess } from './process-tree.ts'

export interface CameraProcess {
  readonly port: number
  readonly cameras: readonly CameraUrls[]
  readonly pid: number
  /** SIGSTOP: pictures stop, connections stay. */
  freeze(): void
  thaw(): void
  kill9(): void
  stop(): Promise<void>
}

const main = join(import.meta.dirname, '..', 'virtual-camera', 'main.ts')

/** Virtual cameras as a process of their own; `args` as for its command line. */
export async function startCameraProcess(...args: readonly string[]): Promise<CameraProcess> {
  const child = startProcess(process.execPath, [main, ...args])
  let ready: { port: number; cameras: CameraUrls[] } | null = null
  await waitUntil('the virtual cameras', 60_000, () => {
    if (!child.running) throw new Error(child.output())
    const line = child
      .output()
      .split('\n')
      .find(each => each.startsWith('{"ready":true'))
    ready = line ? JSON.parse(line) : null
    return ready !== null
  })
  const { port, cameras } = ready!
  return {
    port,
    cameras,
    pid: child.pid,
    freeze: () => child.signal('SIGSTOP'),
    thaw: () => child.signal('SIGCONT'),
    kill9: () => killTree(child.pid),
    stop() {
      signalProcess(child.pid, 'SIGCONT')
      return child.end()
    },
  }
}
