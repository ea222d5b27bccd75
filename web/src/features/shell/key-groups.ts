/** What the keys do, for the help; pages set them with createHotkeys. */
export const keyGroups = [
  {
    title: 'Anywhere',
    keys: [
      ['g l', 'Live'],
      ['g t', 'Timeline'],
      ['g c', 'Cameras'],
      ['g s', 'Sites & agents'],
      ['?', 'This help'],
    ],
  },
  {
    title: 'Live',
    keys: [
      ['← → ↑ ↓', 'Next camera'],
      ['Enter', 'Focus the camera'],
      ['f', 'Full screen'],
      ['m', 'Sound on or off, when focused'],
      ['Esc', 'Back to the grid'],
    ],
  },
  {
    title: 'Timeline',
    keys: [
      ['Space', 'Play or pause'],
      ['← →', 'Back or forward 5 s'],
      ['shift ← →', 'Back or forward 60 s'],
      [', .', 'One picture back or forward'],
      ['[ ]', 'Previous or next gap'],
      ['d', 'Next damaged pictures, with shift the ones before'],
      ['+ −', 'Zoom'],
      ['m', 'Sound on or off'],
      ['n', 'Now'],
    ],
  },
] as const
