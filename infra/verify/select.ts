import type { Group } from './groups.ts'

/**
 * The part of the tests that `names` ask for. Names of groups choose groups (none: all); names of workspaces and then
 * parts of paths narrow them: a file must be in one of the workspaces and have one of the parts in its path.
 * `narrowed` says that workspaces or paths were named.
 *
 * @throws Error that lists what there is, for a name that leads to no file.
 */
export function select(
  groups: readonly Group[],
  names: readonly string[],
): { groups: readonly Group[]; narrowed: boolean } {
  const inGroups = groups.filter(group => names.includes(group.name))
  const chosen = inGroups.length > 0 ? inGroups : groups
  const others = names.filter(name => !groups.some(group => group.name === name)).map(name => name.replace(/^\.\//, ''))
  const all = workspacesOf(groups)
  const workspaces = others.filter(name => all.includes(name.replace(/\/$/, ''))).map(name => name.replace(/\/$/, ''))
  const parts = others.filter(name => !all.includes(name.replace(/\/$/, '')))
  const inWorkspace = (file: string) => workspaces.length === 0 || workspaces.includes(workspaceOf(file))

  for (const workspace of workspaces) requireSome(workspace, groups, chosen, file => workspaceOf(file) === workspace)
  for (const part of parts) requireSome(part, groups, chosen, file => inWorkspace(file) && file.includes(part))
  const wanted = (file: string) => inWorkspace(file) && (parts.length === 0 || parts.some(part => file.includes(part)))
  return {
    groups: chosen
      .map(group => ({ ...group, files: group.files.filter(wanted) }))
      .filter(group => group.files.length > 0),
    narrowed: others.length > 0,
  }
}

const workspaceOf = (file: string): string => file.split('/')[0] ?? ''

const workspacesOf = (groups: readonly Group[]): readonly string[] => [
  ...new Set(groups.flatMap(group => group.files.map(workspaceOf))),
]

function requireSome(
  name: string,
  groups: readonly Group[],
  chosen: readonly Group[],
  matches: (file: string) => boolean,
): void {
  if (chosen.some(group => group.files.some(matches))) return
  const within = chosen.length < groups.length ? ` in ${chosen.map(group => group.name).join(', ')}` : ''
  throw new Error(
    `"${name}" is no part, no workspace and in no path of a test${within}. ` +
      `Parts: ${groups.map(group => group.name).join(', ')}. ` +
      `Workspaces${within}: ${workspacesOf(chosen).join(', ')}. ` +
      'Anything else is a piece of a path, such as edge-agent/src/capture.',
  )
}
