/** One thing that the installation wants somebody to look at, as a sentence; null while there is nothing to say. */
export type NoticeSource = () => Promise<string | null>

/** What people who run the installation should know, beyond whether it is up. */
export interface Notices {
  current(): Promise<string[]>
}

/** @param sources asked each time; one that fails says nothing here, its own part does. */
export const makeNotices = (sources: readonly NoticeSource[]): Notices => ({
  current: async () => {
    const found = await Promise.all(sources.map(source => source().catch(() => null)))
    return found.filter(sentence => sentence !== null)
  },
})
