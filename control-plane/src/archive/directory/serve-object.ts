import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { contentRange, parseRange, unsatisfiedRange } from '../http-range.ts'
import type { DirectoryStore } from './directory-store.ts'
import type { SignedUse } from './signed-path.ts'

export interface UploadDoor {
  /** Called when the address of an upload is good, before its body is read. */
  known(): void
  /** Whether the agent that owns the key may still upload. */
  mayPut(key: string): Promise<boolean>
}

const notValid = () =>
  new AppError('auth.forbidden', { message: 'This address is not valid, or not any more. Ask for a new one.' })

/**
 * Answers a request to `/archive/<key>`: GET, HEAD and PUT of one object, with the signature in the address as the only
 * right. Nothing about the object is told to an address that is not valid.
 *
 * @param target of the request line as it came; `request.url` may have been tidied.
 * @throws AppError `auth.forbidden` for a wrong or expired address, `input.invalid` for other bytes than announced.
 */
export async function serveObject(
  store: DirectoryStore,
  request: Request,
  target: string,
  { known, mayPut }: UploadDoor = { known: () => undefined, mayPut: async () => true },
): Promise<Response> {
  const use = store.readSignedUse(request.method, target)
  if (use === null) {
    throw notValid()
  }
  if (use.method === 'GET') return get(store, use, request)
  // An address lives for minutes; the rights of who was given it may end before.
  if (!(await mayPut(use.key))) throw notValid()
  known()
  return put(store, use, request)
}

async function put(store: DirectoryStore, use: SignedUse & { method: 'PUT' }, request: Request): Promise<Response> {
  const announced = request.headers.get('content-length')
  if (announced !== null && Number(announced) !== use.byteLength) throw new AppError('input.invalid')
  if (request.headers.get('content-type') !== use.contentType) throw new AppError('input.invalid')
  if (request.body === null) throw new AppError('input.invalid')
  const stored = await store.receive(use.key, request.body, use)
  return new Response(null, { status: stored ? 200 : 412 })
}

async function get(store: DirectoryStore, use: SignedUse & { method: 'GET' }, request: Request): Promise<Response> {
  const size = (await store.head(use.key))?.byteLength
  if (size === undefined) throw new AppError('resource.not-found')
  const headers = new Headers({
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'content-type': use.contentType,
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...(use.downloadAs === null ? {} : { 'content-disposition': `attachment; filename="${use.downloadAs}"` }),
  })
  const range = parseRange(request.headers.get('range') ?? undefined, size)
  if (range === 'unsatisfiable') {
    headers.set('content-range', unsatisfiedRange(size))
    return new Response(null, { status: 416, headers })
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size } : range
  headers.set('content-length', String(end - start))
  if (range !== 'whole') headers.set('content-range', contentRange(range, size))
  const body = request.method === 'HEAD' ? null : await store.read(use.key, { start, end })
  return new Response(body, { status: range === 'whole' ? 200 : 206, headers })
}
