import { z } from "zod";
import { type ByteSize, parseByteSize, renderByteSize, sizeForm } from "./byte-size.ts";
import { parseCpuList, renderCpuList } from "./cpu-list.ts";
import { type PciAddress, parsePciAddress } from "./pci-address.ts";
import { parseSelector, renderSelector, type Selector } from "./selector.ts";

/** A size such as `8 GiB`; inside a number of bytes. */
export const byteSizeCodec = codec<ByteSize>(parseByteSize, renderByteSize, () => `must be ${sizeForm}`);

/** The address of a PCI function such as `0000:01:00.0`; inside in the kernel's form. */
export const pciAddressCodec = codec<PciAddress>(
  parsePciAddress,
  (address) => address,
  () => "must be a PCI address such as 0000:01:00.0",
);

/** What names PCI functions: an address, a slot, ids or `auto`. */
export const selectorCodec = codec<Selector>(
  parseSelector,
  renderSelector,
  (text) =>
    `${JSON.stringify(text)} must be an address (0000:01:00.0), a slot (01:00), ids (10de:1b80) or auto`,
);

/** A list of processors such as `2-5,8`; inside their numbers, ascending. */
export const cpuListCodec = codec<readonly number[]>(
  parseCpuList,
  renderCpuList,
  () => "must be a list of processors such as 2-5,8",
);

/** A value that is a text wherever it is written. `form`: what a text must be that does not parse. */
function codec<Value>(
  parse: (text: string) => Value | undefined,
  render: (value: Value) => string,
  form: (text: unknown) => string,
): z.ZodCodec<z.ZodString, z.ZodType<Value>> {
  return z.codec(z.string({ error: ({ input }) => form(input) }), z.custom<Value>(), {
    decode: (text, context) => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.issues.push({ code: "custom", input: text, message: form(text) });
      return z.NEVER;
    },
    encode: render,
  });
}
