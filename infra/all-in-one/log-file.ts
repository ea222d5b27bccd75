import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs'

/** Past this the file is set aside as `.1`, so that logs never fill the disk the recordings need. */
const maxBytes = 20 * 1024 * 1024

export interface LogFile {
  write(line: string): void
  close(): void
}

export function openLogFile(path: string): LogFile {
  let stream: WriteStream | null = null
  let bytes = 0

  function reopen(): WriteStream {
    stream?.end()
    if (existsSync(path)) {
      bytes = statSync(path).size
      if (bytes > maxBytes) {
        renameSync(path, `${path}.1`)
        bytes = 0
      }
    }
    stream = createWriteStream(path, { flags: 'a', mode: 0o600 })
    // A full disk must not end the supervisor.
    stream.on('error', () => undefined)
    return stream
  }
  reopen()

  return {
    write(line) {
      const target = bytes > maxBytes ? reopen() : stream
      target?.write(`${line}\n`)
      bytes += line.length + 1
    },
    close: () => stream?.end(),
  }
}
