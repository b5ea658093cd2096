/** A backend that keeps all in memory and writes the same copy every time. For looking only. */
import type { Backend } from '../../src/ipc/backend';
import type { Scene } from '../scenes';
import { FakeDesk } from './desk';
import { drafts } from './drafts';
import { history } from './history';
import { lengths } from './lengths';
import { library } from './library';
import { output } from './output';
import { packs } from './packs';
import { providers } from './providers';
import { refining } from './refining';
import { runs } from './runs';
import { sources } from './sources';
import { startup } from './startup';
import { variants } from './variants';

export function fakeBackend(scene: Scene): Backend {
  const desk = new FakeDesk(scene);
  return {
    ...startup(desk),
    ...drafts(desk),
    ...history(desk),
    ...library(desk),
    ...lengths(),
    ...runs(desk),
    ...refining(desk),
    ...variants(desk),
    ...sources(desk),
    ...output(desk),
    ...packs(),
    ...providers(desk),
  };
}
