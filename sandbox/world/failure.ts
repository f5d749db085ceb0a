/** What was asked of the world cannot be done; the message is fit to be shown to a person. */
export class WorldError extends Error {
  override readonly name = 'WorldError';
}
