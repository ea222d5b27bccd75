import type { Feedback } from './rtp/feedback.ts'
import type { ChosenMedia } from './rtsp/media-choice.ts'
import { offersFeedback } from './rtsp/sdp.ts'

/** What the camera offers to hear for the chosen payload type. */
export function offeredFeedback({ media, payloadType }: ChosenMedia): Feedback {
  const offers = (kind: string) => offersFeedback(media, payloadType, kind)
  const keyframe = offers('nack pli') ? 'pli' : offers('ccm fir') ? 'fir' : null
  return { nack: offers('nack'), keyframe }
}
