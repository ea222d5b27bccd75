import { backoffMs } from '@nightjar/shared/retry/backoff.ts'
import { Router } from '@solidjs/router'
import { QueryClient, QueryClientProvider } from '@tanstack/solid-query'
import { ErrorBoundary } from 'solid-js'
import { RequestFailed } from './api/result.ts'
import { CrashPage } from './features/shell/crash-page.tsx'
import { routes } from './routes.ts'
import { ToastRegion } from './ui/toast/toast.tsx'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      // Only what may pass by itself is asked again; a refusal stays one.
      retry: (failures, error) => error instanceof RequestFailed && error.problem.status === 0 && failures < 2,
      retryDelay: failures => backoffMs({ firstMs: 500, maxMs: 1000, jitter: null }, failures),
    },
  },
})

export function App() {
  return (
    <ErrorBoundary fallback={error => <CrashPage error={error} />}>
      <QueryClientProvider client={queryClient}>
        <Router>{routes}</Router>
        <ToastRegion />
      </QueryClientProvider>
    </ErrorBoundary>
  )
}
