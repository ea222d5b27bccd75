/** What a user name is found and counted by: no spelling of one name gets its own attempts. */
export const usernameKey = (username: string): string => username.normalize('NFKC').trim().toLowerCase()
