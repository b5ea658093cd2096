/** The window on a made-up backend. `?scene=` picks one of `scenes.ts`. */
import './freeze';

import { mount } from 'svelte';

import App from '../src/App.svelte';
import '../src/styles/fonts';
import '../src/styles/tokens.css';
import '../src/styles/base.css';
import '../src/styles/copy.css';
import { fakeBackend } from './fake/backend';
import { scenes } from './scenes';

const name = new URLSearchParams(location.search).get('scene') ?? 'usual';
const scene = scenes[name];
const target = document.getElementById('app');
if (!scene || !target) throw new Error(`no scene “${name}”`);

const backend = fakeBackend(scene);
mount(App, { target, props: { backend } });
Object.assign(window, { fake: backend });
