/**
 * Letters that look like a Latin one, from the confusables of UTS 39 (4): of other alphabets, of which whole words can be
 * written that look Latin, and the few of Latin itself. First as small letters look, then as capitals do.
 */
const asSmall = {
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'i', ї: 'i', ј: 'j', ѕ: 's', ԁ: 'd', һ: 'h', ӏ: 'l' },
  ...{ ԛ: 'q', ԝ: 'w', г: 'r', к: 'k', п: 'n', ɑ: 'a', ɡ: 'g', ı: 'i', ɩ: 'i', ƿ: 'p', ꞵ: 'b' },
  ...{ α: 'a', γ: 'y', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', σ: 'o', υ: 'u', χ: 'x', ϲ: 'c', ϳ: 'j' },
  ...{ ս: 'u', օ: 'o', հ: 'h', ո: 'n', զ: 'q', ց: 'g', յ: 'j', ə: 'e' },
}
const asCapital = {
  ...{ а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y', х: 'x', і: 'i', ј: 'j' },
  ...{ ѕ: 's', ԁ: 'd', ԛ: 'q', ԝ: 'w', ӏ: 'l', ё: 'e', ї: 'i' },
  ...{ α: 'a', β: 'b', ε: 'e', ζ: 'z', η: 'h', ι: 'i', κ: 'k', μ: 'm', ν: 'n', ο: 'o', ρ: 'p', τ: 't', υ: 'y', χ: 'x' },
  ...{ օ: 'o', ս: 'u', տ: 's' },
}
/** `0` and `O`, `1`, `l` and a capital `I`: alike in many typefaces. */
const figures = { 0: 'o', 1: 'l' }

function skeleton(name: string, table: Readonly<Record<string, string>>): string {
  const folded = name.normalize('NFKC').replaceAll('I', 'l').toLowerCase()
  const letters = [...folded].map(letter => table[letter] ?? letter)
  return letters.join('').replaceAll('rn', 'm').replaceAll('vv', 'w')
}

/** Whether a person may take one name for the other: their skeletons (UTS 39, 4) are the same. */
export const looksLike = (one: string, other: string): boolean =>
  [asSmall, asCapital].some(letters => {
    const table = { ...letters, ...figures }
    return skeleton(one, table) === skeleton(other, table)
  })
