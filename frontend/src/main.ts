import { Router } from '@angular/router';
import { bootstrapApplication } from '@angular/platform-browser';

import { App } from './app/app';
import { appConfig } from './app/app.config';
import { nextTurn } from './app/core/next-turn';

async function start(): Promise<void> {
  await nextTurn();
  const app = await bootstrapApplication(App, appConfig);
  await nextTurn();
  app.injector.get(Router).initialNavigation();
}

start().catch((error: unknown) => {
  console.error(error);
});
