/**
 * The place of a record in the index is its sequence number, counted on over all lineages of a camera's chain: a lineage
 * that begins at place p has sequence number 0 there. Between two lineages there is room; originals that the control
 * plane gave back stand in the half before a lineage, in no particular order.
 */
const room = 2 ** 32

/** Where the next lineage begins, `next` being the first free place. */
export const firstPlaceAfter = (next: number): number => (Math.floor(next / room) + 2) * room

/** The first place of what was given back in the lineage that begins at `firstPlace`. */
export const restoredFrom = (firstPlace: number): number => firstPlace - room / 2
