import { AppError } from '@nightjar/shared/errors/app-error.ts'

/** Headers for an answer with a versioned object. */
export const etagOf = ({ version }: { readonly version: number }): Record<string, string> => ({ etag: `"${version}"` })

/**
 * The version of If-Match (RFC 9110 13.1.1): as sent in ETag, also bare or weak as some clients send it. null without
 * the header or for `*`.
 * @throws AppError `resource.conflict` for a tag that no version ever had.
 */
export function versionOf(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null
  const match = /^(?:W\/)?"?(\d{1,9})"?$/.exec(ifMatch.trim())
  if (!match) throw new AppError('resource.conflict')
  return Number(match[1])
}
