// Usage: node thinking.mjs ADDRESS MODEL. JavaScriptSdkFakeTests judges what the checks saw.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { all, check } from './check.mjs';

const [address, model] = process.argv.slice(2);
const anthropic = new Anthropic({ baseURL: address, apiKey: 'none', maxRetries: 0 });
const openai = new OpenAI({ baseURL: address + '/v1', apiKey: 'none', maxRetries: 0 });

const question = { role: 'user', content: 'Is it so?' };
const message = { model, max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 2000 }, messages: [question] };

await check('anthropic thinking', async () => {
  const plain = (answer) => answer.content.map((block) => `${block.type}: ${block.thinking ?? block.text}`);
  const whole = await anthropic.messages.create(message);
  const stream = anthropic.messages.stream(message);
  let thinking = '';
  let signature = '';
  stream.on('thinking', (piece) => { thinking += piece; });
  stream.on('signature', (piece) => { signature += piece; });
  const final = await stream.finalMessage();
  return {
    whole: plain(whole), streamed: plain(final), pieces: thinking, signaturePieces: signature, signature: final.content[0].signature,
    stop: final.stop_reason, thinkingTokens: final.usage.output_tokens_details.thinking_tokens,
  };
});

await check('anthropic thinking goes back', async () => {
  const first = await anthropic.messages.create(message);
  const messages = [question, { role: 'assistant', content: first.content }, { role: 'user', content: 'Sure?' }];
  const second = await anthropic.messages.create({ ...message, messages });
  const { max_tokens, ...counted } = { ...message, messages };
  return { text: second.content[1].text, inputTokens: (await anthropic.messages.countTokens(counted)).input_tokens };
});

await check('openai reasoning content', async () => {
  const chat = { model, reasoning_effort: 'low', messages: [question] };
  const whole = await openai.chat.completions.create(chat);
  const deltas = (await all(openai.chat.completions.create({ ...chat, stream: true }))).map((chunk) => chunk.choices[0].delta);
  const reply = whole.choices[0].message;
  const continued = await openai.chat.completions.create({ ...chat, messages: [question, reply, { role: 'user', content: 'Sure?' }] });
  return {
    reasoning: reply.reasoning_content, text: reply.content, reasoningTokens: whole.usage.completion_tokens_details.reasoning_tokens,
    reasoningPieces: deltas.map((delta) => delta.reasoning_content ?? '').join(''), pieces: deltas.map((delta) => delta.content ?? '').join(''),
    continued: continued.choices[0].message.content,
  };
});

await check('openai responses reasoning', async () => {
  const plain = (answer) => ({ kinds: answer.output.map((item) => item.type).join(), text: answer.output_text });
  const asked = { model, input: 'Is it so?', reasoning: { effort: 'low' } };
  const whole = await openai.responses.create(asked);
  const final = await openai.responses.stream(asked).finalResponse();
  return { whole: plain(whole), streamed: plain(final), reasoningTokens: final.usage.output_tokens_details.reasoning_tokens };
});
