/** Scheme, host and port and nothing else, as browsers write it in `Origin`. */
export const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text
