/** Passes `length` bytes on, and breaks where the source ends early or sends more: a cut body must never look whole. */
export function exactly(length: number): TransformStream<Uint8Array, Uint8Array> {
  let passed = 0
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.byteLength
      if (passed > length) controller.error(new Error(`more than the announced ${length} bytes`))
      else controller.enqueue(chunk)
    },
    flush(controller) {
      if (passed < length) controller.error(new Error(`only ${passed} of ${length} bytes came`))
    },
  })
}
