package org.melange.clip.engine;

/**
 * The phases of a batch in an engine. A GPU runs asynchronously until its result is copied. Then
 * {@link #MODEL} is the time to queue the work, and {@link #OUT} includes the time of the device.
 */
enum EnginePart {
  /** From the Java heap to the device. */
  IN,
  /** Through the model. */
  MODEL,
  /** Back to the Java heap. */
  OUT
}
