// Usage: node round-trips.mjs ADDRESS MODEL. JavaScriptSdkTests judges what the checks saw.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { all, canonical, check, refusal } from './check.mjs';

const [address, model] = process.argv.slice(2);
const anthropic = new Anthropic({ baseURL: address, apiKey: 'none', maxRetries: 0 });
const openai = new OpenAI({ baseURL: address + '/v1', apiKey: 'none', maxRetries: 0 });

const message = { model, max_tokens: 24, temperature: 0, system: 'Be brief.', messages: [{ role: 'user', content: 'Tell me a story.' }] };
const chat = {
  model, max_completion_tokens: 24, temperature: 0,
  messages: [{ role: 'developer', content: 'Be brief.' }, { role: 'user', content: 'Tell me a story.' }],
};

await check('anthropic create and stream', async () => {
  const plain = (answer) => ({ text: answer.content[0].text, content: canonical(answer.content), stop: answer.stop_reason, outputTokens: answer.usage.output_tokens });
  const whole = await anthropic.messages.create(message);
  const stream = anthropic.messages.stream(message);
  let pieces = '';
  let blockEvents = 0;
  stream.on('text', (piece) => { pieces += piece; });
  stream.on('contentBlock', () => { blockEvents++; });
  return { whole: plain(whole), streamed: plain(await stream.finalMessage()), pieces, blockEvents };
});

await check('anthropic raw events', async () => (await all(anthropic.messages.create({ ...message, stream: true }))).map((event) => event.type));

await check('anthropic count tokens', async () => {
  const { max_tokens, temperature, ...counted } = message;
  return (await anthropic.messages.countTokens(counted)).input_tokens;
});

await check('anthropic models', async () => {
  // One a page, so that the SDK has to ask for the next.
  const ids = (await all(anthropic.models.list({ limit: 1 }))).map((item) => item.id);
  return { ids, kind: (await anthropic.models.retrieve(model)).type };
});

await check('anthropic unknown model', () => refusal(anthropic.messages.create({ ...message, model: 'claude-none' })));

await check('openai create and stream', async () => {
  const plain = ({ choices: [choice] }) => ({ text: choice.message.content, stop: choice.finish_reason });
  const whole = await openai.chat.completions.create(chat);
  const stream = openai.chat.completions.stream(chat);
  let pieces = '';
  stream.on('content', (piece) => { pieces += piece; });
  return { whole: plain(whole), streamed: plain(await stream.finalChatCompletion()), pieces };
});

await check('openai usage chunk', async () => {
  const chunks = await all(openai.chat.completions.create({ ...chat, stream: true, stream_options: { include_usage: true } }));
  const { prompt_tokens, completion_tokens, total_tokens } = chunks.at(-1).usage;
  return {
    firstRole: chunks[0].choices[0].delta.role, choices: chunks.map((chunk) => chunk.choices.length), hasUsage: chunks.map((chunk) => chunk.usage !== null),
    promptTokens: prompt_tokens, completionTokens: completion_tokens, totalTokens: total_tokens,
  };
});

await check('openai several choices', async () => {
  const plain = ({ choices }) => choices.map((choice) => ({ index: choice.index, role: choice.message.role, length: choice.message.content.length }));
  return { whole: plain(await openai.chat.completions.create({ ...chat, n: 3 })), streamed: plain(await openai.chat.completions.stream({ ...chat, n: 3 }).finalChatCompletion()) };
});

await check('openai legacy completions', async () => {
  const legacy = { model, prompt: 'Once upon a time', max_tokens: 24, temperature: 0 };
  const whole = (await openai.completions.create(legacy)).choices[0].text;
  return { whole, pieces: (await all(openai.completions.create({ ...legacy, stream: true }))).map((chunk) => chunk.choices[0].text).join('') };
});

await check('openai embeddings', async () => {
  const asked = { model, input: ['Once upon a time', '漢字 😀'] };
  const decoded = await openai.embeddings.create(asked); // asks for base64 by itself
  const floats = await openai.embeddings.create({ ...asked, encoding_format: 'float' });
  const cut = await openai.embeddings.create({ ...asked, input: asked.input[0], dimensions: 4 });
  return {
    indices: decoded.data.map((item) => item.index), norms: decoded.data.map((item) => Math.hypot(...item.embedding)),
    lengths: decoded.data.map((item) => item.embedding.length), floatLengths: floats.data.map((item) => item.embedding.length),
    difference: Math.max(...decoded.data.flatMap((item, i) => item.embedding.map((x, j) => Math.abs(x - floats.data[i].embedding[j])))),
    cutLength: cut.data[0].embedding.length, promptTokens: decoded.usage.prompt_tokens,
  };
});

await check('openai models', async () => {
  const ids = (await all(openai.models.list())).map((item) => item.id);
  return { ids, kind: (await openai.models.retrieve(model)).object };
});

await check('openai unknown model', () => refusal(openai.chat.completions.create({ ...chat, model: 'gpt-none' })));

await check('openai responses create and stream', async () => {
  const respond = { model, input: [{ role: 'user', content: 'Once upon a time' }], instructions: 'Tell a story.', max_output_tokens: 24, temperature: 0 };
  const plain = (answer) => ({ text: answer.output_text, stop: answer.status, inputTokens: answer.usage.input_tokens, outputTokens: answer.usage.output_tokens, totalTokens: answer.usage.total_tokens });
  const whole = await openai.responses.create(respond);
  const stream = openai.responses.stream(respond);
  const numbers = [];
  let pieces = '';
  stream.on('event', (event) => { numbers.push(event.sequence_number); });
  stream.on('response.output_text.delta', (event) => { pieces += event.delta; });
  return { whole: plain(whole), streamed: plain(await stream.finalResponse()), pieces, numbers };
});

await check('openai responses stored', async () => {
  const created = await openai.responses.create({ model, input: 'Hi', max_output_tokens: 4 });
  const kept = await openai.responses.retrieve(created.id);
  const items = (await openai.responses.inputItems.list(created.id)).data.map((item) => `${item.role}: ${item.content.map((part) => part.text).join()}`);
  const cancelled = await refusal(openai.responses.cancel(created.id));
  await openai.responses.delete(created.id);
  return {
    output: canonical(created.output), kept: canonical(kept.output), items, cancelled, deleted: await refusal(openai.responses.retrieve(created.id)),
    background: await refusal(openai.responses.create({ model, input: 'Hi', background: true })),
    continued: await refusal(openai.responses.create({ model, input: 'Hi', previous_response_id: created.id })),
    inputTokens: (await openai.responses.inputTokens.count({ model, input: 'Hi' })).input_tokens,
  };
});
