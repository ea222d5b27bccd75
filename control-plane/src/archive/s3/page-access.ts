import {
  type CORSRule,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

/** What a page's `fetch` with Range needs of the server (Fetch standard, CORS protocol). */
export interface PageAccess {
  readonly client: S3Client
  readonly bucket: string
  /** An address of the kind that pages are sent to. */
  readonly address: string
  /** Of the pages. */
  readonly origins: readonly string[]
  readonly fetch: typeof fetch
  readonly warn: (sentence: string) => void
}

const ruleId = 'nightjar'
const preflightTimeoutMs = 2_000
/** Of a preflight's answer, seconds: a rule that is taken back works an hour longer at most. */
const maxAgeSeconds = 3_600

/**
 * Lets pages of our origins read objects, by a rule of the bucket where the server does not let them already: others
 * may have set up the bucket, or the whole server, and our key may have no right to look at its rules.
 *
 * @returns the origins whose pages can read. Nothing is thrown because a server refuses its rules.
 */
export async function openToPages(access: PageAccess): Promise<readonly string[]> {
  const reachable = access.origins.filter(origin => !isMixedContent(origin, access.address))
  const closed = await pagesKeptOut(access, reachable)
  const open = closed.length === 0 || (await addRule(access, closed)) ? reachable : without(reachable, closed)
  const unserved = without(access.origins, open)
  if (unserved.length > 0)
    access.warn(
      `The archive's server does not let pages of ${unserved.join(', ')} read recordings, so these pass through the control plane. ` +
        'To have browsers fetch them directly, allow GET with the header Range for these origins in the CORS rules of the bucket ' +
        '(or give the access key the rights s3:GetBucketCORS and s3:PutBucketCORS) and serve the bucket over https where the page is.',
    )
  return open
}

const without = (all: readonly string[], some: readonly string[]) => all.filter(each => !some.includes(each))

/** Browsers fetch nothing over http for a page that came over https, but from their own machine. */
function isMixedContent(pageOrigin: string, address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return pageOrigin.startsWith('https:') && protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}

async function pagesKeptOut(access: PageAccess, origins: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(origins.map(origin => isLetIn(access, origin)))
  return origins.filter((_, index) => !answers[index])
}

/** Asks as a browser does before it sends a Range. The server may be out of our reach at its public address: then no. */
async function isLetIn({ address, fetch }: PageAccess, origin: string): Promise<boolean> {
  const headers = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' }
  try {
    const signal = AbortSignal.timeout(preflightTimeoutMs)
    const reply = await fetch(address, { method: 'OPTIONS', headers, signal })
    await reply.body?.cancel()
    const told = (name: string) =>
      (reply.headers.get(`access-control-allow-${name}`) ?? '').toLowerCase().split(/\s*,\s*/)
    const allows = (name: string, value: string) => told(name).some(each => each === '*' || each === value)
    return reply.ok && allows('origin', origin) && allows('headers', 'range')
  } catch {
    return false
  }
}

/** @returns false where the server has no such rules or keeps them from us. */
async function addRule({ client, bucket }: PageAccess, origins: readonly string[]): Promise<boolean> {
  try {
    const rules = await rulesOf(client, bucket)
    const own = rules.find(rule => rule.ID === ruleId)
    const rule: CORSRule = {
      ID: ruleId,
      AllowedMethods: ['GET', 'HEAD'],
      // Another installation on the same bucket may have put its own there.
      AllowedOrigins: [...new Set([...(own?.AllowedOrigins ?? []), ...origins])],
      AllowedHeaders: ['range'],
      ExposeHeaders: ['Content-Range', 'Content-Length', 'ETag'],
      MaxAgeSeconds: maxAgeSeconds,
    }
    const CORSRules = [...rules.filter(each => each !== own), rule]
    await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules } }))
    return true
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

async function rulesOf(client: S3Client, bucket: string): Promise<CORSRule[]> {
  try {
    return (await client.send(new GetBucketCorsCommand({ Bucket: bucket }))).CORSRules ?? []
  } catch (error) {
    // NoSuchCORSConfiguration. That the bucket is there was found out before.
    if (statusOf(error) === 404) return []
    throw error
  }
}

const statusOf = (error: unknown) => (error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined)

/** 403: our key has no right to the rules; 501 and others: the server knows none, or not these. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error) ?? 0
  return status === 501 || (status >= 400 && status < 500 && status !== 429)
}
