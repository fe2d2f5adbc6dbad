package org.melange.config;

/**
 * {@code link.table.*}: how entity tables are stored and distributed.
 *
 * @param precision the number format of a table that is written
 * @param distribution how executors get a table and the index of a knowledge base
 * @param cacheDir directory on each machine for copies of remote files (empty: the default)
 * @param index whether a table that is written gets an HNSW index
 */
public record TableSettings(
    TablePrecision precision, Distribution distribution, String cacheDir, boolean index) {

  /** The number format of an entity table. */
  public enum TablePrecision {
    /** Single precision. */
    FLOAT32,
    /** Half precision. */
    FLOAT16,
    /** Half precision, with 8-bit quantized vectors for the scan. */
    INT8
  }

  /** How executors get an entity table or an index. */
  public enum Distribution {
    /** They open its files. */
    FILES,
    /** The driver sends it through Spark. */
    BROADCAST
  }

  /** These settings with another distribution and cache directory. */
  public TableSettings with(Distribution otherDistribution, String otherCacheDir) {
    return new TableSettings(precision, otherDistribution, otherCacheDir, index);
  }

  static TableSettings read(ConfigReader in) {
    return new TableSettings(
        in.oneOf("link.table.precision", TablePrecision.class),
        in.oneOf("link.table.distribution", Distribution.class),
        in.text("link.table.cache-dir"),
        in.flag("link.table.index"));
  }
}
