export { connect, QueueError, shownUrl, withoutPasswords } from './connection.ts'
export { FileStore } from './file-store.ts'
export { JobQueue, type JobState } from './job-queue.ts'
export { type Job, JobReturned, JobWorker, type JobWorkerOptions } from './job-worker.ts'
