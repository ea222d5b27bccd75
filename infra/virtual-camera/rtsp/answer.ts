import { type Conversation, sessionOf } from './conversation.ts'
import { describeSession } from './describe.ts'
import { locate } from './locate.ts'
import type { Request } from './request.ts'
import type { Response } from './response.ts'
import { setUp } from './set-up.ts'

const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, SET_PARAMETER, TEARDOWN'

export async function answer(request: Request, conversation: Conversation): Promise<Response> {
  const { authentication } = conversation
  if (request.headers.has('require'))
    return { status: 551, headers: [['Unsupported', request.headers.get('require')!]] }
  if (request.method === 'OPTIONS') return { status: 200, headers: [['Public', methods]] }
  if (!authentication.allows(request)) {
    return { status: 401, headers: authentication.challenges().map(value => ['WWW-Authenticate', value] as const) }
  }
  switch (request.method) {
    case 'DESCRIBE':
      return describe(request, conversation)
    case 'SETUP':
      return await setUp(request, conversation)
    case 'PLAY':
      return play(request, conversation)
    case 'GET_PARAMETER':
    case 'SET_PARAMETER':
      return keepAlive(request, conversation)
    case 'TEARDOWN':
      return tearDown(request, conversation)
    default:
      return { status: 405, headers: [['Allow', methods]] }
  }
}

function describe(request: Request, { streams }: Conversation): Response {
  const { stream } = locate(request.url, streams)
  if (!stream) return { status: 404 }
  return {
    status: 200,
    headers: [
      ['Content-Base', `${request.url.replace(/\/+$/, '')}/`],
      ['Content-Type', 'application/sdp'],
    ],
    body: describeSession(stream),
  }
}

function play(request: Request, conversation: Conversation): Response {
  const session = sessionOf(request, conversation)
  if (!session) return { status: 454 }
  return {
    status: 200,
    headers: [
      ['Session', session.id],
      ['Range', 'npt=now-'],
    ],
  }
}

function keepAlive(request: Request, conversation: Conversation): Response {
  const session = sessionOf(request, conversation)
  if (request.headers.has('session') && !session) return { status: 454 }
  return { status: 200, headers: session ? [['Session', session.id]] : [] }
}

function tearDown(request: Request, conversation: Conversation): Response {
  const session = sessionOf(request, conversation)
  if (!session) return { status: 454 }
  session.close()
  conversation.sessions.delete(session.id)
  return { status: 200 }
}
