import type { ApiLayer } from '../api-schema.ts';
import { pickLayer } from '../api-schema.ts';
import type { CallRecord, FaultTarget } from '../faults.ts';
import { SERVICE } from '../protocol-schema.ts';
import { TlReader } from '../tl-reader.ts';
import type { TlDefinition, TlObject } from '../tl-schema.ts';
import { TlError } from '../tl-schema.ts';
import { encodeObject, encodeTl } from '../tl-writer.ts';
import type { Call, Handler } from './call.ts';
import { RpcError } from './call.ts';
import { CHANNELS } from './channels.ts';
import { FILES } from './files.ts';
import { GENERAL } from './general.ts';
import { MESSAGES } from './messages.ts';
import { BEFORE_SIGN_IN, requireHome, SIGN_IN } from './sign-in.ts';
import { nameOf, UPDATES } from './updates.ts';

const HANDLERS: Readonly<Record<string, Handler>> = {
  ...SIGN_IN,
  ...GENERAL,
  ...CHANNELS,
  ...MESSAGES,
  ...UPDATES,
  ...FILES,
};

/** Verbs of methods that read; every other method that is not served would change something at Telegram. */
const READS = /\.(?:get|check|search|resolve|export(?:Message|Story)Link|translate|rate|fetch)/u;
/** Calls after which the server pushes to that session: it belongs to a client that lives on updates. */
const FOLLOWS = /^(?:updates|users|messages|contacts|channels)\./u;
/** Wrappers of wrappers deeper than this are a broken client. */
const MAX_WRAPPERS = 8;

/** A call as it came out of its wrappers. */
export interface ParsedCall {
  readonly definition: TlDefinition;
  readonly params: TlObject;
  readonly layer: ApiLayer;
  readonly wantsUpdates: boolean;
}

/** Reads a call through invokeWithLayer, initConnection and the like; the layer decides how the rest is read. */
export function parseCall(body: Buffer, layers: readonly ApiLayer[], keyLayer: number | null): ParsedCall {
  let layer = keyLayer === null ? layers[0] : pickLayer(layers, keyLayer);
  let isInitialised = keyLayer !== null;
  let wantsUpdates = true;
  let at = 0;
  for (let depth = 0; depth < MAX_WRAPPERS; depth += 1) {
    if (layer === undefined) throw new RpcError(400, 'CONNECTION_LAYER_INVALID');
    const reader = new TlReader(layer.schema, body, at);
    const id = reader.word();
    const definition = layer.schema.byId(id);
    if (definition?.isMethod !== true) throw new RpcError(400, 'INPUT_METHOD_INVALID');
    const params = reader.fields(definition);
    if (!definition.fields.some((field) => field.type.kind === 'query')) {
      if (!isInitialised) throw new RpcError(400, 'CONNECTION_NOT_INITED');
      return { definition, params, layer, wantsUpdates };
    }
    at = reader.position;
    if (definition.name === 'invokeWithLayer') {
      layer = pickLayer(layers, Number(params['layer']));
      isInitialised = true;
    }
    if (definition.name === 'invokeWithoutUpdates') wantsUpdates = false;
  }
  throw new RpcError(400, 'INPUT_FETCH_ERROR');
}

/** Does the call show that its session follows updates? */
export function followsUpdates(call: ParsedCall): boolean {
  return call.wantsUpdates && FOLLOWS.test(call.definition.name);
}

/** The channel a call is about, for faults that are aimed at one. */
export function channelOf(params: TlObject, call: Pick<Call, 'world'>): string | undefined {
  if (typeof params['username'] === 'string') return params['username'].toLowerCase();
  if (typeof params['hash'] === 'string') return `+${params['hash']}`;
  const input = (params['channel'] ?? params['peer']) as TlObject | undefined;
  if (typeof input !== 'object' || input['channel_id'] === undefined) return undefined;
  const channel = call.world.channelById(Number(input['channel_id']));
  return channel === undefined ? undefined : nameOf(channel);
}

function run(parsed: ParsedCall, call: Call, target: FaultTarget, record: CallRecord): Buffer {
  const { definition, params } = parsed;
  const flood = call.faults.strike('flood_wait', target);
  if (flood !== undefined) throw new RpcError(420, `FLOOD_WAIT_${flood.seconds}`);
  const error = call.faults.strike('rpc_error', target);
  if (error !== undefined) throw new RpcError(error.code, error.message);
  if (call.isDuplicated) throw new RpcError(406, 'AUTH_KEY_DUPLICATED');
  requireHome(definition.name, call);
  if (!BEFORE_SIGN_IN.has(definition.name) && call.state.phoneOf(call.keyId) === null)
    throw new RpcError(401, 'AUTH_KEY_UNREGISTERED');
  const handler = HANDLERS[definition.name];
  if (handler !== undefined)
    return encodeTl(call.schema, definition.result, handler(params, call), definition.name);
  record.refusedAsWrite = !READS.test(`.${definition.name.split('.').at(-1) ?? ''}`);
  // A wording of our own: nobody should take a refusal of the sandbox for an answer of Telegram.
  throw new RpcError(
    record.refusedAsWrite ? 403 : 501,
    record.refusedAsWrite ? 'SANDBOX_REFUSES_WRITES' : 'SANDBOX_METHOD_NOT_SERVED',
  );
}

/** Carries out a call; gives the bytes of its result or of an rpc_error, and records what happened. */
export function carryOut(
  parsed: ParsedCall,
  call: Call,
  target: FaultTarget,
  record: CallRecord,
  log: (line: string) => void,
): Buffer {
  try {
    const result = run(parsed, call, target, record);
    record.outcome = 'ok';
    return result;
  } catch (error) {
    if (!(error instanceof RpcError) && !(error instanceof TlError)) throw error;
    const known = error instanceof RpcError ? error : new RpcError(400, 'SANDBOX_ANSWER_INVALID');
    if (error instanceof TlError)
      log(`${parsed.definition.name}: the answer does not fit the schema: ${error.message}`);
    record.outcome = error.message;
    return rpcError(known);
  }
}

export function rpcError(error: RpcError): Buffer {
  return encodeObject(SERVICE, { _: 'rpc_error', error_code: error.code, error_message: error.message });
}
