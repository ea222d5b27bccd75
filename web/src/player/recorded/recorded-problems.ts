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

/** Chromium takes a recovery point without an error, and keeps nothing up to the next IDR picture. */
export const noStart = localProblem(
  'client.no-start',
  'This browser cannot show the recording',
  'The camera sends no complete pictures, and a browser begins with one. The recording is whole: download it and open it in VLC. To see it here from now on, set a keyframe (IDR) interval in the camera, such as two seconds.',
)

export const undecodable = localProblem(
  'client.decode',
  'This browser could not decode the recording',
  'Go on behind it, or download it and open it in VLC.',
)

/** Problems of the browser with a recording that is there: it can be downloaded. */
export const isWhole = (code: string): boolean =>
  [noStart.code, undecodable.code, 'client.h265', 'client.codec'].includes(code)

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
