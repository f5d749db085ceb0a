import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call, Handler } from './call.ts';
import { accountOf, DC_ID, now, RpcError, text } from './call.ts';
import { selfObject, userObject } from './objects.ts';

/** How long a client may keep the configuration: an hour. */
const CONFIG_SECONDS = 3600;

function config(call: Call): TlObject {
  const dc_options = call.dataCentres.map(({ id, host, port }) => ({
    _: 'dcOption',
    static: true,
    id,
    ip_address: host,
    port,
  }));
  return {
    _: 'config',
    date: now(),
    expires: now() + CONFIG_SECONDS,
    test_mode: false,
    this_dc: call.dcId,
    dc_options,
    dc_txt_domain_name: 'sandbox.invalid',
    chat_size_max: 200,
    megagroup_size_max: 200_000,
    forwarded_count_max: 100,
    online_update_period_ms: 210_000,
    offline_blur_timeout_ms: 5_000,
    offline_idle_timeout_ms: 30_000,
    online_cloud_timeout_ms: 300_000,
    notify_cloud_delay_ms: 30_000,
    notify_default_delay_ms: 1_500,
    push_chat_period_ms: 60_000,
    push_chat_limit: 2,
    edit_time_limit: 172_800,
    revoke_time_limit: 172_800,
    revoke_pm_time_limit: 172_800,
    rating_e_decay: 2_419_200,
    stickers_recent_limit: 200,
    channels_read_media_period: 604_800,
    call_receive_timeout_ms: 20_000,
    call_ring_timeout_ms: 90_000,
    call_connect_timeout_ms: 30_000,
    call_packet_timeout_ms: 10_000,
    me_url_prefix: 'https://t.me/',
    caption_length_max: 1024,
    message_length_max: 4096,
    webfile_dc_id: DC_ID,
  };
}

function getUsers(params: TlObject, call: Call): TlValue {
  const account = accountOf(call);
  return (params['id'] as readonly TlObject[]).map((input) => {
    if (input._ === 'inputUserSelf' || Number(input['user_id']) === account.userId)
      return selfObject(account);
    return { _: 'userEmpty', id: Number(input['user_id'] ?? 0) };
  });
}

function getFullUser(params: TlObject, call: Call): TlValue {
  if ((params['id'] as TlObject)._ !== 'inputUserSelf') throw new RpcError(400, 'USER_ID_INVALID');
  const account = accountOf(call);
  const full = {
    _: 'userFull',
    id: account.userId,
    settings: { _: 'peerSettings' },
    notify_settings: { _: 'peerNotifySettings' },
    common_chats_count: 0,
  };
  return { _: 'users.userFull', full_user: full, chats: [], users: [selfObject(account)] };
}

/** A username that is no channel: a person, or nobody. */
export function resolvePerson(params: TlObject, call: Call): TlValue {
  const account = accountOf(call);
  const username = text(params['username']);
  if (!/^[a-z]\w{3,31}$/iu.test(username)) throw new RpcError(400, 'USERNAME_INVALID');
  const user = call.world.userNamed(username);
  if (user !== undefined) {
    const peer = { _: 'peerUser', user_id: user.id };
    return { _: 'contacts.resolvedPeer', peer, chats: [], users: [userObject(user, account)] };
  }
  throw new RpcError(400, 'USERNAME_NOT_OCCUPIED');
}

export const GENERAL: Readonly<Record<string, Handler>> = {
  'help.getConfig': (_params, call) => config(call),
  'help.getNearestDc': (_params, { dcId }) => ({
    _: 'nearestDc',
    country: 'KZ',
    this_dc: dcId,
    nearest_dc: DC_ID,
  }),
  'help.getAppConfig': () => ({ _: 'help.appConfig', hash: 1, config: { _: 'jsonObject', value: [] } }),
  'help.getCdnConfig': () => ({ _: 'cdnConfig', public_keys: [] }),
  'users.getUsers': getUsers,
  'users.getFullUser': getFullUser,
  'account.updateStatus': () => true,
};
