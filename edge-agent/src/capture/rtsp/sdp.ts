export interface RtpMap {
  /** Lower case, e.g. `h264`. */
  readonly encoding: string
  readonly clockRate: number
  readonly channels: number
}

export interface SdpMedia {
  /** `video`, `audio`, `application`... */
  readonly kind: string
  readonly payloadTypes: readonly number[]
  /** As the camera wrote it; null where it says nothing. */
  readonly control: string | null
  readonly rtpmap: ReadonlyMap<number, RtpMap>
  /** Format parameters by payload type; keys in lower case. */
  readonly fmtp: ReadonlyMap<number, ReadonlyMap<string, string>>
  readonly frameRate: number | null
  /** RTP/AVPF (RFC 4585) rather than RTP/AVP: SETUP has to say the same. */
  readonly hasFeedbackProfile: boolean
  /** What `a=rtcp-fb` offers, lower case such as `nack pli`, by payload type; `*` is for all (RFC 4585 4.2). */
  readonly feedback: ReadonlyMap<number | '*', ReadonlySet<string>>
}

export interface SessionDescription {
  readonly control: string | null
  readonly media: readonly SdpMedia[]
}

interface OpenMedia {
  kind: string
  payloadTypes: number[]
  control: string | null
  rtpmap: Map<number, RtpMap>
  fmtp: Map<number, Map<string, string>>
  frameRate: number | null
  hasFeedbackProfile: boolean
  feedback: Map<number | '*', Set<string>>
}

const maxLines = 4000
const maxMedia = 32

/** RFC 3551 table 4 and 5, as far as cameras use it without an rtpmap. */
const staticPayloads: ReadonlyMap<number, RtpMap> = new Map([
  [0, { encoding: 'pcmu', clockRate: 8000, channels: 1 }],
  [3, { encoding: 'gsm', clockRate: 8000, channels: 1 }],
  [8, { encoding: 'pcma', clockRate: 8000, channels: 1 }],
  [9, { encoding: 'g722', clockRate: 8000, channels: 1 }],
  [14, { encoding: 'mpa', clockRate: 90000, channels: 1 }],
  [26, { encoding: 'jpeg', clockRate: 90000, channels: 1 }],
  [33, { encoding: 'mp2t', clockRate: 90000, channels: 1 }],
])

function parseMediaLine(value: string): OpenMedia {
  const [kind = '', , profile = '', ...formats] = value.trim().split(/\s+/)
  const payloadTypes = formats.filter(text => /^\d{1,3}$/.test(text)).map(Number)
  return {
    // Seen in the wild: `m=application/TP-LINK 0 RTP/AVP smart/1/90000`.
    kind: kind.split('/')[0]!.toLowerCase(),
    payloadTypes: payloadTypes.filter(type => type < 128),
    control: null,
    rtpmap: new Map(),
    fmtp: new Map(),
    frameRate: null,
    hasFeedbackProfile: /^RTP\/AVPF/i.test(profile),
    feedback: new Map(),
  }
}

/** `96 H264/90000`, `97 mpeg4-generic/12000/2`, with stray spaces. */
function parseRtpMap(media: OpenMedia, value: string): void {
  const match = /^(\d{1,3})\s+([^/\s]+)\s*(?:\/\s*(\d+))?\s*(?:\/\s*(\d+))?/.exec(value.trim())
  if (!match) return
  const type = Number(match[1])
  const known = staticPayloads.get(type)
  media.rtpmap.set(type, {
    encoding: match[2]!.toLowerCase(),
    clockRate: match[3] === undefined ? (known?.clockRate ?? 90000) : Number(match[3]),
    channels: Math.max(1, Number(match[4] ?? 1)),
  })
}

function parseFmtp(media: OpenMedia, value: string): void {
  const match = /^(\d{1,3})\s*(.*)$/s.exec(value.trim())
  if (!match) return
  const parameters = media.fmtp.get(Number(match[1])) ?? new Map<string, string>()
  for (const part of match[2]!.split(';')) {
    const equals = part.indexOf('=')
    const key = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase()
    const text = equals < 0 ? '' : part.slice(equals + 1).trim()
    // The first answer counts: a later `profile=1` style repetition is noise.
    if (key !== '' && !parameters.has(key) && parameters.size < 64) parameters.set(key, text.replace(/^"(.*)"$/, '$1'))
  }
  media.fmtp.set(Number(match[1]), parameters)
}

/** `96 nack`, `* nack pli`, `96 ccm fir`. */
function parseFeedback(media: OpenMedia, value: string): void {
  const match = /^(\*|\d{1,3})\s+(.+)$/.exec(value.trim().toLowerCase())
  if (!match) return
  const key = match[1] === '*' ? '*' : Number(match[1])
  const offers = media.feedback.get(key) ?? new Set<string>()
  if (offers.size < 16 && media.feedback.size < 128) media.feedback.set(key, offers.add(match[2]!.replace(/\s+/g, ' ')))
}

function parseFrameRate(media: OpenMedia, value: string): void {
  // `0S`, `0` and `25` follow each other in one real answer: only a positive number counts, the last one wins.
  const rate = Number.parseFloat(value.trim())
  if (Number.isFinite(rate) && rate > 0 && rate <= 1000) media.frameRate = rate
}

function parseAttribute(session: { control: string | null }, media: OpenMedia | null, line: string): void {
  const colon = line.indexOf(':')
  const name = (colon < 0 ? line : line.slice(0, colon)).trim().toLowerCase()
  const value = colon < 0 ? '' : line.slice(colon + 1).trim()
  if (name === 'control') {
    if (media) media.control ??= value
    else session.control ??= value
  } else if (media === null) return
  else if (name === 'rtpmap') parseRtpMap(media, value)
  else if (name === 'fmtp') parseFmtp(media, value)
  else if (name === 'rtcp-fb') parseFeedback(media, value)
  else if (name === 'framerate' || name === 'x-framerate') parseFrameRate(media, value)
}

/**
 * Reads what capture needs from an SDP (RFC 4566) and ignores the rest, in whatever order and shape it comes.
 * Never throws: a text that is no SDP has no media.
 */
export function parseSdp(text: string): SessionDescription {
  const session: { control: string | null } = { control: null }
  const media: OpenMedia[] = []
  let current: OpenMedia | null = null
  for (const line of text.split(/\r\n|\n|\r/, maxLines)) {
    const match = /^\s*([a-z])\s*=(.*)$/s.exec(line)
    if (!match) continue
    if (match[1] === 'm') {
      if (media.length >= maxMedia) break
      current = parseMediaLine(match[2]!)
      media.push(current)
    } else if (match[1] === 'a') parseAttribute(session, current, match[2]!)
  }
  return { control: session.control, media }
}

/** What a payload type of a media carries: its rtpmap, or the static assignment; null when neither says. */
export function payloadFormat(media: SdpMedia, payloadType: number): RtpMap | null {
  return media.rtpmap.get(payloadType) ?? staticPayloads.get(payloadType) ?? null
}

/** Whether the camera offers to hear that kind of feedback for the payload type. @param kind e.g. `nack pli`. */
export const offersFeedback = (media: SdpMedia, payloadType: number, kind: string): boolean =>
  (media.feedback.get(payloadType)?.has(kind) ?? false) || (media.feedback.get('*')?.has(kind) ?? false)
