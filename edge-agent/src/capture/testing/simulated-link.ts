/** One picture on its way from the camera to us; times in ms since the start, by a clock that is right. */
export interface SentPicture {
  readonly takenMs: number
  readonly arrivedMs: number
  /** What the camera wrote on it, ticks of 90 kHz. */
  readonly timestamp: number
  readonly keyframe: boolean
  /** Packets were lost before it. */
  readonly afterLoss: boolean
}

export interface Pause {
  readonly fromMs: number
  readonly ms: number
  /** What the camera holds of it, ms of pictures; it drops the later ones. Left out: all of it. */
  readonly heldMs?: number
  /** What is dropped leaves a hole in the sequence numbers. */
  readonly isLoss?: boolean
}

export interface Camera {
  readonly frameMs: number
  readonly groupMs: number
  readonly ms: number
  /** What the camera writes on a picture, ticks of 90 kHz; its clock is right where this is left out. */
  readonly timestamp?: (takenMs: number, index: number) => number
}

export interface Link {
  readonly pauses: readonly Pause[]
  /** How much faster than time the link can be; what a pause held up comes at once where it is left out. */
  readonly speed?: number
  /** What each picture is delayed by, ms. */
  readonly delayMs?: (index: number, keyframe: boolean) => number
}

/** Takes the pictures of a camera over a link that loses nothing by itself, in order, as TCP does. */
export function sent(camera: Camera, { pauses, speed = Number.POSITIVE_INFINITY, delayMs = () => 30 }: Link) {
  const pictures: SentPicture[] = []
  const { frameMs, timestamp = takenMs => 70_000 + Math.round(takenMs * 90) } = camera
  const perGroup = Math.max(1, Math.round(camera.groupMs / frameMs))
  let freeMs = 0
  let wasDropped = false
  let isHole = false
  let sinceKeyframe = perGroup
  for (let i = 0; i * frameMs < camera.ms; i++) {
    const takenMs = i * frameMs
    const pause = pauses.find(({ fromMs, ms }) => takenMs >= fromMs && takenMs < fromMs + ms)
    sinceKeyframe++
    if (pause?.heldMs !== undefined && takenMs >= pause.fromMs + pause.heldMs) {
      wasDropped = true
      isHole ||= pause.isLoss ?? false
      continue
    }
    // A camera that dropped pictures goes on with one that needs none of them.
    const keyframe = wasDropped || sinceKeyframe > perGroup
    if (keyframe) sinceKeyframe = 1
    let arrivedMs = Math.max(takenMs + delayMs(i, keyframe), freeMs)
    for (const { fromMs, ms } of pauses) {
      if (arrivedMs >= fromMs && arrivedMs < fromMs + ms) arrivedMs = fromMs + ms
    }
    freeMs = arrivedMs + frameMs / speed
    pictures.push({ takenMs, arrivedMs, timestamp: timestamp(takenMs, i), keyframe, afterLoss: isHole })
    wasDropped = isHole = false
  }
  return pictures
}
