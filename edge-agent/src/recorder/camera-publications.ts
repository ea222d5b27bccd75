import type { Publication, PublishOptions } from '../live/publisher.ts'

/** The relays to which one camera is being pushed. */
export class CameraPublications {
  readonly #open = new Set<Publication>()

  /** @throws AppError `live.unavailable`. */
  async publish(options: PublishOptions): Promise<void> {
    // Loaded with the first viewer: most recorders have none most of the time.
    const { publishStream } = await import('../live/publisher.ts')
    const publication = await publishStream(options)
    this.#open.add(publication)
    void publication.over.then(() => this.#open.delete(publication))
  }

  /** Tells the relays that the agent goes away, so that viewers come back. */
  goAway(): void {
    for (const publication of this.#open) publication.stop()
  }
}
