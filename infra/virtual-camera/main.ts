import { parseArguments } from './arguments.ts'
import { startVirtualCamera } from './virtual-camera.ts'

try {
  const camera = await startVirtualCamera(parseArguments(process.argv.slice(2)))
  process.stdout.write(`${JSON.stringify({ ready: true, port: camera.port, cameras: camera.cameras })}\n`)
  const stop = (): void => {
    camera.close().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  // Started with an IPC channel it ends with its supervisor.
  process.once('disconnect', stop)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
