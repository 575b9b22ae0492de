/**
 * Delivers values one after the other: a value that a subscriber causes waits until all subscribers have the current one. RxJS would
 * deliver it in between, and the subscribers behind that one would end with the older value.
 */
export function inOrder<T extends object>(deliver: (value: T) => void): (value: T) => void {
  const waiting: T[] = [];
  let isDelivering = false;
  return (value) => {
    waiting.push(value);
    if (isDelivering) return;
    isDelivering = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) deliver(next);
    } finally {
      isDelivering = false;
    }
  };
}
