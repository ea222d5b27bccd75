import type { Agent } from '@nightjar/shared/api/agent.ts'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import ShieldOff from 'lucide-solid/icons/shield-off'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, type JSX, Show } from 'solid-js'
import { formatBytes } from '../../time/bytes.ts'
import { formatAgo, formatDuration } from '../../time/format.ts'
import { Badge, type Tone } from '../../ui/badge/badge.tsx'
import { Menu, MenuItem } from '../../ui/menu/menu.tsx'

const states: Record<Agent['state'], { tone: Tone; title: string }> = {
  online: { tone: 'recording', title: 'Connected' },
  offline: { tone: 'offline', title: 'Offline' },
  revoked: { tone: 'neutral', title: 'Revoked' },
}

interface AgentCardProps {
  readonly agent: Agent
  readonly now: number
  readonly mayManage: boolean
  readonly onRevoke: () => void
}

export function AgentCard(props: AgentCardProps) {
  const agent = () => props.agent
  return (
    <article aria-label={agent().hostname} class="rounded-lg border border-line bg-surface">
      <header class="flex items-center gap-3 border-line border-b py-2 pr-2 pl-4">
        <h3 class="min-w-0 truncate font-medium">{agent().hostname}</h3>
        <Badge tone={states[agent().state].tone} dot>
          {states[agent().state].title}
        </Badge>
        <span class="grow" />
        <Show when={props.mayManage && agent().state !== 'revoked'}>
          <Menu label={`Actions for ${agent().hostname}`} trigger={<Ellipsis size={16} />}>
            <MenuItem danger icon={<ShieldOff size={15} />} onSelect={props.onRevoke}>
              Revoke
            </MenuItem>
          </Menu>
        </Show>
      </header>
      <dl class="grid grid-cols-[7rem_1fr] gap-x-4 gap-y-1.5 px-4 py-3">
        <Fact name="Last seen">{seen(agent(), props.now)}</Fact>
        <Fact name="Version">{agent().software}</Fact>
        <Fact name="Settings">{settings(agent())}</Fact>
        <Show when={agent().disk}>{disk => <Fact name="Disk">{<Disk disk={disk()} />}</Fact>}</Show>
        <Fact name="To be mirrored">{backlog(agent(), props.now)}</Fact>
        <Show when={agent().outboxDepth > 0}>
          <Fact name="To be reported">{agent().outboxDepth} messages</Fact>
        </Show>
        <Fact name="Key">
          <code class="break-all text-sm text-text-3">{agent().fingerprint.slice(0, 32)}…</code>
        </Fact>
      </dl>
      <For each={agent().warnings}>
        {warning => (
          <p class="flex items-start gap-2 border-line border-t px-4 py-2 text-connecting text-sm">
            <TriangleAlert size={14} class="mt-px shrink-0" />
            {warning}
          </p>
        )}
      </For>
    </article>
  )
}

function Fact(props: { readonly name: string; readonly children: JSX.Element }) {
  return (
    <>
      <dt class="text-text-3">{props.name}</dt>
      <dd class="min-w-0">{props.children}</dd>
    </>
  )
}

function Disk(props: { readonly disk: NonNullable<Agent['disk']> }) {
  const used = () => 1 - props.disk.freeBytes / Math.max(1, props.disk.totalBytes)
  return (
    <div>
      {formatBytes(props.disk.freeBytes)} free of {formatBytes(props.disk.totalBytes)}
      <span class="text-text-3">, recordings {formatBytes(props.disk.recordingBytes)}</span>
      <div class="mt-1 h-1 overflow-hidden rounded-full bg-hover" aria-hidden="true">
        <div
          class={`h-full ${used() > 0.95 ? 'bg-offline' : used() > 0.85 ? 'bg-connecting' : 'bg-text-3'}`}
          style={{ width: `${Math.round(used() * 100)}%` }}
        />
      </div>
    </div>
  )
}

function seen(agent: Agent, now: number): string {
  if (agent.lastSeenAt === null) return 'never'
  return formatAgo(Date.parse(agent.lastSeenAt), now)
}

function settings({ config }: Agent): JSX.Element {
  if (config.error !== null) return <span class="text-offline">{config.error}</span>
  if (config.appliedVersion === config.desiredVersion) return `version ${config.appliedVersion}, applied`
  return (
    <span class="text-connecting">{`version ${config.desiredVersion} on its way, ${config.appliedVersion} in force`}</span>
  )
}

function backlog({ mirrorBacklog }: Agent, now: number): string {
  if (mirrorBacklog.segments === 0) return 'nothing, the archive is up to date'
  const oldest =
    mirrorBacklog.oldest === null ? '' : `, oldest ${formatDuration(now - Date.parse(mirrorBacklog.oldest))}`
  return `${mirrorBacklog.segments} segments, ${formatBytes(mirrorBacklog.bytes)}${oldest}`
}
