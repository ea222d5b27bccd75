import { createHash, timingSafeEqual } from 'node:crypto'

/** Guards the making of the first administrator. */
export interface SetupGate {
  /** Takes the same time whatever the difference. */
  accepts(token: string): boolean
  /** After the first administrator is there; the token is worth nothing from now on. */
  done(): void
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** @param token printed once where the server was started. @param forget removes the stored copy. */
export function makeSetupGate(token: string, forget: () => void = () => undefined): SetupGate {
  const expected = digest(token)
  return { accepts: given => timingSafeEqual(digest(given), expected), done: forget }
}
