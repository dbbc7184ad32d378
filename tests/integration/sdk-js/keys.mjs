// Usage: node keys.mjs ADDRESS MODEL KEYS. KEYS: {plain, limitedA, limitedO (1 request per minute), singleA, singleO (1 at once)}.
// Prints one JSON line per check: {check, ok, error?}.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { check } from './check.mjs';

const [address, model, json] = process.argv.slice(2);
const keys = JSON.parse(json);
const question = [{ role: 'user', content: 'Hi' }];

// What an SDK sent when, and what it got, its own retries included.
function recorder(onBusy) {
  const attempts = [];
  const recorded = async (url, init) => {
    const start = performance.now();
    const response = await fetch(url, init);
    attempts.push({ start, end: performance.now(), status: response.status });
    if (response.status === 429) onBusy?.();
    return response;
  };
  return { fetch: recorded, attempts };
}

const statuses = (wire) => wire.attempts.map((attempt) => attempt.status);

// A stream that goes on until its reader leaves: it occupies the key.
async function hold(key) {
  const abort = new AbortController();
  const response = await fetch(address + '/v1/chat/completions', {
    method: 'POST', signal: abort.signal, headers: { 'content-type': 'application/json', authorization: 'Bearer ' + key },
    body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Hold the line' }] }),
  });
  assert.equal(response.status, 200);
  return () => abort.abort();
}

function assertWaited({ attempts }) {
  assert.ok(attempts.length > 1, JSON.stringify(attempts));
  assert.equal(attempts.at(-1).status, 200);
  for (let i = 1; i < attempts.length; i++) {
    assert.equal(attempts[i - 1].status, 429);
    assert.ok(attempts[i].start - attempts[i - 1].end > 950, 'It came back sooner than told.');
  }
}

const sdks = {
  anthropic: {
    errors: Anthropic,
    client: (apiKey, wire, more) => new Anthropic({ baseURL: address, apiKey, fetch: wire.fetch, ...more }),
    ask: (client) => client.messages.create({ model, max_tokens: 24, messages: question }),
    stream: (client) => client.messages.stream({ model, max_tokens: 24, messages: question }).finalMessage(),
    beyond: (client) => client.get('/api/snapshot'),
    limited: keys.limitedA, single: keys.singleA,
    code: (error) => error.type, codes: ['authentication_error', 'rate_limit_error'],
  },
  openai: {
    errors: OpenAI,
    client: (apiKey, wire, more) => new OpenAI({ baseURL: address + '/v1', apiKey, fetch: wire.fetch, ...more }),
    ask: (client) => client.chat.completions.create({ model, messages: question }),
    stream: (client) => client.chat.completions.stream({ model, messages: question }).finalChatCompletion(),
    beyond: (client) => client.withOptions({ baseURL: address }).get('/api/snapshot'),
    limited: keys.limitedO, single: keys.singleO,
    code: (error) => error.code, codes: ['invalid_api_key', 'rate_limit_exceeded'],
  },
};

for (const [name, sdk] of Object.entries(sdks)) {
  await check(name + ' wrong key', async () => {
    const wire = recorder();
    const client = sdk.client('pv-wrong', wire);
    for (const send of [sdk.ask, sdk.stream]) {
      await assert.rejects(send(client), (error) => {
        assert.ok(error instanceof sdk.errors.AuthenticationError);
        assert.equal(sdk.code(error), sdk.codes[0]);
        assert.match(error.message, /The API key is not valid: it is wrong, expired or revoked\./);
        assert.ok(error.requestID.startsWith('req_'));
        return true;
      });
    }
    assert.deepEqual(statuses(wire), [401, 401]);
  });

  await check(name + ' scope too low', async () => {
    const wire = recorder();
    await assert.rejects(sdk.beyond(sdk.client(keys.plain, wire)), (error) => error instanceof sdk.errors.PermissionDeniedError && error.status === 403);
    assert.deepEqual(statuses(wire), [403]);
  });

  await check(name + ' rate limit', async () => {
    const wire = recorder();
    const client = sdk.client(sdk.limited, wire, { maxRetries: 0 });
    await sdk.ask(client);
    for (const send of [sdk.ask, sdk.stream]) {
      await assert.rejects(send(client), (error) => {
        assert.ok(error instanceof sdk.errors.RateLimitError);
        assert.equal(sdk.code(error), sdk.codes[1]);
        assert.match(error.message, /rate limit of 1 requests per minute is reached/);
        const seconds = Number(error.headers.get('retry-after'));
        assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60);
        return true;
      });
    }
    assert.deepEqual(statuses(wire), [200, 429, 429]);
  });

  await check(name + ' waits as told', async () => {
    const release = await hold(sdk.single);
    const wire = recorder(release);
    // A stream that was left ends soon, on a busy machine less so: then the SDK is told to wait again.
    await sdk.ask(sdk.client(sdk.single, wire, { maxRetries: 20 }));
    assertWaited(wire);
  });
}
