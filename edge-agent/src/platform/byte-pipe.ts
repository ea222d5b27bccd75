import { Duplex } from 'node:stream'

/**
 * A pipe whose other end is gone closes, and nothing else: without a listener its error would end this process, on
 * either side. Who needs to know listens for `close`, or uses `pipeline`, which rejects with it.
 */
export function bytePipe<Stream extends Duplex>(stream: Stream): Stream {
  return stream.on('error', () => {})
}

/** In place of a pipe to a process that could not be started. */
export function brokenPipe(): Duplex {
  return bytePipe(new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() })).destroy()
}
