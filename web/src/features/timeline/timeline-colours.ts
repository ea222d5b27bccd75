import type { Interval } from './interval.ts'

const tokens = [
  'bg',
  'surface',
  'line',
  'line-strong',
  'text',
  'text-2',
  'text-3',
  'accent',
  'recording',
  'connecting',
  'offline',
  'unrecorded',
  'masked',
  'hover',
] as const
export type Colours = Readonly<Record<(typeof tokens)[number], string>>

/** The design tokens as a canvas understands them; asked anew when the theme changes. */
export function readColours(): Colours {
  const probe = document.createElement('span')
  // Where motion is reduced every element has a short transition, and would answer with the colour before.
  probe.style.setProperty('transition', 'none', 'important')
  document.body.append(probe)
  const read = (token: string) => {
    probe.style.color = `var(--${token})`
    return getComputedStyle(probe).color
  }
  const colours = Object.fromEntries(tokens.map(token => [token, read(token)])) as Colours
  probe.remove()
  return colours
}

/** One visual language for state; the legend shows the same. */
export function colourOf(state: Interval['state']): keyof Colours {
  switch (state) {
    case 'recorded':
    case 'recording':
      return 'recording'
    case 'camera-down':
    case 'agent-down':
    case 'disk-fault':
    case 'overload':
      return 'offline'
    case 'privacy-off':
      return 'masked'
    case 'unknown-clock':
      return 'connecting'
    default:
      return 'unrecorded'
  }
}
