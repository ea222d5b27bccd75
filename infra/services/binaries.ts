import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** Where Debian puts servers, which an ordinary user's PATH leaves out. */
const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Absolute path of a program, null when it is not installed. `extra` folders are looked at first. */
export function findBinary(name: string, extra: readonly string[] = []): string | null {
  const path = (process.env.PATH ?? '').split(':').filter(folder => folder.startsWith('/'))
  for (const folder of [...extra, ...path, ...folders]) {
    const candidate = join(folder, name)
    try {
      accessSync(candidate, constants.X_OK)
      return candidate
    } catch {
      // Not there.
    }
  }
  return null
}

/** @throws Error naming the Debian package to install. */
export function requireBinary(name: string, debianPackage: string, extra: readonly string[] = []): string {
  const found = findBinary(name, extra)
  if (!found) throw new Error(`${name} is not installed; on Debian: apt-get install ${debianPackage}`)
  return found
}

/**
 * For node:test's `skip`: false when every program is there, the reason when one is missing. Where services are
 * promised (CI=true or NIGHTJAR_REQUIRE_SERVICES=1) it is always false, so that the test runs and fails.
 */
export function skipWithout(programs: readonly string[], extra: readonly string[] = []): string | false {
  if (process.env.CI === 'true' || process.env.NIGHTJAR_REQUIRE_SERVICES === '1') return false
  const missing = programs.filter(name => !findBinary(name, extra))
  return missing.length ? `not installed here: ${missing.join(', ')}` : false
}
