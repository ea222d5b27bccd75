/** Host and port of a stored address: what may be logged of it, since some cameras want the password in the path. */
export const hostOf = (url: string): string => new URL(url.replace(/^rtsps?:/, 'http:')).host
