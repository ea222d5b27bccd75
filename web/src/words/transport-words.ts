import { type TransportChoice, type TransportUse, transportReasons } from '@nightjar/shared/domain/camera.ts'

const names = { tcp: 'TCP', udp: 'UDP' }

/** A reason of a younger agent says nothing here. */
const reasonOf = (because: string): string | null =>
  Object.hasOwn(transportReasons, because) ? transportReasons[because as keyof typeof transportReasons] : null

/** `auto: UDP, the camera offers no TCP`; without the choice, `UDP, the camera offers no TCP`. */
export function transportText(use: TransportUse, choice?: TransportChoice): string {
  const reason = reasonOf(use.because)
  return `${choice === 'auto' ? 'auto: ' : ''}${names[use.over]}${reason === null ? '' : `, ${reason}`}`
}
