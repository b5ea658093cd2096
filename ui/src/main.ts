/** The window's entry: the app on the real backend. */
import { mount } from 'svelte';

import App from './App.svelte';
import { client } from './ipc/client';
import './styles/fonts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/copy.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app element');
mount(App, { target, props: { backend: client } });
