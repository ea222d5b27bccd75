export const strongSecretHint = 'Use at least 32 random characters, for example the output of: openssl rand -base64 32'

/** Values that documents and examples show. */
const samples = /change.?me|to.?be.?changed|example|secret.?key|password|nightjar|default|12345678|abcdefgh/i

/** Bits by how often each character occurs: nothing for repetition, 128 and more for 32 random ones. */
function shannonBits(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let perCharacter = 0
  for (const count of counts.values()) perCharacter -= (count / text.length) * Math.log2(count / text.length)
  return perCharacter * text.length
}

/** R99: long, not a sample and not a pattern. Hex of 16 random bytes passes, a word repeated does not. */
export const isStrongSecret = (secret: string): boolean =>
  secret.length >= 32 && !samples.test(secret) && shannonBits(secret) >= 96
