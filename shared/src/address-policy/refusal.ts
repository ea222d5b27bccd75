/**
 * Why no camera is looked for at an address: `own` is the machine that would connect, `metadata` a cloud's service,
 * `range` a range in which no camera can be, `spelling` an address that libraries read differently, `invalid` none at all.
 */
export type AddressRefusal = 'own' | 'metadata' | 'range' | 'spelling' | 'invalid'

/** What a person is told; never repeats the input. */
export const refusalSentences: Readonly<Record<AddressRefusal, string>> = {
  own: 'This address is the agent itself; use the address of the camera in its network.',
  metadata: 'This is the address of a cloud service, not of a camera.',
  range: 'No camera has this kind of address (link-local, multicast, unspecified or reserved).',
  spelling: 'Write the IP address as four decimal numbers, e.g. 192.168.1.20.',
  invalid: 'The IP address is not valid.',
}
