import { formatInZone } from '../../time/format.ts'

/**
 * The wall clock at the site, where it is not the browser's.
 * @param siteZone IANA name; null while it is not known
 */
export function siteTime(
  wallMs: number,
  siteZone: string | null,
  browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone,
): string | undefined {
  if (siteZone === null || siteZone === browserZone) return undefined
  const text = formatInZone(wallMs, siteZone)
  return text === null ? undefined : `At the site: ${text}`
}
