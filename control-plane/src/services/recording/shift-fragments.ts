import { BoxStream, type FileBox } from '@nightjar/shared/mp4/box-stream.ts'
import { type ReadTrack, readDecodeTime, readTracks } from '@nightjar/shared/mp4/read-tracks.ts'
import { shiftDecodeTimes } from '@nightjar/shared/mp4/shift-times.ts'
import { rescale } from '@nightjar/shared/mp4/ticks.ts'
import { readCheckBox } from '@nightjar/shared/records/fragment-check.ts'

/**
 * Takes the bytes of a whole segment file and gives its fragments, with times that count from another zero; lengths and
 * samples stay as they are. In the file times count from its own first picture. The check box before each fragment says
 * the exact tick of the run, so all segments of a run get one continuous time, pictures and sound alike.
 *
 * @param runZeroMs where the run's zero lies on the new axis, ms; may be negative.
 * @param withInit whether the initialisation goes before them.
 * The stream breaks where the bytes are no segment of ours: a body that is not right must never look whole.
 */
export function shiftFragments(runZeroMs: number, withInit: boolean): TransformStream<Uint8Array, Uint8Array> {
  const boxes = new BoxStream()
  const shifter = new FragmentShifter(runZeroMs)
  return new TransformStream({
    transform(chunk, controller) {
      for (const box of boxes.push(chunk)) if (shifter.take(box) || withInit) controller.enqueue(box.bytes)
    },
    flush(controller) {
      if (boxes.pendingLength > 0) controller.error(new RangeError('the file ends within a box'))
    },
  })
}

class FragmentShifter {
  readonly #runZeroMs: number
  #tracks: readonly ReadTrack[] = []
  /** Whether the initialisation is over. */
  #begun = false
  /** Video tick of the run where the next fragment begins, as its check box says. */
  #startTicks: number | null = null

  constructor(runZeroMs: number) {
    this.#runZeroMs = runZeroMs
  }

  /** Changes the box where it has to be; whether it belongs to the fragments. @throws RangeError */
  take({ type, bytes }: FileBox): boolean {
    if (type === 'moov') this.#tracks = readTracks(bytes)
    const check = type === 'uuid' ? readCheckBox(bytes) : null
    if (check) this.#startTicks = check.startTicks
    this.#begun ||= check !== null || type === 'moof'
    if (type === 'moof') this.#shift(bytes)
    return this.#begun
  }

  #shift(moof: Uint8Array): void {
    const video = this.#tracks.find(track => track.handler === 'vide')
    const decodeTime = video ? readDecodeTime(moof, video.id) : null
    if (!video || decodeTime === null || this.#startTicks === null) throw new RangeError('no segment of a recorder')
    const fileZero = this.#startTicks - decodeTime
    this.#startTicks = null
    shiftDecodeTimes(moof, trackId => {
      const rate = this.#tracks.find(track => track.id === trackId)?.timescale ?? video.timescale
      // The first as the writer counted it, so that its rounding is undone; the second rounded up, or the first sound of
      // a playlist could come to lie before its zero.
      return rescale(fileZero, video.timescale, rate) - rescale(-this.#runZeroMs, 1000, rate)
    })
  }
}
