package org.melange.spark.table;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.melange.run.JobException;

/** Checks that an executor has memory for the part of an entity table that it maps. */
final class TableMemory {

  private static final long LEAST_OVERHEAD = 384L << 20;

  private TableMemory() {}

  /**
   * Checks before anything starts.
   *
   * @param table its path, for the message
   * @param needed bytes that an executor maps at once
   * @param less what to set so that it needs less
   * @throws JobException with both numbers and what to do
   */
  static void requireRoom(SparkConf conf, String table, long needed, String less) {
    long room = room(conf);
    if (needed > room) {
      throw JobException.usage(
          String.format(
              Locale.ROOT,
              "entity table %s needs %.1f GB, an executor has %.1f GB (%s): give executors more"
                  + " memory, %s, or embed the knowledge base with link.table.precision=float16",
              table,
              needed / 1e9,
              room / 1e9,
              local(conf) ? "this machine's memory" : EXECUTOR,
              less));
    }
  }

  private static final String EXECUTOR = "spark.executor.memory and memoryOverhead";

  /** Memory of an executor, its heap included: tables lie outside of it, but so may be the rest. */
  static long room(SparkConf conf) {
    if (local(conf)) {
      return machine();
    }
    long heap = JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory", "1g"));
    String overhead = conf.get("spark.executor.memoryOverhead", "");
    return heap
        + (overhead.isEmpty()
            ? Math.max(
                LEAST_OVERHEAD,
                (long) (heap * conf.getDouble("spark.executor.memoryOverheadFactor", 0.1)))
            : JavaUtils.byteStringAs(overhead, org.apache.spark.network.util.ByteUnit.MiB) << 20);
  }

  private static boolean local(SparkConf conf) {
    String master = conf.get("spark.master", "local");
    return master.startsWith("local") && !master.startsWith("local-cluster");
  }

  private static long machine() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
