/** How agents find what they need; from the configuration of the installation. */
export interface FleetSettings {
  /** `/mqtt` (the broker of this process, at our own origin) or the address of an external broker. */
  readonly mqttUrl: string
  /** The external broker cannot read tokens and holds an account for each agent (Mosquitto's dynamic security). */
  readonly brokerAccounts: boolean
  /** Relays that agents may push to: `ws(s)://` addresses, or `/publish`. */
  readonly relays: readonly string[]
  /** Where viewers may be sent: `ws(s)://` addresses of relays, or `/live` at the page's own origin. */
  readonly liveAddresses: readonly string[]
  /** Internal ports of relays as we reach them; empty: those on this machine only. */
  readonly relayInternalUrls: readonly string[]
}
