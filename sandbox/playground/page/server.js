import { t } from './texts.js';
import { toast } from './notices.js';

/**
 * Asks the server to do something; gives its answer, or null after telling why it did not work.
 * @param {string} action
 * @param {unknown} body
 * @returns {Promise<any>}
 */
export async function act(action, body) {
  try {
    const response = await fetch(`/playground/api/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    toast(t('failed', { why: answer.error ?? response.status }), 'bad');
  } catch (error) {
    toast(t('failed', { why: error instanceof Error ? error.message : String(error) }), 'bad');
  }
  return null;
}
