declare module 'multicoin-address-validator' {
  /** Whether an address of a currency (btc, eth, trx) has the right shape and checksum. */
  export function validate(address: string, currency: string): boolean;
}
