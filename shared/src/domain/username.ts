import { z } from 'zod'

/** Scripts of living languages (Unicode Standard Annex 24); letters of all others count as one more. */
const scripts: readonly (readonly [name: string, letter: RegExp])[] = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Georgian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Bengali',
  'Thai',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Bopomofo',
].map(name => [name, new RegExp(`\\p{Script=${name}}`, 'u')])

/** Sets of scripts that are written together, the "highly restrictive" level of UTS 39, 5.2. */
const together: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
]

function scriptsOf(name: string): Set<string> {
  const found = new Set<string>()
  for (const character of name) {
    if (!/\p{L}/u.test(character) || /\p{Script=Common}|\p{Script=Inherited}/u.test(character)) continue
    found.add(scripts.find(([, letter]) => letter.test(character))?.[0] ?? 'other')
  }
  return found
}

/** One alphabet, or several that are written together: no Cyrillic `а` in a Latin word. */
export function isOfOneHand(name: string): boolean {
  const found = scriptsOf(name.normalize('NFKC'))
  return found.size <= 1 || together.some(set => [...found].every(script => set.includes(script)))
}

/** Digits of one system (UTS 39, 5.3). Most stand in blocks of sixteen of their own. */
const digitsAreOfOneSystem = (name: string): boolean =>
  new Set([...name.matchAll(/\p{Nd}/gu)].map(([digit]) => (digit.codePointAt(0) ?? 0) >> 4)).size <= 1

/** What a person can tell apart from another name at a glance. Names that are older than these rules go on working. */
export const usernameSchema = z
  .string()
  .trim()
  .min(1, 'enter a user name')
  .max(64)
  .regex(/^[\p{L}\p{N}._@-]+$/u, 'use letters, digits and . _ @ - only')
  .refine(
    name => /^[\p{L}\p{N}._@-]+$/u.test(name.normalize('NFKC')) && !/\p{Default_Ignorable_Code_Point}/u.test(name),
    'use letters, digits and . _ @ - only',
  )
  .refine(name => !/^\.|\.$/.test(name.normalize('NFKC')), 'begin and end with something else than a dot')
  .refine(name => isOfOneHand(name) && digitsAreOfOneSystem(name.normalize('NFKC')), 'use letters of one alphabet only')
