import { HttpClient, HttpContext, HttpResourceRef, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable, map } from 'rxjs';

import { IN_BACKGROUND } from '../../session/in-background';
import { Admin, Page } from '../api/models';
import { ListParams } from '../parts/list-query';

/** What the server knows of its queues, and when it said so. */
export interface QueueSight {
  readonly queues: readonly Admin['QueueState'][];
  readonly workers: readonly Admin['Worker'][];
  /** The server's clock at the answer, milliseconds since 1970: workers' signs of life are times of that clock. */
  readonly at: number;
}

/** Queues, jobs, mails and the log of acts. */
@Injectable({ providedIn: 'root' })
export class OperationsApi {
  private readonly http = inject(HttpClient);

  /** @param quietly whether nobody waits for it */
  queue(quietly: boolean): Observable<QueueSight> {
    return this.http
      .get<Admin['QueueOverview']>('/admin/queue', {
        context: background(quietly),
        observe: 'response',
      })
      .pipe(
        map(({ body, headers }) => ({
          queues: body?.queues ?? [],
          workers: body?.workers ?? [],
          at: Date.parse(headers.get('Date') ?? '') || Date.now(),
        })),
      );
  }

  /** Jobs that were given up, by queue and cause. */
  failedJobs(quietly: boolean): Observable<readonly Admin['FailedJobs'][]> {
    return this.http
      .get<Admin['FailedJobsList']>('/admin/jobs/failed', { context: background(quietly) })
      .pipe(map(({ results }) => results));
  }

  pause(queue: string, reason: string): Observable<unknown> {
    return this.http.post(`/admin/queues/${encodeURIComponent(queue)}/pause`, { reason });
  }

  resume(queue: string): Observable<unknown> {
    return this.http.post(`/admin/queues/${encodeURIComponent(queue)}/resume`, null);
  }

  /** Starts anew all jobs of a queue that were given up for one cause; says how many. */
  retryCause(queue: string, cause: string): Observable<number> {
    return this.http
      .post<Admin['Retried']>('/admin/jobs/retry', { queue, cause })
      .pipe(map(({ retried }) => retried));
  }

  retry(id: string): Observable<Admin['JobDetail']> {
    return this.http.post<Admin['JobDetail']>(`/admin/jobs/${encodeURIComponent(id)}/retry`, null);
  }

  discard(id: string, reason: string): Observable<unknown> {
    return this.http.post(`/admin/jobs/${encodeURIComponent(id)}/discard`, { reason });
  }

  jobs(params: () => ListParams): HttpResourceRef<Page<Admin['Job']> | undefined> {
    return httpResource<Page<Admin['Job']>>(() => ({ url: '/admin/jobs', params: params() }));
  }

  job(id: () => string): HttpResourceRef<Admin['JobDetail'] | undefined> {
    return httpResource<Admin['JobDetail']>(() => `/admin/jobs/${encodeURIComponent(id())}`);
  }

  emails(params: () => ListParams): HttpResourceRef<Page<Admin['Delivery']> | undefined> {
    return httpResource<Page<Admin['Delivery']>>(() => ({
      url: '/admin/emails',
      params: params(),
    }));
  }

  auditLog(params: () => ListParams): HttpResourceRef<Page<Admin['AuditEntry']> | undefined> {
    return httpResource<Page<Admin['AuditEntry']>>(() => ({
      url: '/admin/audit-log',
      params: params(),
    }));
  }

  /** The users of the house, to look for the acts of one. */
  users(): HttpResourceRef<Page<Admin['ManagedUser']> | undefined> {
    return httpResource<Page<Admin['ManagedUser']>>(() => ({
      url: '/admin/users',
      params: { page_size: 100 },
    }));
  }
}

function background(quietly: boolean): HttpContext {
  return new HttpContext().set(IN_BACKGROUND, quietly);
}
