import type { Request } from './request.ts'

export interface Response {
  readonly status: number
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  454: 'Session Not Found',
  455: 'Method Not Valid in This State',
  459: 'Aggregate Operation Not Allowed',
  461: 'Unsupported Transport',
  500: 'Internal Server Error',
  551: 'Option not supported',
}

export function formatResponse(request: Request, response: Response): string {
  const headers = [
    ['CSeq', request.headers.get('cseq') ?? '0'],
    ['Server', 'Nightjar virtual camera'],
    ...(response.headers ?? []),
    ...(response.body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(response.body))]]),
  ]
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  return [`RTSP/1.0 ${response.status} ${reasons[response.status] ?? 'Error'}`, ...lines, '', response.body ?? ''].join(
    '\r\n',
  )
}
