/**
 * The npm packages that Copydeck is measured against. Reads one question a line and answers each
 * with one line: how many seconds it took, and enough of the outcome to check it.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** @type {Record<string, (question: any) => Promise<object>>} */
const cases = {
  /** Streams an answer of Chat Completions from a server on this machine. */
  'openai-stream': async ({ baseUrl }) => {
    const { default: OpenAI } = await import('openai');
    const client = new OpenAI({ apiKey: 'none', baseURL: baseUrl, maxRetries: 0 });
    const began = performance.now();
    const stream = await client.chat.completions.create({
      model: 'loopback-1',
      stream: true,
      messages: [{ role: 'user', content: 'A launch line.' }],
    });
    let length = 0;
    for await (const chunk of stream) length += chunk.choices[0]?.delta?.content?.length ?? 0;
    return { seconds: (performance.now() - began) / 1000, length };
  },

  /** Renders a file of Markdown to HTML that is safe to show. */
  'markdown-it': async ({ path }) => {
    const { default: MarkdownIt } = await import('markdown-it');
    const { default: createDOMPurify } = await import('dompurify');
    const { JSDOM } = await import('jsdom');
    purify ??= createDOMPurify(new JSDOM('').window);
    const source = readFileSync(path, 'utf8');
    const began = performance.now();
    const html = purify.sanitize(new MarkdownIt().render(source));
    return { seconds: (performance.now() - began) / 1000, length: html.length };
  },

  'load-model': async ({ path, threads }) => {
    const { getLlama, LlamaCompletion } = await import('node-llama-cpp');
    const llama = await getLlama({ gpu: false, maxThreads: threads, build: 'never' });
    const loaded = await llama.loadModel({ modelPath: path });
    const context = await loaded.createContext({ threads, contextSize: 2048 });
    model = { completion: new LlamaCompletion({ contextSequence: context.getSequence() }) };
    return { seconds: 0 };
  },

  /** Writes so many tokens; the seconds are for one. */
  write: async ({ prompt, tokens }) => {
    let first = 0;
    let written = 0;
    await model.completion.generateCompletion(prompt, {
      maxTokens: tokens,
      temperature: 0,
      onToken: (more) => {
        written += more.length;
        first ||= performance.now();
      },
    });
    return { seconds: (performance.now() - first) / 1000 / Math.max(1, written - 1), written };
  },
};

let purify;
let model;

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const answer = await cases[question.case](question).catch((error) => ({ error: String(error) }));
  console.log(JSON.stringify(answer));
}
