package org.melange.config;

/** The floating-point format of computations. */
public enum Precision {
  /** Single precision. */
  FLOAT32,
  /** Half precision, for GPUs. */
  FLOAT16
}
