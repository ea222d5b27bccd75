import { connect, createServer } from 'node:net'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { waitFor } from './wait.ts'

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}

/** Waits a little, because what a crash left behind may still be ending. @throws Error with a sentence when it stays taken. */
export async function requirePort(port: number, host: string, remedy: string): Promise<void> {
  for (let attempt = 0; attempt < 25; attempt++) {
    if (await canListen(port, host)) return
    await systemClock.sleep(200)
  }
  throw new Error(`Port ${port} is taken by another program. ${remedy}`)
}

/** Waits until somebody listens on this loopback port. @throws Error with a sentence after half a minute. */
export function requireListener(port: number, signal: AbortSignal): Promise<void> {
  const listening = () =>
    new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1')
      const answer = (open: boolean) => () => {
        socket.destroy()
        resolve(open)
      }
      socket.once('connect', answer(true)).once('error', answer(false))
    })
  return waitFor('the demo cameras', 30_000, signal, listening)
}
