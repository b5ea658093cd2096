/** The present, for relative times: moves on by itself every half minute. */
const HALF_A_MINUTE = 30_000;

class Clock {
  now = $state(new Date());

  constructor() {
    setInterval(() => {
      this.now = new Date();
    }, HALF_A_MINUTE);
  }
}

export const clock = new Clock();
