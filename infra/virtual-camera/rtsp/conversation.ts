import type { Socket } from 'node:net'
import type { LiveStream } from '../media/live-stream.ts'
import type { Authentication } from './authentication.ts'
import type { Request } from './request.ts'
import type { Session } from './session.ts'

/** What the answers of one RTSP connection share. */
export interface Conversation {
  readonly socket: Socket
  readonly streams: ReadonlyMap<string, LiveStream>
  readonly authentication: Authentication
  readonly sessions: Map<string, Session>
  /** The client has shown that it is there. */
  readonly alive: () => void
  /** Whether any track goes over UDP: its receiver may vanish without the connection's end. */
  hasUdp: boolean
}

export const sessionOf = (request: Request, { sessions }: Conversation): Session | undefined =>
  sessions.get((request.headers.get('session') ?? '').split(';')[0]?.trim() ?? '')
