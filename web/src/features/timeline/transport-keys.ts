import type { Hotkeys } from '../../primitives/create-hotkeys.ts'
import type { Axis } from './create-axis.ts'
import type { Transport } from './create-transport.ts'

/** A page of the axis keeps a fifth of the one before it. */
const page = 0.8

/** The keys of the timeline; the help of the shell lists the same. */
export function transportKeys(transport: Transport, axis: Axis): Hotkeys {
  const by = (ms: number) => () => transport.goTo(transport.playing().wallMs + ms)
  const closer = () => transport.zoom(0.5)
  return {
    space: transport.toggle,
    k: transport.toggle,
    ArrowLeft: by(-5000),
    ArrowRight: by(5000),
    'shift+ArrowLeft': by(-60_000),
    'shift+ArrowRight': by(60_000),
    ',': () => transport.playback.step(-1),
    '.': () => transport.playback.step(1),
    '[': () => transport.toGap(-1),
    ']': () => transport.toGap(1),
    d: () => transport.toDamage(1),
    'shift+d': () => transport.toDamage(-1),
    '+': closer,
    '=': closer,
    'shift++': closer,
    '-': () => transport.zoom(2),
    m: () => void transport.setAudible(!transport.audible()),
    n: transport.toNow,
    PageUp: () => axis.pan(-page),
    PageDown: () => axis.pan(page),
  }
}
