/** What a promise gives within `ms` milliseconds, else `late`. A rejection in time is passed on; one that comes later is dropped. */
export function within<T>(ms: number, promise: Promise<T>, late: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(late), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
