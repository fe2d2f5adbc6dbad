package org.melange.clip.engine;

/**
 * The way of a batch through an engine. A GPU works while the thread that asked goes on, and is
 * waited for when its answer is copied: there {@link #MODEL} is the time to queue the work, and
 * {@link #OUT} holds the time of the device.
 */
enum EnginePart {
  /** From the Java heap to the device. */
  IN,
  /** Through the model. */
  MODEL,
  /** Back to the Java heap. */
  OUT
}
