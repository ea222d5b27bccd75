import { parseArgs } from 'node:util'
import { defaultOptions, type StreamOptions, type VirtualCameraOptions } from './options.ts'
import type { Credentials } from './rtsp/authentication.ts'

const schemes = ['basic', 'digest', 'digest-sha256', 'any'] as const
const codecs = ['h264', 'h265'] as const
const audios = ['pcmu', 'pcma', 'aac', 'none'] as const

/** The options of main.ts. @throws Error with a sentence for the person at the terminal. */
export function parseArguments(args: readonly string[]): Partial<VirtualCameraOptions> {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: defaultOptions.host },
      camera: { type: 'string', multiple: true, default: [...defaultOptions.cameras] },
      main: { type: 'string' },
      sub: { type: 'string' },
      codec: { type: 'string', default: 'h264' },
      audio: { type: 'string', default: 'none' },
      user: { type: 'string' },
      auth: { type: 'string', default: 'any' },
    },
  })
  for (const name of values.camera) {
    if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`--camera "${name}": use lower case letters, digits and hyphens.`)
  }
  return {
    port: wholeNumber('--port', values.port, 65_535),
    host: values.host,
    cameras: values.camera,
    main: values.main ? streamOptions('--main', values.main) : defaultOptions.main,
    sub: values.sub ? streamOptions('--sub', values.sub) : defaultOptions.sub,
    codec: oneOf('--codec', values.codec, codecs),
    audio: oneOf('--audio', values.audio, audios),
    credentials: credentials(values.user, oneOf('--auth', values.auth, schemes)),
  }
}

function credentials(user: string | undefined, scheme: Credentials['scheme']): Credentials | null {
  if (user === undefined) return null
  const colon = user.indexOf(':')
  if (colon < 1) throw new Error('--user: write user:password.')
  return { user: user.slice(0, colon), password: user.slice(colon + 1), scheme }
}

/** `1280x720@15:1500` is width, height, pictures per second, kilobits per second. */
function streamOptions(option: string, text: string): StreamOptions {
  const [, width, height, rate, kilobits] = /^(\d+)x(\d+)@(\d+):(\d+)$/.exec(text) ?? []
  const numbers = [width, height, rate, kilobits].map(Number)
  const [w = 0, h = 0, framesPerSecond = 0, kbits = 0] = numbers
  if (!numbers.every(value => value > 0) || w % 2 || h % 2) {
    throw new Error(`${option} "${text}": write even sizes, like 1280x720@15:1500.`)
  }
  return { width: w, height: h, framesPerSecond, bitsPerSecond: kbits * 1000 }
}

function wholeNumber(option: string, text: string, max: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > max) throw new Error(`${option} "${text}": use 0 to ${max}.`)
  return value
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find(value => value === text)
  if (!found) throw new Error(`${option} "${text}": use ${allowed.join(', ')}.`)
  return found
}
