import { describe, expect, it } from "vitest";
import { Slots } from "../../../../../host/connection/waits/session-slots.ts";

const open = () => new AbortController().signal;

describe("slots", () => {
  it("are given in the order they are asked for, no more than there are", async () => {
    const slots = new Slots(2);
    const order: number[] = [];
    const take = async (index: number) => {
      const release = await slots.take(open());
      order.push(index);
      return release;
    };
    const [first, second, third, fourth] = [take(1), take(2), take(3), take(4)];
    const release = await first;
    await second;
    expect(order).toEqual([1, 2]);
    release();
    release();
    await third;
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([1, 2, 3]);
    (await second)();
    await fourth;
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it("are not lost when somebody stops waiting", async () => {
    const slots = new Slots(1);
    const release = await slots.take(open());
    const abort = new AbortController();
    const gone = slots.take(abort.signal);
    const last = slots.take(open());
    const reason = new Error("enough");
    abort.abort(reason);
    await expect(gone).rejects.toBe(reason);
    release();
    (await last)();
    (await slots.take(open()))();
    await expect(slots.take(abort.signal)).rejects.toBe(reason);
  });
});
