/** Who signs: goes into every manifest. An index belongs to one agent for life. */
export interface IndexOwner {
  readonly organisationId: string
  readonly siteId: string
  readonly agentId: string
}
