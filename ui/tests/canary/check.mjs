/**
 * Fails unless svelte-check finds the one type error seeded beside this file. A TypeScript that
 * svelte-check does not understand makes it find nothing, and pass.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const canary = 'Canary.svelte';
const here = fileURLToPath(new URL('.', import.meta.url));
const { stdout } = spawnSync(
  'npx',
  [
    'svelte-check',
    '--workspace',
    here,
    '--tsconfig',
    `${here}tsconfig.json`,
    '--output',
    'machine',
  ],
  { encoding: 'utf8' },
);

const errors = stdout.split('\n').filter((line) => / ERROR /u.test(line));
if (errors.length !== 1 || !errors[0]?.includes(canary)) {
  console.error('svelte-check did not find exactly the seeded type error. It said:');
  console.error(stdout);
  process.exit(1);
}
console.log('svelte-check still sees type errors');
