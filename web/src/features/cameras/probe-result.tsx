import type { ProbeReply } from '@nightjar/shared/api/camera.ts'
import { For, Show } from 'solid-js'
import { transportText } from '../../words/transport-words.ts'

const codecNames = { h264: 'H.264', h265: 'H.265' }
const soundNames = { aac: 'AAC', pcmu: 'G.711 µ-law', pcma: 'G.711 A-law', opus: 'Opus' }

/** What the camera sends: its picture, and the facts beside it. */
export function ProbeResult(props: { readonly reply: ProbeReply }) {
  const facts = () => {
    const { facts, measuredFrameRate, url, transport, certificate } = props.reply
    const rate = measuredFrameRate ?? facts.frameRate
    return [
      ['Address', url],
      ['Video', codecNames[facts.codec]],
      ['Size', `${facts.width} × ${facts.height}`],
      ['Frame rate', rate === null ? 'not stated' : `${Math.round(rate * 10) / 10} fps`],
      [
        'Sound',
        facts.audio === null ? 'none' : `${soundNames[facts.audio.codec]}, ${facts.audio.sampleRate / 1000} kHz`,
      ],
      ...(transport === null ? [] : [['Transport', transportText(transport)] as const]),
      ...(certificate === null ? [] : [['Key', certificate.fingerprint] as const]),
    ] as const
  }
  return (
    <div class="flex gap-4 rounded-md border border-line bg-bg p-3 max-md:flex-col" data-probe="ok">
      <Show
        when={props.reply.picture}
        fallback={
          <div class="flex aspect-video w-60 shrink-0 items-center justify-center rounded-sm bg-picture p-3 text-center text-[#b3bac2] text-sm max-md:w-full">
            The video is fine, but no picture of it could be made.
          </div>
        }
      >
        {picture => (
          <img
            src={`data:${picture().contentType};base64,${picture().base64}`}
            alt="What the camera shows now"
            class="aspect-video w-60 shrink-0 rounded-sm bg-picture object-contain max-md:w-full"
          />
        )}
      </Show>
      <dl class="grid min-w-0 grid-cols-[auto_1fr] content-center gap-x-4 gap-y-1">
        <For each={facts()}>
          {([name, value]) => (
            <>
              <dt class="text-text-3">{name}</dt>
              <dd class="font-medium [overflow-wrap:anywhere]">{value}</dd>
            </>
          )}
        </For>
      </dl>
    </div>
  )
}
