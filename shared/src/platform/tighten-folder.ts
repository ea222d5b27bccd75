/** Rights of everybody but the owner. */
const others = 0o077
/** A folder that many share by design, such as /tmp, is not ours to close. */
const sticky = 0o1000

/** What this needs of a file system. */
export interface FolderFiles {
  /** Rights and kind as in `st_mode`; null where there is nothing. */
  mode(path: string): Promise<number | null>
  changeMode(path: string, mode: number): Promise<void>
  list(folder: string): Promise<readonly { readonly name: string; readonly kind: 'file' | 'folder' | 'other' }[]>
}

/**
 * Makes a folder with keys, pictures or a database this user's alone: the folder and the folders in it 0700, the files
 * in it 0600. What lies deeper is behind these. A folder that was made by an older release, by hand or by a backup is
 * tightened at the next start; where the volume keeps no modes or the owner is another, that is said.
 * @returns sentences for log and page; none where all is well.
 * @throws the system's error where the folder cannot be read.
 */
export async function tightenFolder(folder: string, files: FolderFiles): Promise<string[]> {
  const top = await files.mode(folder)
  // Made later, by whoever needs it, with the process's own umask: a disk that is not mounted must not be papered over.
  if (top === null) return []
  if ((top & sticky) !== 0)
    return [
      `The data folder ${folder} is shared with all users of this machine. Use a folder of its own: set NIGHTJAR_DATA_DIR.`,
    ]
  const isOpen = async (path: string) => ((await files.mode(path)) ?? 0) & others
  const tighten = async (path: string, mode: number): Promise<boolean> => {
    if (!(await isOpen(path))) return true
    // Refused, or taken and not kept: what counts is what the volume says afterwards.
    await files.changeMode(path, mode).catch(() => undefined)
    return !(await isOpen(path))
  }
  const isClosed = await tighten(folder, 0o700)
  for (const { name, kind } of await files.list(folder))
    if (kind !== 'other') await tighten(`${folder}/${name}`, kind === 'folder' ? 0o700 : 0o600)
  // Whoever cannot enter the folder reads nothing in it.
  if (isClosed) return []
  return [
    `The data folder ${folder} is open to other users of this machine and could not be closed. Make this user its owner, or mount its volume with a mask such as umask=077.`,
  ]
}
