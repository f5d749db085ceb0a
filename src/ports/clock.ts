/** The only source of time. Tests set it; nothing else asks the machine for the time. */
export interface Clock {
  now(): Date;
}
