import type { RouteDefinition } from '@solidjs/router'
import { CamerasPage } from './features/cameras/cameras-page.tsx'
import { LivePage } from './features/live/live-page.tsx'
import { LoginPage } from './features/login/login-page.tsx'
import { ProfilePage } from './features/profile/profile-page.tsx'
import { SetupPage } from './features/setup/setup-page.tsx'
import { NotFoundPage } from './features/shell/not-found-page.tsx'
import { Shell } from './features/shell/shell.tsx'
import { SitesPage } from './features/sites/sites-page.tsx'
import { TimelinePage } from './features/timeline/timeline-page.tsx'

/** Everything inside the shell needs a session. */
export const routes: RouteDefinition[] = [
  { path: '/setup', component: SetupPage },
  { path: '/login', component: LoginPage },
  {
    path: '/',
    component: Shell,
    children: [
      { path: ['/', '/live'], component: LivePage },
      { path: '/timeline', component: TimelinePage },
      { path: '/cameras', component: CamerasPage },
      { path: '/sites', component: SitesPage },
      { path: '/profile', component: ProfilePage },
      { path: '*', component: NotFoundPage },
    ],
  },
]
