import { chmod, readdir, stat } from 'node:fs/promises'
import type { FolderFiles } from '@nightjar/shared/platform/tighten-folder.ts'

/** The system's own. */
export const folderFiles: FolderFiles = {
  mode: async path => {
    try {
      return (await stat(path)).mode
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  },
  changeMode: chmod,
  list: async folder =>
    (await readdir(folder, { withFileTypes: true })).map(entry => ({
      name: entry.name,
      kind: entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other',
    })),
}
