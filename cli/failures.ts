/** Codes of the operating system, with what a person can do; `where` is the file when the system names it. */
const REMEDIES: Readonly<Record<string, (where: string) => string>> = {
  ENOSPC: (where) =>
    `The disk is full${where}. Free some space, or set DATA_DIR to a folder on another disk, and start again.`,
  EDQUOT: (where) =>
    `The disk quota of this user is used up${where}. Free some space, or set DATA_DIR elsewhere.`,
  EACCES: (where) =>
    `This user may not read or write there${where}. Give the user the right, or set DATA_DIR to a folder of the user.`,
  EPERM: (where) =>
    `This user may not do that${where}. Run as the user who owns the folder, or set DATA_DIR to a folder of the user.`,
  EROFS: (where) => `The disk is read-only${where}. Set DATA_DIR to a folder that can be written.`,
  ENOTDIR: (where) => `A part of this path is a file, not a folder${where}. Set DATA_DIR to a folder.`,
  EEXIST: (where) => `There is a file where a folder is wanted${where}. Set DATA_DIR to a folder.`,
  EMFILE: () => 'Too many files are open. Raise the limit (ulimit -n 4096) and start again.',
  EADDRINUSE: () => 'The address is in use by another program. Stop it, or choose another port.',
  EADDRNOTAVAIL: () => 'This machine has no such address. Set HTTP_HOST to an address of this machine.',
  ECONNREFUSED: () =>
    'Nothing listens at the address. Check DATABASE_URL and REDIS_URL, and that both servers run.',
  ENOTFOUND: () => 'There is no machine of that name. Check the names in DATABASE_URL and REDIS_URL.',
};

/** What a failure of the machine means to a person and what to do; null when it is none. */
export function machineFailure(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    const remedy = REMEDIES[code];
    if (remedy === undefined) continue;
    const file = 'path' in at && typeof at.path === 'string' ? ` (${at.path})` : '';
    return `${remedy(file)} [${code}]`;
  }
  return null;
}
