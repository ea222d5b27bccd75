/** Of the mapping from wall time to the element's time: a month before the first picture, so that nothing is negative. */
const runwayMs = 31 * 86_400_000
/** Seconds kept behind the picture on the screen. */
const keepBehind = 30

/** A MediaSource with one buffer whose time axis is wall time. */
export class MediaBuffer {
  readonly #video: HTMLVideoElement
  readonly #address: string
  readonly #source: MediaSource
  readonly originMs: number
  #buffer: SourceBuffer | null = null
  #mimeType = ''

  private constructor(video: HTMLVideoElement, source: MediaSource, address: string, originMs: number) {
    this.#video = video
    this.#source = source
    this.#address = address
    this.originMs = originMs
  }

  static async open(video: HTMLVideoElement, Source: typeof MediaSource, atMs: number): Promise<MediaBuffer> {
    const source = new Source()
    const address = URL.createObjectURL(source)
    const opened = new Promise(resolve => source.addEventListener('sourceopen', resolve, { once: true }))
    video.disableRemotePlayback = true
    video.src = address
    await opened
    const buffer = new MediaBuffer(video, source, address, atMs - runwayMs)
    // The end is not known: recording goes on.
    source.duration = (runwayMs * 4) / 1000
    return buffer
  }

  /** @throws when the browser refuses the type. */
  setType(mimeType: string): void {
    if (this.#buffer === null) this.#buffer = this.#source.addSourceBuffer(mimeType)
    else if (mimeType !== this.#mimeType) this.#buffer.changeType(mimeType)
    this.#mimeType = mimeType
  }

  /** Where on the axis, in ms, the next bytes go whose own time is `decodeSeconds`. */
  place(wallMs: number, decodeSeconds: number): void {
    if (this.#buffer === null) return
    const offset = (wallMs - this.originMs) / 1000 - decodeSeconds
    // A parser in the middle of a segment refuses a new offset; ours is always at a box boundary.
    if (Math.abs(this.#buffer.timestampOffset - offset) > 1e-4) this.#buffer.timestampOffset = offset
  }

  /** @throws when the buffer is full and nothing can go, or when the bytes are refused. */
  async append(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const buffer = this.#buffer
    if (buffer === null) return
    try {
      await settled(buffer, () => buffer.appendBuffer(bytes))
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error
      await this.trim(5)
      await settled(buffer, () => buffer.appendBuffer(bytes))
    }
  }

  async trim(keepSeconds = keepBehind): Promise<void> {
    const buffer = this.#buffer
    const until = this.#video.currentTime - keepSeconds
    if (buffer === null || buffer.buffered.length === 0 || buffer.buffered.start(0) >= until - 10) return
    await settled(buffer, () => buffer.remove(0, until))
  }

  async empty(): Promise<void> {
    const buffer = this.#buffer
    if (buffer === null || this.#source.readyState !== 'open') return
    if (buffer.updating) buffer.abort()
    if (buffer.buffered.length > 0) await settled(buffer, () => buffer.remove(0, Number.POSITIVE_INFINITY))
  }

  close(): void {
    URL.revokeObjectURL(this.#address)
    this.#video.removeAttribute('src')
    this.#video.load()
  }
}

function settled(buffer: SourceBuffer, action: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (event: Event) => {
      buffer.removeEventListener('updateend', done)
      buffer.removeEventListener('error', failed)
      void event
      resolve()
    }
    const failed = () => {
      buffer.removeEventListener('updateend', done)
      buffer.removeEventListener('error', failed)
      reject(new Error('the browser refused the bytes of the recording'))
    }
    buffer.addEventListener('updateend', done)
    buffer.addEventListener('error', failed)
    try {
      action()
    } catch (error) {
      buffer.removeEventListener('updateend', done)
      buffer.removeEventListener('error', failed)
      reject(error as Error)
    }
  })
}
