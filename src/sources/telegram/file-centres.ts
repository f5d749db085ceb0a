import { Api, type TelegramClient } from 'telegram';
import type { MTProtoSender } from 'telegram/network/index.js';
import { LAYER } from 'telegram/tl/AllTLObjects.js';
import { RetryableError } from '../../domain/failure.ts';
import { timeLimit, unlessAborted } from './waiting.ts';

/** Handshake, first answer and sign-in at another data centre; far less in earnest. */
const OPEN_MS = 10_000;
/** After a failure a data centre is left alone for so long: pictures are not worth a storm of handshakes. */
const REST_MS = 30_000;

/**
 * Connections to the data centres that keep files, besides the account's own: made when first needed, kept, and closed
 * with the client. gramjs's own try for ever where one cannot be reached.
 */
export class FileCentres {
  readonly #client: TelegramClient;
  readonly #senders = new Map<number, Promise<MTProtoSender>>();
  readonly #restUntilMs = new Map<number, number>();
  readonly #ended = new AbortController();

  constructor(client: TelegramClient) {
    this.#client = client;
  }

  /** Asks a data centre that keeps files. Throws RetryableError('file_elsewhere') while it cannot be reached. */
  async ask<R extends Api.AnyRequest>(request: R, dcId: number): Promise<R['__response']> {
    const sender = await this.#sender(dcId);
    try {
      return await this.#client.invokeWithSender(request, sender);
    } catch (error) {
      if (!sender.isConnected()) this.#forget(dcId);
      throw error;
    }
  }

  /** Closes all connections and refuses new ones. */
  end(): void {
    this.#ended.abort(new RetryableError('closed', 'the Telegram client is closed'));
    for (const dcId of this.#senders.keys()) this.#forget(dcId);
  }

  #forget(dcId: number): void {
    const sender = this.#senders.get(dcId);
    this.#senders.delete(dcId);
    sender?.then((open) => open.disconnect()).catch(() => undefined);
  }

  async #sender(dcId: number): Promise<MTProtoSender> {
    this.#ended.signal.throwIfAborted();
    const known = this.#senders.get(dcId);
    if (known !== undefined) return known;
    if ((this.#restUntilMs.get(dcId) ?? 0) > performance.now())
      throw new RetryableError('file_elsewhere', `data centre ${dcId} could not be reached a moment ago`);
    const made = this.#open(dcId);
    this.#senders.set(dcId, made);
    try {
      return await made;
    } catch (error) {
      this.#senders.delete(dcId);
      this.#restUntilMs.set(dcId, performance.now() + REST_MS);
      throw error;
    }
  }

  async #open(dcId: number): Promise<MTProtoSender> {
    const late = new RetryableError('file_elsewhere', `data centre ${dcId} cannot be reached`);
    const limit = timeLimit(OPEN_MS, late);
    const sender = this.#client._createExportedSender(dcId);
    try {
      await unlessAborted(this.#signIn(sender, dcId), limit.signal, this.#ended.signal);
      return sender;
    } catch (error) {
      sender.disconnect().catch(() => undefined);
      throw error;
    } finally {
      limit.end();
    }
  }

  /** The account shows a ticket of its own data centre to the other one (https://core.telegram.org/api/datacenter). */
  async #signIn(sender: MTProtoSender, dcId: number): Promise<void> {
    const client = this.#client;
    const place = await this.#place(dcId);
    const connection = new client._connection({
      ...place,
      dcId,
      loggers: client._log,
      socket: client.networkSocket,
      testServers: false,
    });
    if (!(await sender.connect(connection, false)))
      throw new RetryableError('file_elsewhere', `data centre ${dcId} cannot be reached`);
    const ticket = await client.invoke(new Api.auth.ExportAuthorization({ dcId }));
    const { apiId, deviceModel, systemVersion, appVersion, langCode, systemLangCode } = client._initRequest;
    const about = { apiId, deviceModel, systemVersion, appVersion, langCode, systemLangCode, langPack: '' };
    const query = new Api.auth.ImportAuthorization({ id: ticket.id, bytes: ticket.bytes });
    const first = new Api.InitConnection({ ...about, query });
    await sender.send(new Api.InvokeWithLayer({ layer: LAYER, query: first }));
  }

  async #place(dcId: number): Promise<{ readonly ip: string; readonly port: number }> {
    const config = await this.#client.invoke(new Api.help.GetConfig());
    const usesIpv6 = this.#client.session.serverAddress.includes(':');
    const option = config.dcOptions.find(
      (one) => one.id === dcId && (one.ipv6 === true) === usesIpv6 && !one.cdn && !one.tcpoOnly,
    );
    if (option === undefined)
      throw new RetryableError('file_elsewhere', `Telegram names no address of data centre ${dcId}`);
    return { ip: option.ipAddress, port: option.port };
  }
}
