import Cctv from 'lucide-solid/icons/cctv'
import ChartGantt from 'lucide-solid/icons/chart-gantt'
import LayoutGrid from 'lucide-solid/icons/layout-grid'
import Server from 'lucide-solid/icons/server'

export const navigation = [
  { href: '/', label: 'Live', icon: LayoutGrid, keys: 'g l' },
  { href: '/timeline', label: 'Timeline', icon: ChartGantt, keys: 'g t' },
  { href: '/cameras', label: 'Cameras', icon: Cctv, keys: 'g c' },
  { href: '/sites', label: 'Sites & agents', short: 'Sites', icon: Server, keys: 'g s' },
] as const
