import { useQuery } from '@tanstack/solid-query'
import { byName } from './by-name.ts'
import { listCameras } from './cameras.ts'
import { listRefusals } from './chains.ts'
import { listNotices } from './notices.ts'
import { unwrap } from './result.ts'
import { getMe } from './session.ts'
import { listAgents, listSites } from './sites.ts'

/** Keys in one place, so that a change can name what it made stale. */
export const queryKeys = {
  me: ['me'] as const,
  cameras: ['cameras'] as const,
  sites: ['sites'] as const,
  agents: ['agents'] as const,
  notices: ['notices'] as const,
  refusals: ['refusals'] as const,
  timeline: ['timeline'] as const,
}

/** Queries stop polling while the tab is hidden (refetchIntervalInBackground is off by default). */
const livePollMs = 3000

export const useMe = () =>
  useQuery(() => ({
    queryKey: queryKeys.me,
    queryFn: async ({ signal }) => unwrap(await getMe(signal)),
    staleTime: 60_000,
    retry: false,
  }))

/** By name, as a person counts: `Gate 2` before `Gate 10`. */
export const useCameras = () =>
  useQuery(() => ({
    queryKey: queryKeys.cameras,
    queryFn: async ({ signal }) => byName(unwrap(await listCameras(signal)).items),
    refetchInterval: livePollMs,
  }))

export const useSites = () =>
  useQuery(() => ({
    queryKey: queryKeys.sites,
    queryFn: async ({ signal }) => unwrap(await listSites(signal)).items,
    refetchInterval: 30_000,
  }))

/** @param mayRead false: they are not for this person, and not asked for. */
export const useNotices = (mayRead: () => boolean) =>
  useQuery(() => ({
    queryKey: queryKeys.notices,
    queryFn: async ({ signal }) => unwrap(await listNotices(signal)).items,
    refetchInterval: 60_000,
    enabled: mayRead(),
  }))

/** What was refused last of a camera; null where nothing ever was. It does not change while it is looked at. */
export const useLastRefusal = (cameraId: string) =>
  useQuery(() => ({
    queryKey: [...queryKeys.refusals, cameraId],
    queryFn: async ({ signal }) => unwrap(await listRefusals(cameraId, 1, signal)).items[0] ?? null,
    staleTime: 0,
    gcTime: 0,
  }))

export const useAgents = () =>
  useQuery(() => ({
    queryKey: queryKeys.agents,
    queryFn: async ({ signal }) => unwrap(await listAgents(signal)).items,
    refetchInterval: livePollMs,
  }))
