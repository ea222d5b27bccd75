/** Whether a number has doubled since the last one of which that was so: what is counted is told so often, and no more. */
export const isPowerOfTwo = (count: number): boolean => Number.isInteger(Math.log2(count))
