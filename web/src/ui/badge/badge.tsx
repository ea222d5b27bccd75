import type { JSX } from 'solid-js'

/** The language of state: one word, one colour, everywhere. */
export type Tone = 'recording' | 'connecting' | 'offline' | 'masked' | 'neutral'

const looks: Record<Tone, string> = {
  recording: 'bg-recording-soft text-recording',
  connecting: 'bg-connecting-soft text-connecting',
  offline: 'bg-offline-soft text-offline',
  masked: 'bg-masked-soft text-masked',
  neutral: 'bg-hover text-text-2',
}

const dots: Record<Tone, string> = {
  recording: 'bg-recording',
  connecting: 'bg-connecting',
  offline: 'bg-offline',
  masked: 'bg-masked',
  neutral: 'bg-line-strong',
}

export function Badge(props: { readonly tone: Tone; readonly dot?: boolean; readonly children: JSX.Element }) {
  return (
    <span
      class={`inline-flex h-5 items-center gap-1.5 whitespace-nowrap rounded-sm px-1.5 font-medium text-sm ${looks[props.tone]}`}
    >
      {props.dot === true ? <StateDot tone={props.tone} /> : null}
      {props.children}
    </span>
  )
}

/** Never alone: a word stands beside it, because colour by itself says nothing to some. */
export function StateDot(props: { readonly tone: Tone }) {
  return <span aria-hidden="true" class={`size-2 shrink-0 rounded-full ${dots[props.tone]}`} />
}
