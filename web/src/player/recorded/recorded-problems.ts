import { localProblem } from '../../api/result.ts'

export const noPlayer = localProblem(
  'client.no-player',
  'This browser cannot play recordings',
  'Use a current Chrome, Edge, Firefox or Safari.',
)
export const notHere = localProblem(
  'media.not-here',
  'The recording is at the site and the site is offline',
  'Wait until the agent is back, or go to what is in the archive.',
)
export const interrupted = localProblem(
  'client.interrupted',
  'The recording could not be loaded',
  'Check the connection, then try again.',
)

export const unsupported = (codec: 'h264' | 'h265') =>
  codec === 'h265'
    ? localProblem(
        'client.h265',
        'This browser does not play H.265',
        'Use Safari, or Chrome or Edge with a graphics card that decodes it, or download the segment.',
      )
    : localProblem(
        'client.codec',
        'This browser cannot decode the recording',
        'Download the segment and open it in a player.',
      )
