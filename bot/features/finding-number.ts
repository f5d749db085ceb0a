/** The number after a command, as in `/finding 12` or `/finding №12`; null for anything that no finding can have. */
export function numberArgument(text: string): number | null {
  const found = /^\/\w+(?:@\w+)?\s+(?:№|#)?\s?(\d{1,9})\s*$/u.exec(text);
  return found === null ? null : Number(found[1]);
}
