import { Routes } from '@angular/router';

import { SeasonPage } from './season/season-page';
import { ShowPage } from './show/show-page';

/** Where links from outside lead is there at once; each other page is a bundle. */
export const visitorRoutes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'season.title',
    component: SeasonPage,
  },
  {
    path: 'shows/:slug',
    title: 'show.title',
    component: ShowPage,
  },
  {
    path: 'performances/:id/book',
    title: 'booking.title',
    loadComponent: () => import('./booking/booking-page').then((m) => m.BookingPage),
  },
  {
    path: 'check-mail',
    title: 'checkMail.title',
    loadComponent: () => import('./check-mail/check-mail-page').then((m) => m.CheckMailPage),
  },
  {
    path: 'confirm',
    title: 'confirm.title',
    loadComponent: () => import('./confirm/confirm-page').then((m) => m.ConfirmPage),
  },
  {
    path: 'ticket',
    title: 'ticket.title',
    loadComponent: () => import('./ticket/ticket-page').then((m) => m.TicketPage),
  },
  {
    path: 'privacy',
    title: 'privacy.title',
    loadComponent: () => import('./privacy/privacy-page').then((m) => m.PrivacyPage),
  },
  {
    path: '**',
    title: 'notFound.title',
    loadComponent: () => import('./not-found/not-found-page').then((m) => m.NotFoundPage),
  },
];
