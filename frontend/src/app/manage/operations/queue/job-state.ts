import { Admin } from '../../api/models';

/** How a job's state looks: the classes of `.state` in the office. */
export const JOB_STATE_LOOK: Readonly<Record<Admin['JobStatus'], string>> = {
  pending: 'state waits',
  running: 'state',
  failed: 'state bad',
  done: 'state good',
};
