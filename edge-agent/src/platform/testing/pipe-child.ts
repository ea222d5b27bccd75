import { once } from 'node:events'
import { parentProcess } from '../parent-process.ts'

/** A process for the tests of the spawner: does with its pipes what it is told. */
const [first, second] = [parentProcess.pipe(0), parentProcess.pipe(1)]

/** Byte `n` is `n % 251`. Tells how many are written whenever the pipe holds it back; ends the pipe behind the last. */
async function pour(bytes: number): Promise<void> {
  for (let written = 0; written < bytes; ) {
    const from = written
    written = Math.min(bytes, written + 64 * 1024)
    const isTaken = first.write(Uint8Array.from({ length: written - from }, (_, index) => (from + index) % 251))
    if (isTaken) continue
    void parentProcess.send({ written })
    await once(first, 'drain')
  }
  first.end()
}

parentProcess.listen({
  message(message) {
    const { kind, bytes } = message as { kind: 'echo' | 'pour' | 'exit'; bytes: number }
    if (kind === 'echo') first.pipe(second)
    else if (kind === 'pour') void pour(bytes)
    else process.exit(3)
  },
  gone: () => process.exit(1),
  leave: () => process.exit(0),
})
